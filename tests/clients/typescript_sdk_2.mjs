// The TypeScript SDK 2.x: as it comes (`initialize`), asking for the era first (`server/discover`), and HTTP+SSE.

import { Client, SSEClientTransport, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

import { npmVersion } from "./installed.mjs";

export async function connectBy(transport, mode) {
  const client = new Client({ name: "intercom-mcp-clients", version: "1.0.0" }, { versionNegotiation: { mode } });
  await client.connect(transport);
  return {
    server: client.getServerVersion(),
    protocolVersion: client.getNegotiatedProtocolVersion(),
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: (name, args, { onProgress } = {}) => client.callTool({ name, arguments: args }, { onprogress: onProgress }),
    close: () => client.close(),
  };
}

export function clients(token) {
  const requestInit = { headers: { Authorization: `Bearer ${token}` } };
  const version = npmVersion("@modelcontextprotocol/client");
  const client = (transport, mode, open) => ({
    name: "TypeScript SDK 2.x",
    version,
    transport,
    connect: (origin) => connectBy(open(origin), mode),
  });
  const streamableHttp = (origin) => new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { requestInit });
  return [
    client("Streamable HTTP", "legacy", streamableHttp),
    client("Streamable HTTP, `auto`", "auto", streamableHttp),
    client("HTTP+SSE", "legacy", (origin) => new SSEClientTransport(new URL(`${origin}/sse`), { requestInit })),
  ];
}
