// The TypeScript SDK 1.x with an `OAuthClientProvider`. It takes the code alone; `iss` is the host's to compare.

import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

import { npmVersion } from "../installed.mjs";
import { connectBy } from "../typescript_sdk_1.mjs";
import { calls, install } from "./provider.mjs";

export function clients(region) {
  const version = npmVersion("@modelcontextprotocol/sdk");
  const client = (transport, transportTo) => {
    const way = {
      transportTo,
      connectBy,
      isUnauthorized: (error) => error instanceof UnauthorizedError,
      finish: (transport, parameters) => transport.finishAuth(parameters.get("code")),
    };
    return {
      name: "TypeScript SDK 1.x",
      version,
      transport,
      calls,
      region,
      asksTwice: transport === "HTTP+SSE",
      install: (origin, person) => install(origin, person, way),
    };
  };
  return [
    client("Streamable HTTP", (origin, authProvider) => new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { authProvider })),
    client("HTTP+SSE", (origin, authProvider) => new SSEClientTransport(new URL(`${origin}/sse`), { authProvider })),
  ];
}
