// The TypeScript SDK 1.x, which most hosts are built on: Streamable HTTP, and HTTP+SSE with its event source.

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

import { npmVersion } from "./installed.mjs";

// Connects by `transport`; what the client knows and can do, as the scenario wants it.
export async function connectBy(transport) {
  const client = new Client({ name: "intercom-mcp-clients", version: "1.0.0" });
  let protocolVersion;
  const told = transport.setProtocolVersion?.bind(transport);
  transport.setProtocolVersion = (version) => {
    protocolVersion = version;
    told?.(version);
  };
  await client.connect(transport);
  return {
    server: client.getServerVersion(),
    protocolVersion,
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: (name, args, { onProgress } = {}) => client.callTool({ name, arguments: args }, undefined, { onprogress: onProgress }),
    close: () => client.close(),
  };
}

export function clients(token) {
  const requestInit = { headers: { Authorization: `Bearer ${token}` } };
  const version = npmVersion("@modelcontextprotocol/sdk");
  const client = (transport, open) => ({
    name: "TypeScript SDK 1.x",
    version,
    transport,
    connect: (origin) => connectBy(open(origin)),
  });
  return [
    client("Streamable HTTP", (origin) => new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { requestInit })),
    client("HTTP+SSE", (origin) => new SSEClientTransport(new URL(`${origin}/sse`), { requestInit })),
  ];
}
