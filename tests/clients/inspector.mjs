// The MCP Inspector's command line: a process for every call.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

import { command, node, npmVersion } from "./installed.mjs";
import { demand } from "./results.mjs";

// Fifty processes at once would measure the machine.
const atOnce = 8;

// It refuses unknown tools itself, without asking the server; what it does not offer, it asks.
const protocolError = {
  cell: "unknown method: its message",
  ask: (connection) => connection.ask("resources/read", "--uri", "intercom://nothing"),
  isReadable: (error) => error.message.includes("there is no method of that name; the methods are "),
};

// Gives the exit status, the result, and what was said beside it; an error is thrown as the Inspector shows it.
export async function run(args, env = process.env) {
  const child = spawn(node, [command("@modelcontextprotocol/inspector", "mcp-inspector"), "--cli", ...args], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  if (stdout.startsWith("{")) return { code, result: JSON.parse(stdout).result, stderr };
  const line = stderr.split("\n").find((line) => line.startsWith("{"));
  throw line ? JSON.parse(line).error : new Error(`exit ${code}: ${stdout}${stderr}`);
}

async function connect(address, token) {
  const ask = (...args) => run([...address, "--header", `Authorization: Bearer ${token}`, "--format", "json", "--method", ...args]);
  const { serverInfo, protocolVersion } = (await ask("initialize")).result;
  return {
    ask,
    server: serverInfo,
    protocolVersion,
    async listTools() {
      // Its own judgement of the definitions: no schema that some client could not read.
      const { code, result, stderr } = await ask("tools/list", "--strict");
      demand(code === 0, stderr);
      return result.tools.map(({ name }) => name);
    },
    call: async (name, args) => (await ask("tools/call", "--tool-name", name, "--tool-args-json", JSON.stringify(args))).result,
  };
}

export function clients(token) {
  const version = npmVersion("@modelcontextprotocol/inspector");
  const client = (transport, address) => ({
    name: "MCP Inspector, command line",
    version,
    transport,
    atOnce,
    protocolError,
    hears: false,
    stays: false,
    connect: (origin) => connect(address(origin), token),
  });
  return [
    client("Streamable HTTP", (origin) => [`${origin}/mcp`, "--transport", "http"]),
    client("HTTP+SSE", (origin) => [`${origin}/sse`, "--transport", "sse"]),
  ];
}
