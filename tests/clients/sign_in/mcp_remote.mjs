// mcp-remote with no bearer: it opens the browser with `BROWSER`, listens for the answer, and keeps tokens in files.

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

import { command, node, npmVersion } from "../installed.mjs";
import { connectBy } from "../typescript_sdk_1.mjs";
import { BrowserCommand } from "./browser_command.mjs";

class Installation {
  #args;
  #person;
  #browser;
  #transport;
  #said = "";

  constructor(args, person, browser) {
    this.#args = args;
    this.#person = person;
    this.#browser = browser;
  }

  static async make(args, person) {
    return new Installation(args, person, await BrowserCommand.make(person));
  }

  async open() {
    const transport = (this.#transport = new StdioClientTransport({
      command: node,
      args: [command("mcp-remote", "mcp-remote"), ...this.#args],
      env: { PATH: process.env.PATH, HOME: this.#browser.folder, MCP_REMOTE_CONFIG_DIR: this.#browser.folder, BROWSER: this.#browser.path },
      stderr: "pipe",
    }));
    this.#said = "";
    transport.stderr.on("data", (chunk) => (this.#said += chunk));
    return connectBy(transport).catch((error) => {
      throw new Error(`${error.message}\n${this.#said}`);
    });
  }

  async tokens() {
    const [{ client_id } = {}, tokens = {}] = await Promise.all([this.#kept("client_info.json"), this.#kept("tokens.json")]);
    return { ...tokens, client_id };
  }

  async #kept(what) {
    const folder = path.join(this.#browser.folder, "mcp-remote-v1");
    const file = (await readdir(folder)).find((name) => name.endsWith(`_${what}`));
    return file && JSON.parse(await readFile(path.join(folder, file), "utf8"));
  }

  async denied(error) {
    return `${error?.message}\n${this.#person.shown}`;
  }

  async remove() {
    // One that waits for its browser was never connected, so that nobody has closed it.
    await this.#transport?.close();
    await this.#browser.remove();
  }
}

export function clients(region) {
  const version = npmVersion("mcp-remote");
  const client = (transport, args, quirks) => ({
    name: "mcp-remote",
    version,
    transport,
    calls: "MCP CLI Proxy",
    region,
    install: (origin, person) => Installation.make(args(origin), person),
    ...quirks,
  });
  return [
    client("Streamable HTTP", (origin) => [`${origin}/mcp`, "--transport", "http-only"]),
    client("HTTP+SSE", (origin) => [`${origin}/sse`, "--transport", "sse-only"], { asksTwice: true, losesItsStream: true }),
  ];
}
