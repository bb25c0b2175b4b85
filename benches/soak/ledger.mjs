// The books: which request was posted where, which reply arrived where, and which promises were broken.
//
// Times are milliseconds of one clock, this process's. A session knows when its stream was asked for, when its
// endpoint event arrived, when its client began to leave, and from when on the server is known to have noticed.
// What the rules promise about a reply whose own stream is gone stands in adoption.mjs.

import { groundsFor, isAdoptable, key, mustBeAdopted, whyNotAdopted } from "./adoption.mjs";

// How long a reply may take before it counts as lost, on a machine that is busy with other things, too.
export const patience = 30_000;
// How long an unanswered request of a stream that is gone is waited for: held for 60 s, and some more.
const lastChance = 80_000;

export const promises = {
  "own stream": "no reply lost on a stream that stayed open and was read",
  adoption: "no reply lost that another stream had to adopt",
  twice: "no reply delivered twice",
  stream: "no reply on a stream that had no right to it",
  content: "every reply is of its own request and workspace",
  cancelled: "no reply to a call that was cancelled in time",
  progress: "progress only to its own request, and only before the reply",
  status: "every POST and GET answered with the status that it must get",
  ended: "no stream ended by the server without a cause",
  slow: "readers that never read are dropped, and nothing else is",
  streamable: "every POST on /mcp answered once, whole and rightly",
};

export class Ledger {
  constructor(now) {
    this.now = now;
    this.broken = new Map(Object.keys(promises).map((name) => [name, []]));
    this.figures = new Map();
    this.sessions = [];
    // Milliseconds from a POST to its reply, those that were held or read late included.
    this.slowest = 0;
    this.#open = new Set();
    this.#byId = new Map();
    this.#byToken = new Map();
  }

  #open;
  #byId;
  #byToken;

  break(promise, text) {
    this.broken.get(promise).push(text);
  }

  count(figure, by = 1) {
    this.figures.set(figure, (this.figures.get(figure) ?? 0) + by);
  }

  figure(name) {
    return this.figures.get(name) ?? 0;
  }

  openSession(principal, client) {
    const session = {
      name: `${client}.${this.sessions.length}`, principal, requestedAt: this.now(), openedAt: Infinity, closingAt: Infinity,
      goneBy: Infinity, readingSince: this.now(), endpoint: null, used: new Map(), adopted: new Set(),
      isUnread: false,
    };
    this.sessions.push(session);
    return session;
  }

  // A request that is about to be posted.
  post(session, id, call) {
    const request = {
      session, id, call, principal: session.principal, postedAt: this.now(), earliest: this.now() + call.least,
      // Of a stream that its client never reads, only the server knows when it went.
      closedBefore: session.isUnread ? session.goneBy < this.now() : session.closingAt < Infinity,
      state: "posted", arrivedAt: null, arrivedOn: null,
    };
    request.arrival = new Promise((resolve) => (request.arrived = resolve));
    session.used.set(key(id), session.used.get(key(id)) ?? Infinity);
    const name = key(id, session.principal);
    if (!this.#byId.has(name)) this.#byId.set(name, new Set());
    this.#byId.get(name).add(request);
    if (call.token !== undefined) this.#byToken.set(call.token, request);
    this.#open.add(request);
    this.count("requests posted");
    return request;
  }

  // The server has said 202.
  accepted(request) {
    request.state = "accepted";
    const { used } = request.session;
    used.set(key(request.id), Math.min(used.get(key(request.id)), this.now()));
  }

  // A message that arrived on a session's stream.
  arrived(session, text) {
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return this.break("content", `${session.name}: no JSON: ${text.slice(0, 200)}`);
    }
    for (const one of Array.isArray(message) ? message : [message]) {
      if (one.method === "notifications/progress") this.progress(session, one.params);
      else this.#reply(session, one, text);
    }
  }

  progress(session, params) {
    const request = this.#byToken.get(params?.progressToken);
    this.count("progress notifications");
    if (request?.session !== session) this.break("progress", `${session.name}: token ${params?.progressToken} is not of this stream`);
    else if (request.arrivedAt !== null) this.break("progress", `${session.name}: progress after the reply`);
  }

