// A reader that never reads: it must be dropped, at 1,024 replies or 8 MiB, rather than remembered for ever. What
// waited for it is more than a later stream has to take; that one must be none the worse for it.

import { pause } from "../../tests/clients/processes.mjs";

// Replies of 16 kB each; the kernel takes some hundred before the first has to wait.
const most = 4_000;
const atATime = 40;
let running = 0;

// At most two at a time, and none late in a run: what waits for them is memory that is then to be seen flat.
export async function floodUntilDropped(client) {
  if (running >= 2 || client.ledger.now() > client.floodsUntil) return;
  running += 1;
  try {
    // The first time always: what waits is adopted, all at once.
    const areLong = !client.principal.isTaken && (client.ledger.figure("readers dropped, long ids") === 0 || client.random.chance(0.4));
    await (areLong ? client.principal.alone(() => flood(client, true)) : flood(client, false));
  } finally {
    running -= 1;
  }
}

async function flood(client, areLong) {
  const { ledger } = client;
  const session = await client.open(areLong);
  session.stream.pause();
  // What was written to the socket before the end and what was not, nobody sees from here.
  Object.assign(session, { isUnread: true, readingSince: Infinity, closingAt: ledger.now() });
  const next = await client.open(areLong);
  const requests = [];
  while (session.goneBy === Infinity && requests.length < most) {
    requests.push(...(await Promise.all(Array.from({ length: atATime }, () => client.post(session, client.calls.list(), areLong ? "uuid" : "number")))));
    // To ask with a number takes a place among what waits: a queue of long ids alone is the harder case for `next`.
    if (!areLong || requests.length > most / 4) await client.post(session, client.calls.ping(), "number");
  }
  if (session.goneBy === Infinity) ledger.break("slow", `${session.name}: ${requests.length} replies of 16 kB and still not dropped`);
  ledger.count(`readers dropped, ${areLong ? "long ids" : "numbers"}`);
  // Whose stream is gone is served as any other: a later stream gets its replies.
  requests.push(await client.post(session, client.calls.missing(), "uuid"));
  await client.arrivals(requests.slice(-1), areLong ? undefined : 2_000);
  await drain(client, session);
  await client.arrivalsOn(next, [await client.post(next, client.calls.missing())]);
  await client.leave(next);
}

// What the kernel still holds arrives now, and then the end.
async function drain(client, session) {
  session.readingSince = client.ledger.now();
  let arrived = 0;
  session.onBytes = (count) => (arrived += count);
  session.stream.resume();
  const end = Promise.all([session.stream.closed, session.stream.drained]);
  // On a busy machine some megabytes take longer than that; as long as they come, the end is still to come.
  for (let before = -1; before < arrived && !session.stream.isClosed; ) {
    before = arrived;
    await Promise.race([end, pause(5_000)]);
  }
  if (session.stream.isClosed) return;
  client.ledger.break("slow", `${session.name}: dropped, but its connection is still open`);
  await session.stream.close("reset");
}
