// The MCP Inspector's command line with no bearer: every call is a process, and the one that is not let in opens the
// browser. Tokens are in files between them.

import { npmVersion } from "../installed.mjs";
import { run } from "../inspector.mjs";
import { freePort } from "../processes.mjs";
import { BrowserCommand } from "./browser_command.mjs";
import { tokens, variables } from "./inspector_storage.mjs";

async function install(address, origin, person) {
  const browser = await BrowserCommand.make(person);
  const callback = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  // The browser is opened although nobody sits at a terminal.
  const env = { ...variables(browser.folder), BROWSER: browser.path, MCP_AUTO_OPEN_ENABLED: "true" };
  const how = [...address, "--callback-url", callback, "--connect-timeout", "60000", "--format", "json", "--method"];
  const ask = async (...question) => (await run([...how, ...question], env)).result;
  return {
    async open() {
      await ask("initialize");
      return {
        listTools: async () => (await ask("tools/list")).tools.map(({ name }) => name),
        call: (name, args) => ask("tools/call", "--tool-name", name, "--tool-args-json", JSON.stringify(args)),
        close: async () => {},
      };
    },
    tokens: () => tokens(browser.folder, origin),
    denied: async (error) => error.message,
    remove: () => browser.remove(),
  };
}

export function clients(region) {
  const version = npmVersion("@modelcontextprotocol/inspector");
  const client = (transport, address) => ({
    name: "MCP Inspector, command line",
    version,
    transport,
    calls: "MCP Inspector",
    region,
    install: (origin, person) => install(address(origin), origin, person),
  });
  return [
    client("Streamable HTTP", (origin) => [`${origin}/mcp`, "--transport", "http"]),
    client("HTTP+SSE", (origin) => [`${origin}/sse`, "--transport", "sse"]),
  ];
}
