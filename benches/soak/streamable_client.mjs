// One client of /mcp: every POST is answered once, whole and with its own reply, whatever other clients do.

import { EventStream, eventReader, send, sendAndVanish } from "../wire.mjs";
import { pause } from "../../tests/clients/processes.mjs";

const accepts = [undefined, "*/*", "application/json", "application/json, text/event-stream"];

export class StreamableClient {
  constructor({ name, port, principal, ledger, random, calls, agent }) {
    Object.assign(this, { name, port, principal, ledger, random, calls, agent });
  }

  async play(isOver) {
    const scenarios = [
      [10, this.ask], [2, this.askAndHalfClose], [6, this.askAtOnce], [5, this.askForEvents], [1, this.askForProgress], [3, this.batch],
      [4, this.cut], [2, this.leaveWithinEvents], [1, this.readLate], [1, this.neverRead], [2, this.wrongDoors],
    ];
    while (!isOver()) {
      this.ledger.count("scenarios on /mcp");
      try {
        const scenario = this.random.weighted(scenarios);
        this.scenario = scenario.name;
        await scenario.call(this);
      } catch (error) {
        this.wrong("failed", error.message);
      }
      await pause(this.random.between(0, 2000));
    }
  }

  id() {
    return this.random.pick([1, 1, 2, "0123456789abcdef", "request-number-one", this.random.uuid()]);
  }

  message(call, id = this.id()) {
    return { jsonrpc: "2.0", id, method: call.method, ...(call.params ? { params: call.params } : {}) };
  }

  settings(message, headers = {}) {
    this.ledger.count("requests posted", Array.isArray(message) ? message.length : 1);
    return { port: this.port, method: "POST", path: this.random.pick(["/mcp", "/mcp/"]), token: this.principal.token, body: JSON.stringify(message), headers, agent: this.agent };
  }

  wrong(what, text) {
    this.ledger.break("streamable", `${this.name} (${this.principal.token}): ${what}: ${String(text).slice(0, 300)}`);
  }

  // The answer to a POST that must succeed, or null.
  async answer(message, headers, more = {}) {
    try {
      const answer = await send({ ...this.settings(message, headers), ...more });
      this.ledger.count(`POSTs answered ${answer.status}`);
      if (answer.status === 200) return answer;
      this.wrong(`status ${answer.status}`, answer.text);
    } catch (error) {
      this.wrong("no answer", error.message);
    }
    return null;
  }

  check(call, message, reply, text) {
    this.ledger.count("replies on /mcp");
    if (JSON.stringify(reply.id) !== JSON.stringify(message.id)) return this.wrong(`id ${JSON.stringify(reply.id)}, not ${JSON.stringify(message.id)}`, text);
    const misfit = call.misfit(reply, text);
    if (misfit) this.wrong(misfit, text);
  }

  async ask(call = this.calls.any()) {
    const message = this.message(call);
    const accept = this.random.pick(accepts);
    const answer = await this.answer(message, accept ? { Accept: accept } : {});
    if (answer) this.check(call, message, JSON.parse(answer.text), answer.text);
  }

  // Has nothing more to say, but listens.
  async askAndHalfClose() {
    const call = this.calls.any();
    const message = this.message(call);
    const answer = await this.answer(message, {}, { halfClose: true, agent: undefined });
    if (answer) this.check(call, message, JSON.parse(answer.text), answer.text);
  }

  // The same id several times at once, which other clients use at this moment, too.
  async askAtOnce() {
    const id = this.id();
    const calls = Array.from({ length: this.random.between(2, 6) }, () => this.calls.any());
    await Promise.all(
      calls.map(async (call) => {
        const answer = await this.answer(this.message(call, id), {});
        if (answer) this.check(call, { id }, JSON.parse(answer.text), answer.text);
      }),
    );
  }

  async askForEvents() {
    const call = this.calls.any();
    const message = this.message(call);
    const answer = await this.answer(message, { Accept: "text/event-stream" });
    if (answer) this.events(call, message, answer.text);
  }

  async askForProgress() {
    const call = this.calls.workspace.readsConversations ? this.calls.pages(this.random.uuid()) : this.calls.missing();
    const message = this.message(call);
    const answer = await this.answer(message, { Accept: call.token ? "application/json, text/event-stream" : "text/event-stream" });
    if (answer) this.events(call, message, answer.text, call.token ? 1 : 0);
  }

