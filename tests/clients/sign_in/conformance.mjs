// The official conformance suite's scenarios for authorization servers. It is no client that registers: it is given the
// id of one, and prints the address that a person is to open.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { command, here, node, npmVersion } from "../installed.mjs";
import { freePort } from "../processes.mjs";
import { demand } from "../results.mjs";
import { signInServer } from "../servers.mjs";
import { Person } from "./person.mjs";

const name = "The conformance suite";
const scenarios = ["authorization-server-metadata-endpoint", "authorization-code-grant"];

async function register(origin, redirectUri) {
  const body = JSON.stringify({ client_name: name, redirect_uris: [redirectUri] });
  const answer = await fetch(`${origin}/register`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const registered = await answer.json();
  demand(answer.status === 201, registered);
  return registered.client_id;
}

async function run(origin, revision, chromium) {
  const port = await freePort();
  const clientId = await register(origin, `http://127.0.0.1:${port}/callback`);
  const person = await Person.with(chromium, { origin, name, region: "us" });
  const suite = [command("@modelcontextprotocol/conformance", "conformance"), "authorization", "--url", origin, "--spec-version", revision];
  const asks = ["--client-id", clientId, "--resource", `${origin}/mcp`, "--port", String(port)];
  const child = spawn(node, [...suite, ...asks], { cwd: here, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    said += chunk;
    const [address] = said.match(/^http\S+\/authorize\?\S+(?=\n)/m) ?? [];
    if (address && person.asked === 0) person.open(address);
  });
  const ended = Promise.all([text(child.stderr), once(child, "close")]);
  const [stderr, [code]] = await Promise.race([ended, person.trouble]).finally(() => child.kill());
  await person.leave();
  return { said, stderr, code };
}

// Gives what the table says: how many checks hold. None may fail, warn or be skipped.
async function hold(origin, revision, chromium) {
  const { said, stderr, code } = await run(origin, revision, chromium);
  const summary = said.slice(said.lastIndexOf("=== SUMMARY"));
  const [, passed] = summary.match(/^Total: (\d+) passed, 0 failed$/m) ?? [];
  demand(code === 0 && passed && !/warning|skipped/i.test(summary), `exit ${code}\n${summary}${stderr.slice(-2000)}`);
  for (const scenario of scenarios) demand(new RegExp(`^✓ ${scenario}: [1-9]\\d* passed, 0 failed$`, "m").test(summary), summary);
  return { hold: passed };
}

export async function conformance(results, binary, chromium) {
  const server = await signInServer(binary);
  const version = npmVersion("@modelcontextprotocol/conformance");
  const rows = [];
  for (const revision of ["2025-11-25", "2026-07-28"]) {
    const row = await results.check(`conformance suite, authorization, ${revision}`, () => hold(server.origin, revision, chromium));
    rows.push({ version, revision, ...row });
  }
  await server.stop();
  return rows;
}
