// A soak: many clients on both transports that disconnect, come back, read late or never, and use equal ids.
//
//   node benches/soak.mjs <binary> [--clients 200] [--minutes 10] [--seconds N] [--seed N] [--env NAME=VALUE]
//
// Every POST and every reply is entered in a ledger; the end tells which promises of the server were broken.
// What a client cannot know, such as whether a reply was written to a socket that it was just destroying, is
// counted apart and must stay rare. The seed repeats what the clients choose, not the order in which it happens.

import http from "node:http";
import { setTimeout as pauseFor } from "node:timers/promises";
import { parseArgs } from "node:util";

import { freePort, pause, start } from "../tests/clients/processes.mjs";
import { Calls, latency } from "./soak/calls.mjs";
import { Ledger, patience } from "./soak/ledger.mjs";
import { Memory } from "./soak/memory.mjs";
import { Principal } from "./soak/principal.mjs";
import { Random } from "./soak/random.mjs";
import { report } from "./soak/report.mjs";
import { SseClient } from "./soak/sse_client.mjs";
import { beginnings, play, playHeld } from "./soak/sse_scenarios.mjs";
import { StreamableClient } from "./soak/streamable_client.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    clients: { type: "string", default: "200" },
    minutes: { type: "string", default: "10" },
    seconds: { type: "string" },
    seed: { type: "string", default: "1" },
    env: { type: "string", multiple: true, default: [] },
    transports: { type: "string", default: "sse,mcp" },
  },
});
const binary = positionals[0] ?? "target/release/intercom-mcp";
const load = 1000 * Number(values.seconds ?? 60 * Number(values.minutes));
const isLong = load >= 180_000;
const transports = values.transports.split(",");

const [upstream, port] = [await freePort(), await freePort()];
const simulator = await start(
  binary,
  ["simulator", "--bind", `127.0.0.1:${upstream}`, "--rate-limit", "10000000", "--latency-ms", `${latency}`, "--conversations", "300", "--contacts", "200"],
  {},
  `http://127.0.0.1:${upstream}/_simulator/stats`,
);
const env = {
  BIND_ADDR: `127.0.0.1:${port}`,
  INTERCOM_API_URL: `http://127.0.0.1:${upstream}/{region}`,
  TRUSTED_PROXIES: "127.0.0.1",
  REQUESTS_PER_MINUTE: "1000000",
  MAX_CONCURRENT_CALLS: "10000",
  ...Object.fromEntries(values.env.map((pair) => pair.split(/=(.*)/s))),
};
const server = await start(binary, ["serve"], env, `http://127.0.0.1:${port}/healthz`);
process.on("exit", () => [server, simulator].forEach((child) => child.kill("SIGKILL")));
server.on("exit", (code, signal) => {
  console.log(`FAIL  the server ended by itself: ${code ?? signal}\n0 passed, 1 failed`);
  process.exit(1);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

// Two share a workspace with demo-us, and have one client each, whose replies have to be held.
const tokens = ["demo-us", "demo-eu", "demo-au", "demo-noadmin", "demo-noscope"];
const loudTokens = 3;
const principals = tokens.map((token) => new Principal(token, port));
for (const principal of principals) await principal.look();
const apps = principals.slice(0, loudTokens).map(({ workspace }) => workspace.app);
principals.forEach(({ workspace }, index) => (workspace.foreignApps = apps.filter((_, other) => other !== (index < loudTokens ? index : 0))));

const ledger = new Ledger(() => performance.now());
const memory = new Memory(server.pid, port, upstream);
const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 100 });
const [begin, until] = [Date.now(), ledger.now() + load];
const isOver = () => ledger.now() >= until;
const settling = setInterval(() => ledger.settle(false), 5_000);

function client(Kind, number, principal) {
  const random = new Random(Number(values.seed) * 100_003 + number);
  const calls = new Calls(principal.workspace, random);
  return new Kind({ name: `client ${number}`, port, principal, ledger, random, calls, agent, floodsUntil: until - 0.4 * load });
}

const count = Number(values.clients);
const half = (transport, make) => (transports.includes(transport) ? Array.from({ length: count >> 1 }, (_, number) => make(number)) : []);
const onSse = half("sse", (number) => client(SseClient, number, principals[number < 2 ? loudTokens + number : number % loudTokens]));
const onMcp = half("mcp", (number) => client(StreamableClient, count + number, principals[number % tokens.length]));
console.log(`${onSse.length} clients on /sse, ${onMcp.length} on /mcp, ${load / 1000} s, seed ${values.seed}`);
const busy = new Set([...onSse, ...onMcp]);
const players = [
  ...onSse.map((one, number) => [one, number < 2 ? playHeld(one, isOver, until) : play(one, isOver, beginnings[number - 2])]),
  ...onMcp.map((one) => [one, one.play(isOver)]),
].map(([one, playing]) => playing.catch((error) => ledger.break("status", `${one.name}: ${error.message}`)).then(() => busy.delete(one)));
// What a client has begun it ends, and no step of it takes longer than the patience with a reply.
const grace = new AbortController();
await Promise.race([Promise.all(players), pauseFor(load + 2 * patience, null, { signal: grace.signal }).catch(() => {})]);
grace.abort();
const end = Date.now();

// Whatever is still held comes now, or never.
const last = onSse.length === 0 ? [] : principals.map((principal, number) => client(SseClient, 10_000 + number, principal));
for (const one of last) one.session = await one.open();
await pause(5_000);
clearInterval(settling);
ledger.settle(true);
await Promise.all([...last, ...onSse].filter(({ session }) => session).map((one) => one.leave(one.session)));
agent.destroy();
await memory.settle(isLong ? 70_000 : 2_000);

const facts = { ledger, hasSse: onSse.length > 0, hung: [...busy], memory: memory.checks(begin, end, isLong) };
process.exit(report(facts) ? 0 : 1);
