// The official conformance suite, once per revision, with the baselines beside this file. It sends no credential:
// the server is in single-user mode.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { command, here, node, npmVersion } from "./installed.mjs";
import { demand } from "./results.mjs";
import { serve } from "./servers.mjs";

async function run(origin, revision) {
  const suite = [command("@modelcontextprotocol/conformance", "conformance"), "server", "--url", `${origin}/mcp`, "--suite", "all"];
  const child = spawn(node, [...suite, "--spec-version", revision, "--expected-failures", `conformance-${revision}.yml`], {
    cwd: here,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const summary = stdout.slice(stdout.lastIndexOf("=== SUMMARY"));
  const [, hold, baseline] = summary.match(/Total: (\d+) passed, (\d+) failed/) ?? [];
  demand(code === 0 && hold, `exit ${code}\n${summary}${stderr.slice(-2000)}`);
  return { revision, hold, baseline };
}

// Gives the rows of the table: what holds, and what the baseline excuses.
export async function conformance(results, binary) {
  const server = await serve(binary, { INTERCOM_ACCESS_TOKEN: "demo-us" });
  const version = npmVersion("@modelcontextprotocol/conformance");
  const rows = [];
  for (const revision of ["2025-11-25", "2026-07-28"]) {
    const row = await results.check(`conformance suite, ${revision}`, () => run(server.origin, revision));
    if (row) results.note(`${row.hold} checks hold, ${row.baseline} stand in the baseline`);
    rows.push({ version, ...row });
  }
  await server.stop();
  return rows;
}
