// Real MCP clients against the built binary.
//
//   node run.mjs <binary> [--rmcp-client <program>] [--update] [--only <part of a client's name>]
//
// Every client goes through scenario.mjs against a `demo` of its own, and those that sign in through
// sign_in/scenario.mjs, with a person in a real Chromium; the official conformance suite runs against `serve`. The tables
// in docs/clients.md must say what was seen; `--update` writes them. Ends with `N passed, N failed`.

import path from "node:path";
import { parseArgs } from "node:util";

import { conformance } from "./conformance.mjs";
import * as inspector from "./inspector.mjs";
import * as mcpRemote from "./mcp_remote.mjs";
import { mustFail } from "./must_fail.mjs";
import { Results } from "./results.mjs";
import * as rmcp from "./rmcp.mjs";
import { scenario } from "./scenario.mjs";
import { demo } from "./servers.mjs";
import { signIns, signInSuites } from "./sign_in/run.mjs";
import * as table from "./table.mjs";
import * as typescriptSdk1 from "./typescript_sdk_1.mjs";
import * as typescriptSdk2 from "./typescript_sdk_2.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "rmcp-client": { type: "string" }, update: { type: "boolean" }, only: { type: "string" } },
});
const binary = path.resolve(positionals[0] ?? "target/release/intercom-mcp");
// Where cargo puts it beside the binary.
const rmcpClient = path.resolve(values["rmcp-client"] ?? path.join(path.dirname(binary), "../debug/examples/rmcp_client"));
const only = values.only?.toLowerCase();

const results = new Results();
const sdk1 = typescriptSdk1.clients("demo-us");
const clients = [
  ...inspector.clients("demo-us"),
  ...mcpRemote.clients("demo-eu"),
  ...sdk1,
  ...typescriptSdk2.clients("demo-au"),
  ...rmcp.clients("demo-eu", rmcpClient),
];

const isChosen = ({ name, transport }) => !only || `${name}, ${transport}`.toLowerCase().includes(only);

async function withTokens() {
  const rows = [];
  for (const client of clients.filter(isChosen)) {
    const server = await demo(binary);
    rows.push(await scenario(results, client, server));
    await server.stop();
  }
  return rows;
}

async function everything() {
  const seen = { rows: await withTokens(), signIns: await signIns(results, binary, isChosen) };
  if (only) return console.log(`      only ${seen.rows.length + seen.signIns.length} rows, and no table`);
  seen.suites = await conformance(results, binary);
  await mustFail(results, binary, ...sdk1);
  seen.signInSuites = await signInSuites(results, binary);
  const tables = table.render(seen);
  // A table of failures is not worth keeping.
  if (values.update && results.failed === 0) table.write(tables);
  await results.check("the tables in docs/clients.md say this", async () => table.compare(tables));
}

await everything().catch((error) => results.fail("the run comes to its end", error));
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed === 0 ? 0 : 1);