  #reply(session, reply, text) {
    this.count("replies on /sse");
    const known = [...(this.#byId.get(key(reply.id, session.principal)) ?? [])];
    const own = known.filter((request) => request.session === session);
    const candidates = [...own, ...known.filter((request) => request.session !== session && isAdoptable(request.id))];
    const fitting = candidates.filter((request) => !request.call.misfit(reply, text));
    const request = fitting.find(({ arrivedAt }) => arrivedAt === null) ?? fitting[0];
    const what = `${session.name} (${session.principal}): reply to ${JSON.stringify(reply.id)}`;
    if (!request) {
      if (own.length > 0) return this.break("content", `${what}: ${own[0].call.misfit(reply, text)}: ${text.slice(0, 300)}`);
      return this.break("stream", `${what}: not asked for here: ${text.slice(0, 300)}`);
    }
    if (request.arrivedAt !== null) {
      return this.break("twice", `${what}, before on ${request.arrivedOn.name} ${Math.round(this.now() - request.arrivedAt)} ms ago`);
    }
    Object.assign(request, { arrivedAt: this.now(), arrivedOn: session });
    this.slowest = Math.max(this.slowest, request.arrivedAt - request.postedAt);
    if (request.cancelledAt < request.earliest) this.break("cancelled", what);
    if (request.session !== session) {
      const why = whyNotAdopted(request, session, this.sessions);
      if (why) this.break("stream", `${what} of ${request.session.name}: ${why}`);
      session.adopted.add(key(request.id));
      this.count("replies adopted by another stream");
    }
    request.arrived();
  }

  // Judges what has not arrived: all of it at the end, before that only what nothing can save any more. What is
  // judged stays in the books for a while, to know a second delivery or a late one.
  settle(atEnd) {
    for (const request of this.#open) {
      const { session } = request;
      const waited = this.now() - request.postedAt;
      const isPatienceOver = session.closingAt === Infinity ? this.now() - Math.max(request.postedAt, session.readingSince) > patience : waited > lastChance;
      if (request.arrivedAt === null && !request.isJudged && (atEnd || isPatienceOver)) {
        request.isJudged = true;
        this.#judge(request);
      }
      if (waited > lastChance + patience) this.#forget(request);
    }
    const old = this.now() - 3 * lastChance;
    this.sessions = this.sessions.filter(({ closingAt }) => closingAt > old);
  }

  #judge(request) {
    const { session, call, id } = request;
    const what = `${session.name} (${session.principal}): ${JSON.stringify(id)} ${call.method} ${call.params?.name ?? ""}`;
    if (request.state === "refused") return this.count("refused with 409 or 404, rightly");
    if (request.cancelledAt !== undefined) return this.count("cancelled and not answered");
    if (request.state === "cut") return this.count("undecidable: POST cut by its client");
    if (session.closingAt - Math.max(request.postedAt, session.readingSince) > patience) return this.break("own stream", what);
    if (!isAdoptable(id)) return this.count("dropped rightly: stream gone, short id");
    if (request.mustDrop) return this.count(`dropped rightly: ${request.mustDrop}`);
    if (session.isUnread && !request.closedBefore) return this.count("dropped rightly: of a reader that never read");
    if (!request.closedBefore && session.goneBy >= request.earliest) return this.count("undecidable: under way when its stream went");
    const verdict = mustBeAdopted(request, this.sessions);
    if (verdict === "must") this.break("adoption", `${what} posted ${Math.round(this.now() - request.postedAt)} ms ago${groundsFor(request, this.sessions)}`);
    else if (verdict === "must not") this.count("dropped rightly: no stream could adopt it");
    else this.count("undecidable: the newest stream was going, slow or had used the id");
  }

  #forget(request) {
    this.#open.delete(request);
    this.#byToken.delete(request.call.token);
    const name = key(request.id, request.principal);
    const requests = this.#byId.get(name);
    requests.delete(request);
    if (requests.size === 0) this.#byId.delete(name);
  }
}
