// What the clients ask for, and how its reply is known from every other.
//
// A call is `{ method, params, least, named, misfit }`: `least` milliseconds at least lie between POST and reply,
// since the simulator takes its time; `named` tells that the reply repeats a word that no other call has;
// `misfit(reply, text)` says what is wrong with a reply, or null.

// Milliseconds that the simulator adds to each of its answers.
export const latency = 100;

const called = (name, args, more = {}) => ({ method: "tools/call", params: { name, arguments: args, ...more } });

export class Calls {
  // `workspace` is `{ app, foreignApps, contacts, conversations, readsConversations }`.
  constructor(workspace, random) {
    this.workspace = workspace;
    this.random = random;
  }

  // A contact that does not exist: the error repeats the id.
  missing() {
    const id = this.random.hex(24);
    return this.#call(called("get_contact", { id }), latency, true, (reply) => {
      const text = reply.result?.content?.[0]?.text ?? "";
      return reply.result?.isError && text.includes(id) ? null : `no error about contact ${id}`;
    });
  }

  // A query that is refused at once: the error repeats the word.
  refused() {
    const word = this.random.hex(20);
    return this.#call(called("search", { query: `object_type:conversations state:x${word}` }), 0, true, (reply) => {
      const text = reply.result?.content?.[0]?.text ?? "";
      return reply.result?.isError && text.includes(word) ? null : `no error about the word ${word}`;
    });
  }

  contact() {
    return this.#object("get_contact", this.random.pick(this.workspace.contacts));
  }

  conversation() {
    return this.#object("get_conversation", this.random.pick(this.workspace.conversations));
  }

  // Several pages of Intercom, with progress when there is a token for it.
  pages(token) {
    const more = token === undefined ? {} : { _meta: { progressToken: token } };
    const query = `object_type:conversations source_body:contains:"o e" limit:5`;
    const call = this.#call(called("search", { query }, more), 2 * latency, false, (reply) => this.#page(reply, "conversation_"));
    return { ...call, token };
  }

  // Some 80 kB.
  big() {
    const query = "object_type:contacts created_at:gt:2020-01-31T09:00:00Z limit:150";
    return this.#call(called("search", { query }), latency, false, (reply) => this.#page(reply, "contact_"));
  }

  // Some 16 kB, at once.
  list() {
    return this.#call({ method: "tools/list" }, 0, false, (reply) => (reply.result?.tools?.length === 6 ? null : "not the six tools"));
  }

  ping() {
    return this.#call({ method: "ping" }, 0, false, (reply) => (JSON.stringify(reply.result) === "{}" ? null : "not an empty result"));
  }

  initialize() {
    const params = { protocolVersion: "2024-11-05", capabilities: {}, clientInfo: { name: "soak", version: "1" } };
    return this.#call({ method: "initialize", params }, 0, false, (reply) =>
      reply.result?.protocolVersion === "2024-11-05" ? null : "not the protocol version that was asked for",
    );
  }

  unknownMethod() {
    return this.#call({ method: "soak/unknown" }, 0, false, (reply) => (reply.error?.code === -32601 ? null : "not -32601"));
  }

  // A call whose reply nobody can take for another's.
  distinct() {
    return this.random.weighted([[3, this.missing()], [1, this.refused()]]);
  }

  // Anything that takes little.
  light() {
    const kinds = [[6, "missing"], [3, "refused"], [6, "contact"], [2, "list"], [2, "ping"], [1, "initialize"], [1, "unknownMethod"]];
    if (this.workspace.readsConversations) kinds.push([4, "conversation"]);
    return this[this.random.weighted(kinds)]();
  }

  any() {
    if (this.random.chance(0.97)) return this.light();
    return this.workspace.readsConversations && this.random.chance(0.5) ? this.pages() : this.big();
  }

  #object(tool, id) {
    return this.#call(called(tool, { id }), latency, false, ({ result }) => {
      const found = result?.structuredContent;
      if (found?.id !== id) return `not ${id}, but ${found?.id ?? "no object"}`;
      return found.url.includes(`/${this.workspace.app}/`) ? null : `an address of another workspace: ${found.url}`;
    });
  }

  #page({ result }, prefix) {
    const results = result?.structuredContent?.results;
    if (!results?.length) return "no results";
    const good = results.every(({ id, url }) => id.startsWith(prefix) && url.includes(`/${this.workspace.app}/`));
    return good ? null : "a result of another workspace or kind";
  }

  #call(message, least, named, misfit) {
    return {
      ...message,
      least,
      named,
      misfit: (reply, text) => {
        const foreign = this.workspace.foreignApps.find((app) => text.includes(app));
        return foreign ? `text of workspace ${foreign}` : misfit(reply);
      },
    };
  }
}
