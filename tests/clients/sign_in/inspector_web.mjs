// The MCP Inspector's web page with no bearer, driven in the person's browser: switched to connected, it goes to the
// consent page itself and comes back. Tokens are kept by its own server.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { command, node, npmVersion } from "../installed.mjs";
import { freePort, pause } from "../processes.mjs";
import { tokens, variables } from "./inspector_storage.mjs";

const key = "of-this-run";

class Installation {
  #address;
  #origin;
  #person;
  #folder;
  #ports;
  #server;
  #page;

  static async make(address, origin, person) {
    const installation = new Installation();
    installation.#address = address;
    installation.#origin = origin;
    installation.#person = person;
    installation.#folder = await mkdtemp(path.join(tmpdir(), "inspector-"));
    // The redirect URI has the port, so that it stays for as long as the registration.
    installation.#ports = { CLIENT_PORT: String(await freePort()), MCP_SANDBOX_PORT: String(await freePort()) };
    return installation;
  }

  get #home() {
    return `http://127.0.0.1:${this.#ports.CLIENT_PORT}/`;
  }

  async open() {
    await this.#start();
    this.#page = await this.#person.newPage();
    await this.#page.goto(`${this.#home}?MCP_INSPECTOR_API_TOKEN=${key}`);
    // The switch lies under what is drawn for it.
    await this.#page.getByRole("switch", { name: /^Connect or disconnect/ }).click({ force: true });
    const connected = this.#page.getByRole("button", { name: "Disconnect from server" });
    const refused = this.#page.getByText(/access_denied|denied|declined/i).first();
    await connected.or(refused).first().waitFor();
    if (!(await connected.isVisible())) throw new Error(await this.#page.locator("body").innerText());
    return { listTools: () => this.#listTools(), call: (name, args) => this.#call(name, args), close: () => this.#close() };
  }

  async #start() {
    const args = [command("@modelcontextprotocol/inspector", "mcp-inspector"), "--web", ...this.#address];
    const env = { ...variables(this.#folder), ...this.#ports, MCP_INSPECTOR_API_TOKEN: key, MCP_AUTO_OPEN_ENABLED: "false" };
    this.#server = spawn(node, args, { env, stdio: "ignore" });
    for (let attempt = 0; !(await fetch(this.#home).then(({ ok }) => ok, () => false)); attempt += 1) {
      if (attempt === 300 || this.#server.exitCode !== null) throw new Error("the Inspector's server does not start");
      await pause(100);
    }
  }

  async #toTools() {
    await this.#page.locator("label", { hasText: /^Tools$/ }).click();
    await this.#page.getByText(/^Tools \(\d+\)$/).waitFor();
  }

  async #listTools() {
    await this.#toTools();
    const buttons = await this.#page.locator("main").getByRole("button").allInnerTexts();
    // Title and name.
    return buttons.map((text) => text.split("\n").filter(Boolean)).filter(({ length }) => length === 2).map(([, name]) => name);
  }

  // Of tools whose arguments are texts.
  async #call(name, args) {
    await this.#person.settled();
    await this.#toTools();
    const main = this.#page.locator("main");
    // Of the call before.
    const close = main.getByRole("button", { name: /^Close (results|error)$/ });
    if (await close.isVisible()) await close.click();
    await main.getByRole("button", { name: new RegExp(`\\b${name}$`) }).click();
    for (const [argument, value] of Object.entries(args)) await main.getByRole("textbox", { name: argument }).fill(value);
    await main.getByRole("button", { name: "Execute Tool" }).click();
    const [output, failure] = ["Structured Output", "Tool Call Failed"].map((title) => main.getByText(title));
    const consent = this.#page.getByRole("heading", { level: 1, name: /read your Intercom workspace/ });
    await output.or(failure).or(consent).first().waitFor();
    // When it comes back, it says "Retry your action".
    if (await consent.isVisible()) throw new Error("somebody has to sign in");
    if (await failure.isVisible()) throw new Error(await main.innerText());
    // An editor, the second one; it draws no more of the text than can be seen.
    const text = await main.locator(".ace_editor").nth(1).evaluate((editor) => editor.env.editor.getValue());
    return { structuredContent: JSON.parse(text) };
  }

  async #close() {
    await this.#page.close();
    await this.#stop();
  }

  async #stop() {
    if (!this.#server || this.#server.exitCode !== null || this.#server.signalCode !== null) return;
    this.#server.kill();
    await once(this.#server, "exit");
  }

  tokens() {
    return tokens(this.#folder, this.#origin);
  }

  async denied(error) {
    return error.message;
  }

  async remove() {
    await this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export function clients(region) {
  const version = npmVersion("@modelcontextprotocol/inspector");
  const client = (transport, address) => ({
    name: "MCP Inspector, web page",
    version,
    transport,
    calls: "MCP Inspector",
    region,
    install: (origin, person) => Installation.make(address(origin), origin, person),
  });
  return [
    client("Streamable HTTP", (origin) => ["--transport", "http", "--server-url", `${origin}/mcp`]),
    client("HTTP+SSE", (origin) => ["--transport", "sse", "--server-url", `${origin}/sse`]),
  ];
}
