// mcp-remote, which carries stdio hosts (Claude Desktop) to remote servers: a process driven over its stdio by the
// TypeScript SDK, as such a host drives it. The bearer comes from a variable, as in the README.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

import { command, node, npmVersion } from "./installed.mjs";
import { connectBy } from "./typescript_sdk_1.mjs";

async function connect(token, args) {
  // Without a folder of its own it would read and write the user's.
  const folder = await mkdtemp(path.join(tmpdir(), "mcp-remote-"));
  const transport = new StdioClientTransport({
    command: node,
    args: [command("mcp-remote", "mcp-remote"), ...args, "--header", "Authorization:${AUTH_HEADER}"],
    env: { PATH: process.env.PATH, MCP_REMOTE_CONFIG_DIR: folder, AUTH_HEADER: `Bearer ${token}` },
    stderr: "pipe",
  });
  let said = "";
  transport.stderr.on("data", (chunk) => (said += chunk));
  const connection = await connectBy(transport).catch(async (error) => {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`${error.message}\n${said}`);
  });
  return {
    ...connection,
    // With the host it speaks the host's version; what it speaks with the server, it says on stderr if they differ.
    get protocolVersion() {
      return said.match(/Remote server speaks MCP (\S+);/)?.[1] ?? connection.protocolVersion;
    },
    async close() {
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function clients(token) {
  const version = npmVersion("mcp-remote");
  const client = (transport, args) => ({
    name: "mcp-remote",
    version,
    transport,
    connect: (origin) => connect(token, args(origin)),
  });
  return [
    client("Streamable HTTP", (origin) => [`${origin}/mcp`, "--transport", "http-only"]),
    client("Streamable HTTP, `--protocol auto`", (origin) => [`${origin}/mcp`, "--transport", "http-only", "--protocol", "auto"]),
    client("HTTP+SSE", (origin) => [`${origin}/sse`, "--transport", "sse-only"]),
  ];
}
