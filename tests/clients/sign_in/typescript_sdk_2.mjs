// The TypeScript SDK 2.x with an `OAuthClientProvider`: it is given all parameters of the answer, and compares `iss`.

import { SSEClientTransport, StreamableHTTPClientTransport, UnauthorizedError } from "@modelcontextprotocol/client";

import { npmVersion } from "../installed.mjs";
import { connectBy } from "../typescript_sdk_2.mjs";
import { calls, install } from "./provider.mjs";

export function clients(region) {
  const version = npmVersion("@modelcontextprotocol/client");
  const client = (transport, mode, transportTo) => {
    const way = {
      transportTo,
      connectBy: (transport) => connectBy(transport, mode),
      isUnauthorized: (error) => error instanceof UnauthorizedError || error.cause instanceof UnauthorizedError,
      finish: (transport, parameters) => transport.finishAuth(parameters),
    };
    return {
      name: "TypeScript SDK 2.x",
      version,
      transport,
      calls,
      region,
      asksTwice: transport === "HTTP+SSE",
      install: (origin, person) => install(origin, person, way),
    };
  };
  const streamableHttp = (origin, authProvider) => new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { authProvider });
  return [
    client("Streamable HTTP", "legacy", streamableHttp),
    client("Streamable HTTP, `auto`", "auto", streamableHttp),
    client("HTTP+SSE", "legacy", (origin, authProvider) => new SSEClientTransport(new URL(`${origin}/sse`), { authProvider })),
  ];
}
