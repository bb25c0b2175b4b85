// The worst inputs that fuzzing has found, sent by eight callers at once, and how long `/healthz` takes meanwhile.
//
//   node benches/worst_inputs.mjs <binary> [--seconds 20] [--callers 8] [--limit-ms 100]
//
// Inputs are those of tests/fuzz/slowest (docs/fuzzing.md says how they are found) and some made here: messages as long
// as the server takes, and conversations as long as Intercom sends. Fails if the median of `/healthz` passes the limit,
// or if a call is answered by anything but a result or an error in words.

import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

import { freePort, pause, start, stop } from "../tests/clients/processes.mjs";

const HEADERS = { Authorization: "Bearer demo-us", "Content-Type": "application/json", Accept: "application/json" };

/** A caller sends one message after another until it is told to stop, and counts what comes back. */
async function caller({ address, messages, first, seconds }) {
  const answers = new Map();
  const end = Date.now() + seconds * 1000;
  for (let index = first; Date.now() < end; index += 1) {
    let kind;
    try {
      const answer = await fetch(address, { method: "POST", headers: HEADERS, body: messages[index % messages.length] });
      await answer.arrayBuffer();
      kind = answer.status;
    } catch (error) {
      kind = error.cause?.code ?? error.message;
    }
    answers.set(kind, (answers.get(kind) ?? 0) + 1);
  }
  parentPort.postMessage([...answers]);
}

const call = (name, args) => JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } });

/** Inputs of a target's folder. */
function slowest(target) {
  const folder = new URL(`../tests/fuzz/slowest/${target}/`, import.meta.url);
  return readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
}

