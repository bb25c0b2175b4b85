// A closed loop that wants twice the simulator's rate limit, and what becomes of it.
//
//   node benches/closed_loop.mjs <binary> [--windows 6] [--limit 167] [--callers 40]
//
// Every caller asks for something, waits for the answer, thinks, and asks again, so that all of them together
// would make 2 × limit calls in each window of 10 seconds. Fails if a tool call fails, if 1 % of the upstream
// requests or more get 429, or if less than 90 % of the limit is used.

import { parseArgs } from "node:util";

import { freePort, pause, start } from "../tests/clients/processes.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    windows: { type: "string", default: "6" },
    limit: { type: "string", default: "167" },
    callers: { type: "string", default: "40" },
  },
});
const binary = positionals[0] ?? "target/release/intercom-mcp";
const [windows, limit, callers] = [Number(values.windows), Number(values.limit), Number(values.callers)];
const think = (callers * 10_000) / (2 * limit);

const [upstream, port] = [await freePort(), await freePort()];
const control = `http://127.0.0.1:${upstream}/_simulator/stats`;
const simulator = await start(binary, ["simulator", "--bind", `127.0.0.1:${upstream}`, "--rate-limit", `${limit}`, "--latency-ms", "50"], {}, control);
const server = await start(
  binary,
  ["serve"],
  { BIND_ADDR: `127.0.0.1:${port}`, INTERCOM_API_URL: `http://127.0.0.1:${upstream}/{region}`, REQUESTS_PER_MINUTE: "1000000", MAX_CONCURRENT_CALLS: "1000" },
  `http://127.0.0.1:${port}/healthz`,
);

async function upstreamCounts() {
  const { requests, rate_limited: refused } = await (await fetch(control)).json();
  return { all: Object.values(requests).reduce((sum, count) => sum + count, 0), refused };
}

async function call(query) {
  const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "search", arguments: { query } } };
  const headers = { Authorization: "Bearer demo-us", "Content-Type": "application/json", Accept: "application/json" };
  const answer = await (await fetch(`http://127.0.0.1:${port}/mcp`, { method: "POST", headers, body: JSON.stringify(message) })).json();
  return answer.result?.isError ? answer.result.content[0].text : (answer.error?.message ?? null);
}

// The first call fills the caches; its window is left alone, so that every measured one is whole.
await call("object_type:contacts role:user limit:1");
const probe = await fetch(`http://127.0.0.1:${upstream}/tags`, {
  headers: { Authorization: "Bearer demo-us", "Intercom-Version": "2.16", Accept: "application/json" },
});
await pause(Number(probe.headers.get("x-ratelimit-reset")) * 1000 - Date.now());
const before = await upstreamCounts();
const end = Date.now() + windows * 10_000;
const failures = new Map();
let calls = 0;
let longest = 0;

async function caller(number) {
  await pause((number * think) / callers);
  while (Date.now() < end) {
    const began = Date.now();
    const failure = await call(`object_type:contacts name:contains:"${String.fromCharCode(97 + (number % 26))}" limit:1`);
    calls += 1;
    longest = Math.max(longest, Date.now() - began);
    if (failure) failures.set(failure, (failures.get(failure) ?? 0) + 1);
    await pause(think - (Date.now() - began));
  }
}

const loop = Promise.all(Array.from({ length: callers }, (_, number) => caller(number)));
await pause(end - Date.now());
const after = await upstreamCounts();
await loop;
server.kill("SIGKILL");
simulator.kill("SIGKILL");

const sent = after.all - before.all;
const refused = after.refused - before.refused;
const used = (sent - refused) / (limit * windows);
const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
for (const [text, count] of failures) console.log(`${count} × ${text}`);
console.log(`${windows} windows of ${limit} calls, ${callers} callers that want ${2 * limit}: ${calls} tool calls, longest ${longest} ms`);
console.log(`${sent} upstream requests, ${refused} refused with 429, ${(100 * used).toFixed(1)} % of the limit used`);
const checks = [failed === 0, refused < sent / 100, used >= 0.9];
console.log(`${checks.filter(Boolean).length} passed, ${checks.filter((good) => !good).length} failed`);
process.exit(checks.every(Boolean) ? 0 : 1);