  // An event stream: progress of this call alone, then its reply, then the end.
  events(call, message, text, leastProgress = 0) {
    const received = [];
    eventReader((event, data) => event === "message" && received.push(data))(text);
    const replies = received.filter((data) => JSON.parse(data).id !== undefined);
    const notifications = received.slice(0, -1).map((data) => JSON.parse(data).params?.progressToken);
    this.ledger.count("progress notifications", notifications.length);
    if (replies.length !== 1 || received.at(-1) !== replies[0]) return this.wrong(`${replies.length} replies in an event stream`, text.slice(-300));
    if (notifications.length < leastProgress || notifications.some((token) => token !== call.token)) this.wrong("progress missing, or another's", text);
    this.check(call, message, JSON.parse(replies[0]), replies[0]);
  }

  async batch() {
    const calls = Array.from({ length: this.random.between(2, 5) }, () => this.calls.any()).filter(({ method }) => method !== "initialize");
    if (calls.length === 0) return;
    const messages = calls.map((call, index) => this.message(call, index + 1));
    const answer = await this.answer(messages, { Accept: "application/json", "MCP-Protocol-Version": "2025-03-26" });
    if (!answer) return;
    const replies = JSON.parse(answer.text);
    if (replies.length !== calls.length) return this.wrong(`${replies.length} replies to a batch of ${calls.length}`, answer.text);
    calls.forEach((call, index) => {
      const reply = replies.find(({ id }) => id === index + 1);
      if (reply) this.check(call, messages[index], reply, JSON.stringify(reply));
      else this.wrong(`no reply to ${index + 1} of a batch`, answer.text);
    });
  }

  async cut() {
    const message = this.message(this.calls.any());
    await sendAndVanish({ ...this.settings(message), agent: undefined }, this.random.pick(["body", "answer"]));
    this.ledger.count("undecidable: POST cut by its client");
  }

  // An answer that is read, or not, as the scenario wants it.
  stream(call, onEvent = () => {}) {
    const message = this.message(call);
    const stream = new EventStream({ ...this.settings(message, { Accept: "text/event-stream" }), agent: undefined, method: "POST" }, { onEvent });
    return { message, stream };
  }

  async leaveWithinEvents() {
    const call = this.calls.workspace.readsConversations ? this.calls.pages(this.random.uuid()) : this.calls.missing();
    let seen;
    const first = new Promise((resolve) => (seen = resolve));
    const { stream } = this.stream(call, this.random.chance(0.5) ? seen : (event) => event === "message" && seen());
    await Promise.race([first, pause(5000)]);
    await stream.close(this.random.pick(["reset", "close"]));
  }

  async readLate() {
    const call = this.calls.big();
    let text = "";
    const { message, stream } = this.stream(call, (event, data) => (text += event === "message" ? `data: ${data}\n\n` : ""));
    await stream.answered;
    stream.pause();
    await pause(this.random.between(500, 3000));
    stream.resume();
    await stream.drained;
    this.events(call, message, text);
  }

  async neverRead() {
    const { stream } = this.stream(this.calls.big());
    await stream.answered;
    stream.pause();
    await pause(5000);
    await stream.close("reset");
  }

  async wrongDoors() {
    const body = JSON.stringify(this.message(this.calls.ping()));
    const expected = [
      [405, { method: "GET", body: undefined, headers: { Accept: "text/event-stream" } }],
      [405, { method: "DELETE", body: undefined }],
      [202, { body: '{"jsonrpc":"2.0","method":"notifications/initialized"}' }],
      [202, { body: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}' }],
      [400, { body: body.slice(0, -2) }], [400, { body: '{"id":1}' }], [401, { token: null }], [404, { path: "/nowhere" }],
      [406, { headers: { Accept: "text/html" } }], [415, { headers: { "Content-Type": "text/plain" } }],
    ];
    const [status, settings] = this.random.pick(expected);
    const answer = await send({ port: this.port, method: "POST", path: "/mcp", token: this.principal.token, body, agent: this.agent, ...settings });
    this.ledger.count(`POSTs answered ${answer.status}`);
    if (answer.status !== status) this.ledger.break("status", `/mcp ${JSON.stringify(settings)}: ${answer.status}, not ${status}`);
  }
}
