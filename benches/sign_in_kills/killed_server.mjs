// A server that is killed and started again on the same port and the same database.

import { once } from "node:events";

import { pause, start } from "../../tests/clients/processes.mjs";

export class KilledServer {
  #binary;
  #env;
  #child;
  // Resolves while it runs, or when it runs again.
  up;
  #runs;
  // Requests that wait for their answer: what a kill breaks off.
  inFlight = new Set();
  #watchers = [];
  #durations = new Map();
  longestStart = 0;

  constructor(binary, port, env) {
    this.#binary = binary;
    this.#env = env;
    this.port = port;
    this.#down();
  }

  #down() {
    this.#child = null;
    this.up = new Promise((resolve) => (this.#runs = resolve));
  }

  async start() {
    const began = performance.now();
    const child = await start(this.#binary, ["serve"], this.#env, `http://127.0.0.1:${this.port}/healthz`);
    this.#child = child;
    this.longestStart = Math.max(this.longestStart, (performance.now() - began) / 1_000);
    child.once("exit", (code, signal) => {
      if (child === this.#child) this.onEnd?.(code ?? signal);
    });
    this.#runs();
  }

  // For the end of this process: nothing is waited for.
  end() {
    this.#child?.kill("SIGKILL");
  }

  // Kills it; resolves when the process is gone.
  async kill(signal = "SIGKILL") {
    const child = this.#child;
    this.#down();
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  // Sends a request of `kind` for `secret`, its code or token, and gives the whole answer.
  async ask(kind, secret, request) {
    const entry = { kind, secret };
    const began = performance.now();
    const answering = request();
    this.inFlight.add(entry);
    this.#watchers.filter((watcher) => watcher.kind === kind).forEach(({ sent }) => sent());
    try {
      const answer = await answering;
      const taken = performance.now() - began;
      this.#durations.set(kind, 0.8 * (this.#durations.get(kind) ?? taken) + 0.2 * taken);
      return answer;
    } finally {
      this.inFlight.delete(entry);
    }
  }

  // The next moment at which a request of `kind` was sent a while ago, which is a part of what such requests take;
  // two seconds from now at the latest.
  async momentWithin(kind, part) {
    const watcher = { kind };
    const sent = new Promise((resolve) => (watcher.sent = resolve));
    this.#watchers.push(watcher);
    await Promise.race([sent, pause(2_000)]);
    this.#watchers.splice(this.#watchers.indexOf(watcher), 1);
    await pause(part * (this.#durations.get(kind) ?? 10));
  }
}
