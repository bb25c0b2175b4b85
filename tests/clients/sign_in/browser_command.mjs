// What programs find in `BROWSER`: a command that writes down the address which it is to open. A person opens it.

import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { pause } from "../processes.mjs";

export class BrowserCommand {
  folder;
  #opened = 0;
  #ended = new AbortController();
  #watching;

  // With a folder of its own, for what the program keeps.
  static async make(person) {
    const command = new BrowserCommand();
    command.folder = await mkdtemp(path.join(tmpdir(), "sign-in-"));
    await writeFile(command.path, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${command.#addresses}'\n`);
    await chmod(command.path, 0o755);
    command.#watching = command.#watch(person);
    return command;
  }

  get path() {
    return path.join(this.folder, "browser");
  }

  get #addresses() {
    return path.join(this.folder, "addresses");
  }

  async #watch(person) {
    while (!this.#ended.signal.aborted) {
      const written = await readFile(this.#addresses, "utf8").catch(() => "");
      for (const address of written.split("\n").slice(this.#opened, -1)) {
        this.#opened += 1;
        person.open(address);
      }
      await pause(50);
    }
  }

  async remove() {
    this.#ended.abort();
    await this.#watching;
    await rm(this.folder, { recursive: true, force: true });
  }
}
