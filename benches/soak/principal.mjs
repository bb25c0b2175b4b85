// A credential and the workspace behind it, with the right to open streams: many at once, or one client alone.
//
// Alone, a client knows which stream of the principal is the newest, so that the place of an orphan is certain.

import { send } from "../wire.mjs";

export class Principal {
  #opening = 0;
  #alone = Promise.resolve();
  #isAlone = false;
  #waiting = [];

  constructor(token, port) {
    this.token = token;
    this.port = port;
  }

  // Reads what the workspace holds; `readsConversations` is false for a token that may not.
  async look() {
    const contacts = await this.#search("contacts");
    const conversations = await this.#search("conversations");
    const [, app] = contacts[0].url.match(/\/apps\/([^/]+)\//);
    const ids = (results) => results.map(({ id }) => id.replace(/^(contact|conversation)_/, ""));
    this.workspace = { app, contacts: ids(contacts), conversations: ids(conversations), readsConversations: conversations.length > 0 };
  }

  async #search(type) {
    const params = { name: "search", arguments: { query: `object_type:${type} limit:100` } };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
    const { text } = await send({ port: this.port, method: "POST", path: "/mcp", token: this.token, body });
    return JSON.parse(text).result?.structuredContent?.results ?? [];
  }

  // Runs `work` while other clients may open streams, too.
  async opening(work) {
    while (this.#isAlone) await this.#alone;
    this.#opening += 1;
    try {
      return await work();
    } finally {
      this.#opening -= 1;
      if (this.#opening === 0) this.#waiting.splice(0).forEach((go) => go());
    }
  }

  // Whether a client has the right to open streams for itself.
  get isTaken() {
    return this.#isAlone;
  }

  // Runs `work` while no other client of this principal opens a stream.
  async alone(work) {
    while (this.#isAlone) await this.#alone;
    this.#isAlone = true;
    let over;
    this.#alone = new Promise((resolve) => (over = resolve));
    if (this.#opening > 0) await new Promise((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      this.#isAlone = false;
      over();
    }
  }
}
