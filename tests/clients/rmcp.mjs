// rmcp, the official Rust SDK, in both eras: the program of rmcp_client.rs, which asks with rmcp's client what it is
// asked on stdin.

import { spawn } from "node:child_process";
import { once } from "node:events";

import { crateVersion } from "./installed.mjs";

class Peer {
  #child;
  #calls = new Map();
  #progress = new Map();
  #asked = 0;

  constructor(child) {
    this.#child = child;
    this.first = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => this.#end(reject, new Error(`rmcp_client ended with ${code}`)));
      let rest = "";
      child.stdout.setEncoding("utf8").on("data", (chunk) => {
        // Not `readline`, which takes U+2028 for the end of a line.
        const lines = (rest + chunk).split("\n");
        rest = lines.pop();
        for (const line of lines) this.#read(JSON.parse(line), resolve);
      });
    });
  }

  ask(question, onProgress) {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject, onProgress });
      this.#child.stdin.write(`${JSON.stringify({ id, ...question })}\n`);
    });
  }

  async close() {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, "exit");
  }

  #end(reject, error) {
    reject(error);
    for (const call of this.#calls.values()) call.reject(error);
  }

  #read(line, connected) {
    if (line.serverInfo) return connected(line);
    if (line.progress) return this.#hear(line.progress);
    const { resolve, reject, onProgress } = this.#calls.get(line.id);
    this.#calls.delete(line.id);
    // rmcp makes the token, and says it with the answer; the report may come before or after.
    if (onProgress) {
      for (const report of this.#progress.get(line.progressToken) ?? []) onProgress(report);
      this.#progress.set(line.progressToken, { push: onProgress });
    }
    return line.error ? reject(Object.assign(new Error(line.error.message), { code: line.error.code })) : resolve(line.result);
  }

  #hear({ progressToken, ...report }) {
    if (!this.#progress.has(progressToken)) this.#progress.set(progressToken, []);
    this.#progress.get(progressToken).push(report);
  }
}

async function connect(program, origin, token, era) {
  const peer = new Peer(spawn(program, [`${origin}/mcp`, token, era], { stdio: ["pipe", "pipe", "inherit"] }));
  const { serverInfo, protocolVersion } = await peer.first;
  return {
    server: serverInfo,
    protocolVersion,
    listTools: async () => (await peer.ask({})).map(({ name }) => name),
    call: (tool, args, { onProgress } = {}) => peer.ask({ tool, arguments: args }, onProgress),
    close: () => peer.close(),
  };
}

export function clients(token, program) {
  const version = crateVersion("rmcp");
  return ["legacy", "modern"].map((era) => ({
    name: "rmcp (Rust SDK)",
    version,
    transport: era === "legacy" ? "Streamable HTTP" : "Streamable HTTP, `Discover`",
    connect: (origin) => connect(program, origin, token, era),
  }));
}