/** Messages whose arguments alone are the attack. */
function fromArguments() {
  const messages = [];
  for (const query of [...slowest("query"), "state:open ".repeat(80_000), "ab ".repeat(300_000), "“".repeat(19_000), `q:"${"a ".repeat(9_000)}"`]) {
    messages.push(call("search", { query }));
  }
  for (const cursor of slowest("cursor")) messages.push(call("search", { query: `object_type:conversations starting_after:"${cursor.split("\n").pop()}"` }));
  for (const id of [...slowest("object_id"), "a".repeat(900_000)]) messages.push(call("fetch", { id }));
  const attributes = Object.fromEntries(Array.from({ length: 40_000 }, (_, index) => [`k${index}`, "v"]));
  messages.push(call("search_contacts", { custom_attributes: attributes }));
  messages.push(call("search_conversations", { tags: Array.from({ length: 100_000 }, (_, index) => `t${index}`) }));
  messages.push(call("search_conversations", { tags: "a".repeat(900_000) }), call("search_conversations", { ["a".repeat(900_000)]: 1 }));
  messages.push(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${"[".repeat(500_000)}`, `{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":${"9".repeat(900_000)}}}`);
  for (const input of slowest("arguments")) {
    try {
      const args = JSON.parse(input);
      for (const tool of ["search", "search_conversations", "search_contacts", "get_conversation"]) messages.push(call(tool, args));
    } catch {
      messages.push(input);
    }
  }
  return [...messages, ...slowest("jsonrpc")];
}

/** Conversations with bodies that take long, each under an id of its own. */
function conversations() {
  const bodies = [...slowest("html"), ...slowest("mail")].map((body) => (body.length > 0 ? body.repeat(Math.ceil(300_000 / body.length)) : body));
  bodies.push("<div>".repeat(60_000), `<p>${"Our card was charged twice. ".repeat(40_000)}</p>`, "> a<br>".repeat(50_000), "<table><tr><td>".repeat(20_000));
  const part = (id, body) => ({
    type: "conversation_part", id: `${id}`, part_type: "comment", body, created_at: 1_760_000_000 + id, updated_at: 1_760_000_000 + id,
    author: { type: "user", id: "a", name: "Eve" }, attachments: [],
  });
  const made = (id, parts) => ({
    type: "conversation", id: `${id}`, created_at: 1_760_000_000, updated_at: 1_760_000_000, state: "open", open: true, read: true, priority: "none",
    source: { type: "email", id: "1", subject: "", body: "", author: { type: "user", id: "a", name: "Eve" }, attachments: [] },
    conversation_parts: { type: "conversation_part.list", total_count: parts.length, conversation_parts: parts },
  });
  const all = bodies.map((body, index) => made(9_000_000 + index, [part(7, body)]));
  all.push(made(9_500_000, Array.from({ length: 500 }, (_, index) => part(index + 1, "<p>A <b>long</b> answer.</p>".repeat(50)))));
  for (const input of slowest("decoding")) {
    try {
      const decoded = JSON.parse(input);
      if (decoded && typeof decoded === "object" && !Array.isArray(decoded)) all.push({ ...decoded, id: `${9_600_000 + all.length}` });
    } catch {
      // What is no JSON is tried by the fuzz target.
    }
  }
  return all;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: "string", default: "20" }, callers: { type: "string", default: "8" }, "limit-ms": { type: "string", default: "100" } },
  });
  const binary = positionals[0] ?? "target/release/intercom-mcp";
  const [seconds, callers, limit] = [Number(values.seconds), Number(values.callers), Number(values["limit-ms"])];
  const [upstream, port] = [await freePort(), await freePort()];
  const control = `http://127.0.0.1:${upstream}/_simulator`;
  const simulator = await start(binary, ["simulator", "--bind", `127.0.0.1:${upstream}`, "--conversations", "300", "--contacts", "100", "--rate-limit", "1000000"], {}, `${control}/stats`);
  const environment = {
    BIND_ADDR: `127.0.0.1:${port}`, INTERCOM_API_URL: `http://127.0.0.1:${upstream}/{region}`,
    REQUESTS_PER_MINUTE: "1000000", MAX_CONCURRENT_CALLS: "1000",
  };
  const health = `http://127.0.0.1:${port}/healthz`;
  let server;
  // Also where this fails before its end.
  process.on("exit", () => [server, simulator].forEach((child) => child?.kill("SIGKILL")));
  server = await start(binary, ["serve"], environment, health);
  const messages = fromArguments();
  for (const conversation of conversations()) {
    const fault = { method: "GET", path: `/conversations/${conversation.id}`, status: 200, times: 0, body: conversation };
    const set = await fetch(`${control}/faults`, { method: "POST", body: JSON.stringify(fault) });
    if (set.ok) messages.push(call("get_conversation", { id: conversation.id }), call("fetch", { id: `conversation_${conversation.id}` }));
  }
  const address = `http://127.0.0.1:${port}/mcp`;
  const running = Array.from({ length: callers }, (_, index) => {
    const first = Math.floor((index * messages.length) / callers);
    const worker = new Worker(new URL(import.meta.url), { workerData: { address, messages, first, seconds } });
    return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  });
  const times = [];
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const began = performance.now();
    await (await fetch(health)).arrayBuffer();
    times.push(performance.now() - began);
    await pause(20);
  }
  const answers = new Map();
  for (const one of await Promise.all(running)) for (const [kind, count] of one) answers.set(kind, (answers.get(kind) ?? 0) + count);
  await stop(server);
  await stop(simulator);
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  const allowed = [200, 202, 400, 404, 413, 429];
  const strange = [...answers].filter(([kind]) => !allowed.includes(kind));
  console.log(`${messages.length} inputs, ${callers} callers, ${seconds} s: answers ${JSON.stringify([...answers])}`);
  console.log(`/healthz, ${times.length} times: median ${at(0.5).toFixed(1)} ms, 90 % ${at(0.9).toFixed(1)} ms, 99 % ${at(0.99).toFixed(1)} ms, longest ${at(1).toFixed(1)} ms`);
  const checks = [
    [`median of /healthz under ${limit} ms`, at(0.5) < limit],
    ["every call answered by a result or an error in words", strange.length === 0],
  ];
  for (const [name, holds] of checks) console.log(`${holds ? "ok  " : "FAIL"} ${name}`);
  const failed = checks.filter(([, holds]) => !holds).length;
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

if (isMainThread) await main();
else await caller(workerData);
