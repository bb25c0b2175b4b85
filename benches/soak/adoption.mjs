// What the rules say about a reply whose own stream is gone.
//
// It goes to the newest stream of the same principal that opened after that one, already open or the next within
// 60 s, and only if its id is a string of at least 16 characters that this stream's session has not used. From
// outside nobody sees the server's clock, so every moment here is a span, and a verdict is only given where the
// whole span leads to the same one.

// After its earliest moment a reply is there within this time, or is late enough to be called lost.
const replyWithin = 5_000;
// A stream that stays open as long as this after a reply was given to it must have delivered it.
const deliveryWithin = 2_000;
// The 60 s of the rule, with what clocks and load may add or take.
const heldSurely = 55_000;
const heldAtMost = 70_000;
// Of a session that used more ids than this the server need not know which.
const idsRemembered = 1_000;
// By then the server has noticed that a connection is gone.
const noticedWithin = 5_000;

export function isAdoptable(id) {
  return typeof id === "string" && [...id].length >= 16;
}

// A name for an id, of a principal or within a session: 1 and "1" are different ids.
export function key(id, principal = "") {
  return `${principal}\n${JSON.stringify(id)}`;
}

// Why `session` had no right to the reply that has just arrived there; null if it may have had.
export function whyNotAdopted(request, session, sessions) {
  const { session: own } = request;
  if (request.mustDrop) return `it had to be dropped: ${request.mustDrop}`;
  if (own.closingAt === Infinity) return "its own stream is open";
  if (session.openedAt < own.requestedAt) return "this stream is older than its own";
  if (session.requestedAt > Math.max(own.closingAt, request.earliest) + replyWithin + heldAtMost) return "too late";
  if (session.used.get(key(request.id)) < request.postedAt) return "this session had used the id";
  const newer = sessions.find(
    (other) =>
      other.principal === own.principal &&
      other.requestedAt > session.openedAt &&
      other.openedAt < request.postedAt &&
      other.closingAt === Infinity,
  );
  return newer ? `${newer.name} was open all the time and is newer` : null;
}

// "must", "must not", or "may" where the span of possible moments does not decide.
export function mustBeAdopted(request, sessions) {
  const { session: own } = request;
  const from = request.earliest;
  const to = from + replyWithin;
  const others = sessions.filter((other) => other !== own && other.principal === own.principal && other.openedAt > own.requestedAt);
  const moments = [from, to];
  for (const { requestedAt, openedAt, closingAt } of others) {
    moments.push(...[requestedAt, openedAt, closingAt - deliveryWithin, closingAt].filter((at) => at > from && at < to));
  }
  const verdicts = new Set(moments.map((at) => at + 0.001).map((at) => verdictAt(at, request, others)));
  return verdicts.size === 1 ? [...verdicts][0] : "may";
}

// What a verdict on a reply rests on, in milliseconds after its POST: its own stream, and those that could get it.
export function groundsFor(request, sessions) {
  const { session: own, principal, postedAt, earliest } = request;
  const after = (at) => (Number.isFinite(at) ? Math.round(at - postedAt) : "-");
  const describe = (session) => {
    const { name, requestedAt, openedAt, closingAt, goneBy, readingSince, used, adopted } = session;
    const marks = [used.has(key(request.id)) && "used the id", adopted.has(key(request.id)) && "adopted the id", session.isUnread && "never read"].filter(Boolean);
    return `${name}: asked for ${after(requestedAt)}, open ${after(openedAt)}, left ${after(closingAt)}, gone by ${after(goneBy)}, reading since ${after(readingSince)}, ${used.size} ids ${marks.join(", ")}`;
  };
  const others = sessions.filter((other) => other !== own && other.principal === principal && other.openedAt > own.requestedAt);
  const near = others.filter(({ requestedAt, closingAt }) => requestedAt < earliest + replyWithin + 2_000 && closingAt > postedAt - noticedWithin);
  return [`earliest ${after(earliest)}; of its own stream ${describe(own)}`, ...near.map(describe)].map((line) => `\n      ${line}`).join("");
}

function verdictAt(at, request, others) {
  const surelyOpen = others.filter(({ requestedAt, openedAt, closingAt }) => requestedAt > request.session.openedAt && openedAt <= at && at <= closingAt);
  const newest = Math.max(-Infinity, ...surelyOpen.map(({ requestedAt }) => requestedAt));
  const possible = others.filter(
    ({ requestedAt, openedAt, closingAt, goneBy }) => requestedAt <= at && at <= Math.min(goneBy, closingAt + noticedWithin) && openedAt >= newest,
  );
  if (possible.length > 0) return agreed(possible.map((other) => verdictOf(other, at, request)));
  // Held replies are few; a reader that was dropped with its replies waiting may have crowded the others out.
  if (others.some(({ isUnread }) => isUnread)) return "may";
  const next = others.filter(({ requestedAt }) => requestedAt > at).sort((one, other) => one.requestedAt - other.requestedAt)[0];
  if (!next || next.requestedAt > at + heldAtMost) return "must not";
  return next.requestedAt < at + heldSurely ? verdictOf(next, next.openedAt, request) : "may";
}

function verdictOf(other, at, request) {
  const name = key(request.id);
  if (other.used.has(name) || other.adopted.has(name) || other.used.size > idsRemembered) return "may";
  const surelyDelivers = other.openedAt <= at && other.readingSince <= at && other.closingAt > at + deliveryWithin;
  return surelyDelivers ? "must" : "may";
}

function agreed(verdicts) {
  return verdicts.every((verdict) => verdict === verdicts[0]) ? verdicts[0] : "may";
}
