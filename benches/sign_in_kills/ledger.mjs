// What clients were given, and which promises of the server were broken.

import { digest } from "./database.mjs";

export const promises = {
  status: "every answer is one that the protocol has there",
  registration: "the same client gets the same id, whatever was killed in between",
  code: "a code that was given and not yet sent gives tokens",
  once: "no code gives tokens twice",
  token: "every token that a client was given works",
  retry: "a refresh that broke off gives tokens when it is repeated",
  successor: "all answers for one refresh token are the same pair",
  revoked: "what was revoked stays revoked",
  database: "the database is whole after every kill",
  record: "it has every token and grant that was given, at every kill",
};

export class Ledger {
  constructor() {
    this.broken = new Map(Object.keys(promises).map((promise) => [promise, []]));
    this.figures = new Map();
    this.signIns = [];
    // Code -> its client, and how often it gave tokens.
    this.codes = new Map();
  }

  break(promise, what) {
    this.broken.get(promise).push(what);
  }

  count(figure, number = 1) {
    this.figures.set(figure, (this.figures.get(figure) ?? 0) + number);
  }

  figure(figure) {
    return this.figures.get(figure) ?? 0;
  }

  exchanged(code, who) {
    const entry = this.codes.get(code);
    entry.times += 1;
    if (entry.times > 1) this.break("once", `${who}: tokens for the ${entry.times}. time`);
  }

  // The tokens that must be in the database now. What a client is about to end may be there or not.
  given() {
    return this.signIns
      .filter((signIn) => !signIn.isEnding)
      .flatMap((signIn) => signIn.pairs.map(({ access, refresh }) => ({ signIn, access: digest(access), refresh: digest(refresh) })));
  }

  // Compares what was `given` before a kill, and the requests that it broke off, with what the database has.
  compare({ integrity, records }, given, brokenOff, kill) {
    if (integrity.join() !== "ok") this.break("database", `kill ${kill}: ${integrity.join("; ")}`);
    for (const { signIn, access, refresh } of given) {
      const found = [records.get(`access_token ${access}`), records.get(`refresh_token ${refresh}`)];
      const isWhole = found.every((record) => record !== undefined && records.has(`grant ${record.grant}`));
      if (!isWhole) this.break("record", `kill ${kill}: ${signIn.name}: ${found.map((record) => JSON.stringify(record)).join(", ")}`);
    }
    for (const { kind, secret } of brokenOff) {
      const stored = { exchange: "code", refresh: "refresh_token" }[kind];
      const stage = stored && (records.get(`${stored} ${digest(secret)}`)?.used ? ", done but not answered" : ", not done");
      this.count(`broken off: ${kind}${stage ?? ""}`);
    }
  }
}
