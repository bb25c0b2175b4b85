// Event streams on /sse that are open and idle: how long it takes to open them, what they cost, and that they work.
//
//   node benches/idle_streams.mjs <binary> [--streams 10000] [--megabytes 300]
//
// Opens them with four credentials, 2,500 each, and holds all until every stream has had a ping. Fails if one is
// missing, if the server takes more memory than allowed, or if a reply does not come or something is not given back.

import { once } from "node:events";
import net from "node:net";
import { parseArgs } from "node:util";

import { freePort, pause, start } from "../tests/clients/processes.mjs";
import { connectionsTo, descriptors, processorSeconds, residentMegabytes } from "./process_figures.mjs";
import { send } from "./wire.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { streams: { type: "string", default: "10000" }, megabytes: { type: "string", default: "300" } },
});
const binary = positionals[0] ?? "target/release/intercom-mcp";
const wanted = Number(values.streams);
const tokens = ["demo-us", "demo-eu", "demo-au", "demo-noadmin"];
const spare = "demo-noscope";
const mostInAll = 10_000;
const atATime = 100;
const sampled = 100;
// A ping comes every 15 to 25 s; the processor time is taken over a whole round.
const pingWithin = 30_000;
// What streams that are opened again may take, over what they took at first: an allocator does not fill every gap.
const mostMore = 1.5;

const [upstream, port] = [await freePort(), await freePort()];
const simulator = await start(binary, ["simulator", "--bind", `127.0.0.1:${upstream}`], {}, `http://127.0.0.1:${upstream}/_simulator/stats`);
const server = await start(
  binary,
  ["serve"],
  { BIND_ADDR: `127.0.0.1:${port}`, INTERCOM_API_URL: `http://127.0.0.1:${upstream}/{region}`, TRUSTED_PROXIES: "127.0.0.1", RUST_LOG: "error" },
  `http://127.0.0.1:${port}/healthz`,
);
process.on("exit", () => [server, simulator].forEach((child) => child.kill("SIGKILL")));
server.on("exit", (code, signal) => {
  console.log(`FAIL  the server ended by itself: ${code ?? signal}\n0 passed, 1 failed`);
  process.exit(1);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

// A stream on a socket of its own, with nothing around it: ten thousand have to fit into this process, too.
class Idle {
  constructor(token) {
    Object.assign(this, { token, text: "", pings: 0, isClosed: false });
    this.socket = net.connect({ host: "127.0.0.1", port });
    this.socket.setEncoding("latin1");
    this.socket.on("error", () => {});
    this.socket.on("close", () => (this.isClosed = true));
    this.endpoint = new Promise((resolve) => {
      this.socket.on("close", () => resolve(null));
      this.socket.on("data", (data) => {
        this.pings += data.split(": ping").length - 1;
        this.text += data;
        const [, endpoint] = this.text.match(/^HTTP\/1\.1 200 .*event: endpoint\r?\ndata: (\S+)\n/s) ?? [];
        if (endpoint) resolve(endpoint);
      });
    });
    this.socket.write(`GET /sse HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nAccept: text/event-stream\r\n\r\n`);
  }

  // Whether a request's reply comes on this stream.
  async answers(id) {
    this.text = "";
    const body = JSON.stringify({ jsonrpc: "2.0", id, method: "tools/list" });
    const { status } = await send({ port, method: "POST", path: await this.endpoint, token: this.token, body });
    for (const end = Date.now() + 10_000; status === 202 && Date.now() < end; await pause(5)) {
      if (this.text.includes(`"id":"${id}"`)) return true;
    }
    return false;
  }
}

async function openAll(list) {
  let next = 0;
  const worker = async () => {
    while (next < list.length) await list[next++]().endpoint;
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

const statusOf = async (token) => {
  const socket = net.connect({ host: "127.0.0.1", port });
  socket.write(`GET /sse HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  const [data] = await once(socket, "data");
  socket.destroy();
  return Number(data.toString().split(" ")[1]);
};

const checks = [];
const check = (what, holds) => {
  checks.push(holds);
  console.log(`${holds ? "ok   " : "FAIL "} ${what}`);
};
const mb = (megabytes) => `${megabytes.toFixed(1)} MB`;

// The first stream of a credential costs its verification, which is no cost of a stream.
for (const token of [...tokens, spare]) await statusOf(token);
await pause(1_000);
const before = { resident: residentMegabytes(server.pid), descriptors: descriptors(server.pid) };

const streams = [];
const began = Date.now();
await openAll(Array.from({ length: wanted }, (_, number) => () => (streams.push(new Idle(tokens[number % tokens.length])), streams.at(-1))));
const opened = (Date.now() - began) / 1000;
const endpoints = new Set(await Promise.all(streams.map(({ endpoint }) => endpoint)));
check(`${wanted} streams opened in ${opened.toFixed(1)} s, each with an endpoint of its own`, endpoints.size === wanted && !endpoints.has(null));
const fresh = residentMegabytes(server.pid);

const [idleFrom, processor] = [Date.now(), processorSeconds(server.pid)];
await pause(pingWithin);
const used = (processorSeconds(server.pid) - processor) / ((Date.now() - idleFrom) / 1000);
const unpinged = streams.filter(({ pings, isClosed }) => pings === 0 || isClosed).length;
check(`every stream had a ping: ${unpinged} had none`, unpinged === 0);
const held = residentMegabytes(server.pid);
console.log(`memory: ${mb(before.resident)} before, ${mb(fresh)} when all were open, ${mb(held)} after their pings`);
console.log(`${Math.round(((held - before.resident) * 1e6) / wanted)} bytes a stream, ${(100 * used).toFixed(1)} % of one processor while idle`);
check(`at most ${values.megabytes} MB`, held <= Number(values.megabytes));

const sample = Array.from({ length: Math.min(sampled, wanted) }, (_, number) => streams[Math.floor((number * wanted) / sampled) % wanted]);
const answered = await Promise.all(sample.map((stream, number) => stream.answers(`sample-request-${number}`)));
check(`${answered.filter(Boolean).length} of ${sample.length} requests to single streams got their replies`, answered.every(Boolean));
if (wanted === mostInAll) {
  check("one more stream of the same credential is refused with 429 or 503", [429, 503].includes(await statusOf(tokens[0])));
  check("one more of another credential with 503", (await statusOf(spare)) === 503);
}

for (const { socket } of streams) socket.destroy();
const closing = Date.now();
while (connectionsTo(port) > 0 && Date.now() - closing < 20_000) await pause(50);
const closed = (Date.now() - closing) / 1000;
await pause(2_000);
const after = { resident: residentMegabytes(server.pid), descriptors: descriptors(server.pid) };
check(`all closed in ${closed.toFixed(1)} s; descriptors: ${before.descriptors} before, ${after.descriptors} after`, after.descriptors <= before.descriptors);

// As many again: places and memory were given back.
const again = [];
await openAll(Array.from({ length: wanted }, (_, number) => () => (again.push(new Idle(tokens[number % tokens.length])), again.at(-1))));
const second = await Promise.all(again.map(({ endpoint }) => endpoint));
check(`as many streams opened a second time`, second.every(Boolean));
const reused = residentMegabytes(server.pid);
check(`memory: ${mb(after.resident)} after closing, ${mb(reused)} with all of them open again`, reused - before.resident <= mostMore * (held - before.resident));

console.log(`${checks.filter(Boolean).length} passed, ${checks.filter((good) => !good).length} failed`);
process.exit(checks.every(Boolean) ? 0 : 1);
