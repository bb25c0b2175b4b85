// What stands in the database at a kill: its files are copied before the next start, and the copy is looked at, so
// that nothing but the server itself ever mends the original.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const digest = (secret) => createHash("sha256").update(secret).digest("hex");

export class Databases {
  #python = spawn("python3", [fileURLToPath(new URL("database.py", import.meta.url))], { stdio: ["pipe", "pipe", "inherit"] });
  #answers = createInterface({ input: this.#python.stdout })[Symbol.asyncIterator]();
  #last = Promise.resolve();
  #copies = 0;

  constructor(path) {
    this.path = path;
  }

  // Copies the files; the copy's path.
  async copy() {
    const copy = `${this.path}.copy-${(this.#copies += 1)}`;
    for (const suffix of ["", "-wal"]) {
      await copyFile(this.path + suffix, copy + suffix).catch((error) => {
        // What is missing, SQLite will find empty.
        if (error.code !== "ENOENT") throw error;
      });
    }
    return copy;
  }

  // What SQLite says of the copy's pages, and its records: `kind id` -> grant and whether it was used.
  look(copy) {
    const answer = this.#last.then(async () => {
      this.#python.stdin.write(`${copy}\n`);
      const { value } = await this.#answers.next();
      const { integrity, records } = JSON.parse(value);
      return { integrity, records: new Map(records.map(([kind, id, grant, used]) => [`${kind} ${id}`, { grant, used }])) };
    });
    this.#last = answer.catch(() => {});
    return answer;
  }

  close() {
    this.#python.stdin.end();
  }
}
