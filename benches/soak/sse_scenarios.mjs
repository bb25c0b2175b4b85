// What clients of /sse do: the usual, and whatever else happens between a POST and its reply.

import { send } from "../wire.mjs";
import { floodUntilDropped } from "./flood.mjs";
import { latency } from "./calls.mjs";
import { pause } from "../../tests/clients/processes.mjs";

// How long a client waits for replies that may well go to another stream, or nowhere.
const wild = 2_000;

// The client's own stream, opened if need be.
async function own(client) {
  client.session ??= await client.open();
  return client.session;
}

async function forget(client, how) {
  const { session } = client;
  client.session = null;
  if (session) await client.leave(session, how);
}

const several = (client, most, make) => Array.from({ length: client.random.between(1, most) }, make);

// Requests on a stream that is read: one after the other or all at once, and a batch now and then.
async function talk(client) {
  const session = await own(client);
  const calls = several(client, 5, () => client.calls.any());
  if (client.random.chance(0.15) && calls.some(({ method }) => method !== "initialize")) return client.arrivals(await client.postBatch(session, calls.filter(({ method }) => method !== "initialize")));
  if (client.random.chance(0.5)) return client.arrivals(await Promise.all(calls.map((call) => client.post(session, call))));
  for (const call of calls) await client.arrivals([await client.post(session, call)]);
}

async function restart(client) {
  await forget(client);
  await pause(client.random.pick([0, 0, 50, 1000]));
  await own(client);
}

// Leaves with calls under way, and comes back or not.
async function vanish(client) {
  const session = await own(client);
  await Promise.all(several(client, 4, () => client.post(session, client.calls.any())));
  await pause(client.random.between(0, latency));
  await forget(client);
  if (client.random.chance(0.7)) await own(client);
}

// Leaves as soon as the first bytes of a large reply are there.
async function leaveWithinReply(client) {
  const session = await own(client);
  const begun = new Promise((resolve) => (session.onBytes = (count) => count > 1000 && resolve()));
  await client.post(session, client.calls.big(), "uuid");
  await Promise.race([begun, pause(2000)]);
  await forget(client, client.random.pick(["reset", "close"]));
}

// As the investigation did it: a stream for its endpoint alone, closed; the POST; a new stream for the reply.
async function investigation(client, isAlone) {
  const first = await client.open(isAlone);
  await client.leave(first);
  const requests = await Promise.all(several(client, 3, () => client.post(first, client.calls.light(), "uuid")));
  await pause(client.random.pick([0, 0, 100, 500]));
  const second = await client.open(isAlone);
  await (isAlone ? client.arrivalsOn(second, requests) : client.arrivals(requests, wild));
  await keepOrLeave(client, second);
}

// A second stream, and POSTs to the first one's endpoint: while that is open, and when it no longer is.
async function twoStreams(client, isAlone) {
  const first = await client.open(isAlone);
  const second = await client.open(isAlone);
  await client.arrivalsOn(first, await Promise.all(several(client, 3, () => client.post(first, client.calls.light()))));
  await client.leave(first);
  const requests = await Promise.all(several(client, 3, () => client.post(first, client.calls.distinct(), client.random.pick(["uuid", "shared"]))));
  await (isAlone ? client.arrivalsOn(second, requests) : client.arrivals(requests, wild));
  await keepOrLeave(client, second);
}

// The stream goes while the call runs, and the server knows before the reply can be there.
async function goneBeforeReply(client, isAlone) {
  const first = await client.open(isAlone);
  const requests = await Promise.all(several(client, 3, () => client.post(first, client.calls.missing(), "uuid")));
  await client.leave(first);
  await client.untilNoticed(first);
  const second = await client.open(isAlone);
  const surely = requests.filter(({ earliest }) => first.goneBy < earliest);
  await (isAlone ? client.arrivalsOn(second, surely) : client.arrivals(surely, wild));
  await keepOrLeave(client, second);
}

// The newest stream's session has used the id: the reply must be dropped, and stay so.
async function idUsedByNewest(client) {
  const first = await client.open(true);
  const second = await client.open(true);
  const mine = await client.post(second, client.calls.distinct(), "shared");
  await client.arrivalsOn(second, [mine]);
  await client.leave(first);
  await client.untilNoticed(first);
  const request = client.ledger.post(first, mine.id, client.calls.refused());
  request.mustDrop = "the newest stream had used the id";
  const answer = await client.deliver(first, client.message(request));
  if (answer?.status === 202) client.ledger.accepted(request);
  else client.ledger.break("status", `${first.name}: an id that the newest stream had used: ${answer?.status}`);
  await pause(300);
  await keepOrLeave(client, second);
}

async function keepOrLeave(client, session) {
  if (client.session || client.random.chance(0.5)) return client.leave(session);
  client.session = session;
}

