// Floods: what strangers, callers and slow readers can make a server hold, and that others are served meanwhile.
//
//   node benches/floods.mjs <binary> [--only NAME] [--env NAME=VALUE]
//
// Each flood has a server of its own. It opens so many connections and requests as are listed, holds them for some
// seconds, and ends them all. Printed is the server's memory before, at the most, and after; a flood fails if the
// memory grows by more than its bound, if the server does not answer beside it, or if it ends by itself. Everything
// happens on 127.0.0.0/8 of this machine, whose addresses stand for as many strangers.

import { parseArgs } from "node:util";

import { freePort, pause, start } from "../tests/clients/processes.mjs";
import { floods } from "./floods/list.mjs";
import { residentMegabytes } from "./process_figures.mjs";
import { send } from "./wire.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, env: { type: "string", multiple: true, default: [] } },
});
const binary = positionals[0] ?? "target/release/intercom-mcp";
// A visitor's patience, which a machine of two cores under a flood must not use up.
const servedWithin = 10_000;
const settlesWithin = 3_000;
const sampleEvery = 50;

const upstream = await freePort();
const simulator = await start(
  binary,
  ["simulator", "--bind", `127.0.0.1:${upstream}`, "--rate-limit", "10000000", "--conversations", "300", "--contacts", "200"],
  {},
  `http://127.0.0.1:${upstream}/_simulator/stats`,
);
let server;
process.on("exit", () => [server, simulator].forEach((child) => child?.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

const checks = [];
const check = (what, holds) => {
  checks.push(holds);
  console.log(`${holds ? "ok   " : "FAIL "} ${what}`);
};
const mb = (megabytes) => `${megabytes.toFixed(1)} MB`;

async function serve() {
  const port = await freePort();
  const env = {
    BIND_ADDR: `127.0.0.1:${port}`,
    STORE_URL: "sqlite::memory:",
    INTERCOM_CLIENT_ID: "demo-app",
    INTERCOM_CLIENT_SECRET: "demo-secret",
    ACCEPT_INTERCOM_TOKENS: "true",
    INTERCOM_API_URL: `http://127.0.0.1:${upstream}/{region}`,
    INTERCOM_APP_URL: `http://127.0.0.1:${upstream}/{region}`,
    RUST_LOG: "off",
    ...Object.fromEntries(values.env.map((pair) => pair.split(/=(.*)/s))),
  };
  server = await start(binary, ["serve"], env, `http://127.0.0.1:${port}/healthz`);
  return port;
}

// What a visitor and a caller with another credential get, from another address than the flood's.
async function served(port) {
  const ping = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
  const answers = Promise.all([
    send({ port, method: "GET", path: "/healthz", localAddress: "127.0.1.1" }),
    send({ port, method: "POST", path: "/mcp", token: "demo-au", body: ping, localAddress: "127.0.1.1" }),
  ]).then((all) => all.every(({ status }) => status === 200), () => false);
  return Promise.race([answers, pause(servedWithin).then(() => false)]);
}

// Intercom as a flood wants it.
const control = (what, body) => fetch(`http://127.0.0.1:${upstream}/_simulator/${what}`, { method: "POST", body: JSON.stringify(body) });
const faults = async (fault) => {
  const set = await control("faults", fault);
  if (!set.ok) throw new Error(`the simulator refused a fault: ${await set.text()}`);
};
const forget = () => control("reset", {});

for (const { name, bound, hold, run } of floods.filter(({ name }) => !values.only || name === values.only)) {
  const port = await serve();
  const { pid } = server;
  // The first call costs its verification and the first use of everything.
  for (const token of ["demo-us", "demo-au"]) await send({ port, method: "POST", path: "/mcp", token, body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' });
  await pause(500);
  const before = residentMegabytes(pid);
  let most = before;
  const sampling = setInterval(() => server.exitCode === null && (most = Math.max(most, residentMegabytes(pid))), sampleEvery);
  await forget();
  const flood = await run(port, faults);
  const isServed = [];
  for (const end = Date.now() + hold; Date.now() < end; await pause(hold / 4)) isServed.push(await served(port));
  clearInterval(sampling);
  const figure = flood.figure();
  await flood.end();
  await pause(settlesWithin);
  const alive = server.exitCode === null && server.signalCode === null;
  const after = alive ? residentMegabytes(pid) : NaN;
  console.log(`${name}: ${mb(before)} before, ${mb(most)} at the most, ${mb(after)} after; ${figure}`);
  check(`${name}: at most ${bound} MB more: ${mb(most - before)}`, alive && most - before <= bound);
  check(`${name}: others are served meanwhile`, alive && isServed.every(Boolean));
  server.kill("SIGKILL");
}

console.log(`${checks.filter(Boolean).length} passed, ${checks.filter((good) => !good).length} failed`);
process.exit(checks.every(Boolean) ? 0 : 1);
