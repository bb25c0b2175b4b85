// What was checked, and how it went: one line each, counted.

import { pause } from "./processes.mjs";

// A check that hangs has failed. Far above what any of them takes, on any machine.
const deadline = 120_000;

export class Results {
  passed = 0;
  failed = 0;
  #write;

  constructor(write = console.log) {
    this.#write = write;
  }

  // Runs `work` and gives what it gives, or undefined if it failed.
  async check(name, work) {
    const hanging = new AbortController();
    try {
      const late = pause(deadline, hanging.signal).then(() => {
        throw new Error("no answer");
      });
      const result = await Promise.race([work(), late]);
      this.passed += 1;
      this.#write(`ok    ${name}`);
      return result ?? true;
    } catch (error) {
      this.fail(name, error);
      return undefined;
    } finally {
      hanging.abort();
    }
  }

  fail(name, error) {
    this.failed += 1;
    this.#write(`FAIL  ${name}\n      ${String(error?.message ?? error).replaceAll("\n", "\n      ").slice(0, 4000)}`);
  }

  note(text) {
    this.#write(`      ${text}`);
  }
}

export function demand(condition, found) {
  if (!condition) throw new Error(typeof found === "string" ? found : JSON.stringify(found));
}