// Does not read for a while, and then reads everything.
async function readLate(client) {
  const session = await own(client);
  session.stream.pause();
  session.readingSince = Infinity;
  const requests = await Promise.all(Array.from({ length: client.random.between(10, 60) }, () => client.post(session, client.calls.light())));
  await pause(client.random.between(500, 4000));
  session.readingSince = client.ledger.now();
  session.stream.resume();
  await client.arrivals(requests);
}

async function progress(client) {
  if (!client.calls.workspace.readsConversations) return;
  const session = await own(client);
  await client.arrivals([await client.post(session, client.calls.pages(client.random.uuid()))]);
}

async function cancel(client) {
  const session = await own(client);
  const request = await client.post(session, client.calls.missing());
  const other = await client.post(session, client.calls.missing());
  await client.cancel(request);
  await client.arrivals([other]);
}

async function cutPost(client) {
  await client.postAndVanish(await own(client), client.calls.any(), client.random.pick(["body", "answer"]));
}

// What must be refused, and with what.
async function wrongDoors(client) {
  const { ledger, port, random } = client;
  const session = await own(client);
  const other = random.pick(ledger.sessions.filter(({ principal, endpoint, closingAt }) => principal !== session.principal && endpoint && closingAt === Infinity));
  const token = session.principal;
  const body = JSON.stringify({ jsonrpc: "2.0", id: random.uuid(), method: "ping" });
  const unknown = `/sse/message?sessionId=${random.hex(64)}`;
  const ask = async (status, settings) => {
    const answer = await send({ port, method: "POST", path: session.endpoint, token, body, agent: client.agent, ...settings });
    ledger.count(`POSTs answered ${answer.status}`);
    if (answer.status !== status) ledger.break("status", `${settings.method ?? "POST"} ${settings.path ?? "endpoint"}: ${answer.status}, not ${status}: ${answer.text.slice(0, 200)}`);
    return answer.text;
  };
  const unknownSession = await ask(404, { path: unknown });
  if (other) {
    const anothers = await ask(404, { path: other.endpoint });
    if (anothers !== unknownSession) ledger.break("status", `the 404 of an unknown session differs from that of another's: ${anothers}`);
  }
  await ask(405, { path: "/sse" });
  await ask(400, { body: body.slice(0, -3) });
  await ask(400, { body: '{"id":1}' });
  await ask(401, { token: null });
  await ask(401, { token: null, path: "/sse", method: "GET", body: undefined });
}

// Alone, if nobody else is: a queue for that would keep all others from opening streams.
const alone = (scenario) => (client) => (client.principal.isTaken ? talk(client) : client.principal.alone(() => scenario(client, true)));

const loud = [
  [24, talk], [8, restart], [8, vanish], [2, leaveWithinReply], [4, investigation], [6, alone(investigation)], [3, twoStreams], [4, alone(twoStreams)],
  [2, goneBeforeReply], [4, alone(goneBeforeReply)], [2, alone(idUsedByNewest)], [3, readLate], [1, progress], [3, cancel], [3, cutPost], [2, wrongDoors], [0.4, floodUntilDropped],
];

// What the first clients begin with, so that a short run has all of it.
export const beginnings = [
  floodUntilDropped, (client) => client.principal.alone(() => idUsedByNewest(client)), cancel, progress, readLate, wrongDoors, leaveWithinReply,
  ...[investigation, twoStreams, goneBeforeReply].map((scenario) => (client) => client.principal.alone(() => scenario(client, true))),
];

// Does one thing after the other until `isOver()`, beginning with `next`.
export async function play(client, isOver, next = client.random.weighted(loud)) {
  for (; !isOver(); next = client.random.weighted(loud)) {
    const scenario = next;
    client.ledger.count("scenarios on /sse");
    client.scenario = scenario.name || "a scenario alone";
    try {
      await scenario(client);
    } catch (error) {
      client.ledger.break("status", `${client.name} (${client.principal.token}): ${error.message}`);
    }
    await pause(client.random.between(0, 2000));
  }
}

// The only client of its principal: its replies are held, for some time or for too long.
export async function playHeld(client, isOver, until) {
  while (!isOver()) {
    const first = await client.open();
    await client.leave(first);
    const request = await client.post(first, client.calls.missing(), "uuid");
    const left = until - client.ledger.now();
    const isTooLong = left > 110_000 && client.random.chance(0.3);
    await pause(isTooLong ? 75_000 : client.random.between(0, Math.min(50_000, Math.max(0, left / 2))));
    if (isTooLong) request.mustDrop = "held for too long";
    if (isTooLong) await client.post(first, client.calls.ping(), "uuid");
    const second = await client.open();
    if (isTooLong) await pause(1000);
    else await client.arrivalsOn(second, [request]);
    client.ledger.count(isTooLong ? "replies held for too long" : "replies held for a stream to come");
    await client.leave(second);
  }
}
