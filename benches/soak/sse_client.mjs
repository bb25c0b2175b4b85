// One client of /sse: opens and leaves streams, posts, and checks every status. What it does is in sse_scenarios.mjs.

import { EventStream, send, sendAndVanish } from "../wire.mjs";
import { isAdoptable } from "./adoption.mjs";
import { patience } from "./ledger.mjs";
import { pause } from "../../tests/clients/processes.mjs";

// The same long ids in the hands of every client of every principal; the first has exactly sixteen characters.
const shared = ["0123456789abcdef", "request-number-one", "request-number-two", "00000000-0000-4000-8000-000000000001", "ääääääääääääääää"];
// By then a server must have noticed that a connection is gone.
const noticed = 5_000;
// A session lives for a minute after its stream.
const sessionSurely = 50_000;
const sessionAtMost = 70_000;

export class SseClient {
  constructor({ name, port, principal, ledger, random, calls, agent, floodsUntil }) {
    Object.assign(this, { name, port, principal, ledger, random, calls, agent, floodsUntil, session: null, numbers: new WeakMap() });
  }

  // Opens a stream and waits for its endpoint; `isAlone` when `principal.alone` runs this.
  async open(isAlone = false) {
    const session = await (isAlone ? this.#open() : this.principal.opening(() => this.#open()));
    session.stream.closed.then(() => this.#closed(session));
    return session;
  }

  async #open() {
    const { ledger, port, principal } = this;
    const session = ledger.openSession(principal.token, this.name);
    const path = this.random.pick(["/sse", "/sse/"]);
    let opened;
    const endpoint = new Promise((resolve) => (opened = resolve));
    const onEvent = (event, data) => {
      if (event === "message") ledger.arrived(session, data);
      else if (event === "endpoint") {
        session.openedAt = ledger.now();
        opened(data);
      }
    };
    session.onBytes = () => {};
    session.stream = new EventStream({ port, path, token: principal.token, headers: { Accept: "text/event-stream" } }, { onEvent, onBytes: () => session.onBytes() });
    const answer = await session.stream.answered.catch((error) => error);
    if (answer.statusCode === 200) session.endpoint = await Promise.race([endpoint, session.stream.closed, pause(patience)]);
    if (/^\/sse\/message\?sessionId=[0-9a-f]{64}$/.test(session.endpoint)) {
      ledger.count("streams opened");
      return session;
    }
    session.closingAt = ledger.now();
    throw new Error(`GET ${path}: ${answer.statusCode ?? answer.message}, endpoint ${session.endpoint}`);
  }

  #closed(session) {
    if (session.closingAt < Infinity) return;
    session.closingAt = this.ledger.now();
    this.ledger.break("ended", `${session.name} (${session.principal}) after ${Math.round(session.closingAt - session.openedAt)} ms`);
  }

  // Leaves a stream, and returns when its connection is no more.
  async leave(session, how = this.random.pick(["reset", "close", "end"])) {
    session.closingAt = Math.min(session.closingAt, this.ledger.now());
    await Promise.race([session.stream.close(how), pause(noticed)]);
    if (!session.stream.isClosed) {
      this.ledger.break("ended", `${session.name}: not closed ${noticed} ms after its client had sent its last`);
      await session.stream.close("reset");
    }
  }

  // An id; `long` ones may be adopted. Numbers begin with 1 in every session.
  id(session, call, kind = this.random.weighted([[5, "number"], [4, "uuid"], [2, "shared"], [1, "short"]])) {
    const number = (this.numbers.get(session) ?? 0) + 1;
    this.numbers.set(session, number);
    if (kind === "shared" && call.named) {
      const unused = shared.filter((id) => !session.used.has(`\n${JSON.stringify(id)}`));
      if (unused.length > 0) return this.random.pick(unused);
    }
    if (kind === "uuid" || kind === "shared") return this.random.uuid();
    // Fifteen characters, of which some take two bytes.
    if (kind === "short") return `éééééé${String(number).padStart(9, "0")}`;
    return number;
  }

  // Posts one call to a session's endpoint and checks the status. Returns the ledger's request.
  async post(session, call, kind) {
    const request = this.ledger.post(session, this.id(session, call, kind), call);
    const answer = await this.deliver(session, this.message(request));
    if (answer) this.#judge(session, [request], answer);
    return request;
  }

  // Posts several in one body.
  async postBatch(session, calls) {
    const requests = calls.map((call) => this.ledger.post(session, this.id(session, call), call));
    const answer = await this.deliver(session, requests.map((request) => this.message(request)));
    if (answer) this.#judge(session, requests, answer);
    return requests;
  }

  // Posts and is gone before the answer; nobody knows whether it was accepted.
  async postAndVanish(session, call, where) {
    const request = this.ledger.post(session, this.id(session, call), call);
    request.state = "cut";
    await sendAndVanish({ ...this.#settings(session), agent: undefined, body: JSON.stringify(this.message(request)) }, where);
    return request;
  }

  async cancel(request) {
    const answer = await this.deliver(request.session, { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: request.id } });
    if (answer?.status !== 202) this.ledger.break("status", `${request.session.name}: notifications/cancelled: ${answer?.status}`);
    else request.cancelledAt = this.ledger.now();
  }

  message({ id, call }) {
    return { jsonrpc: "2.0", id, method: call.method, ...(call.params ? { params: call.params } : {}) };
  }

  async deliver(session, message) {
    const { ledger } = this;
    try {
      return await send({ ...this.#settings(session), body: JSON.stringify(message) });
    } catch (error) {
      ledger.break("status", `${session.name}: POST failed: ${error.message}`);
      return null;
    }
  }

  #settings({ endpoint }) {
    const sessionId = endpoint.split("=")[1];
    const path = this.random.pick([endpoint, endpoint, `/sse/messages?sessionId=${sessionId}`, `/message?sessionId=${sessionId}`, `/messages/?session_id=${sessionId}`]);
    return { port: this.port, method: "POST", path, token: this.principal.token, agent: this.agent };
  }

  #judge(session, requests, { status, text }) {
    const [now, posted] = [this.ledger.now(), requests[0].postedAt];
    this.ledger.count(`POSTs answered ${status}`);
    let right = [202];
    if (now - session.closingAt > sessionSurely) right.push(404);
    if (posted - session.closingAt > sessionAtMost) right = [404];
    else if (session.closingAt < now && !requests.some(({ id }) => isAdoptable(id))) right = posted > session.goneBy ? [409, ...right.slice(1)] : [409, ...right];
    if (!right.includes(status)) {
      const gone = session.closingAt < now ? `, stream gone for ${Math.round(now - session.closingAt)} ms` : "";
      this.ledger.break("status", `${session.name}: POST of ${JSON.stringify(requests[0].id)}: ${status} ${text.slice(0, 200)}, not ${right.join(" or ")}${gone}`);
    }
    if (status === 409) session.goneBy = Math.min(session.goneBy, now);
    for (const request of requests) {
      if (status === 202) this.ledger.accepted(request);
      else request.state = "refused";
    }
  }

  // Asks until the server says that it knows of the stream's end.
  async untilNoticed(session) {
    const begin = this.ledger.now();
    while (session.goneBy === Infinity) {
      await this.post(session, this.calls.ping(), "number");
      if (session.goneBy < Infinity) return;
      if (this.ledger.now() - begin > noticed) return this.ledger.break("ended", `${session.name}: not noticed as gone after ${noticed} ms`);
      await pause(5);
    }
  }

  // Waits until all have arrived, or are late enough to be called lost.
  async arrivals(requests, time = patience + 500) {
    const waiting = requests.filter(({ state, cancelledAt }) => state !== "refused" && state !== "cut" && cancelledAt === undefined);
    let timer;
    await Promise.race([
      Promise.all(waiting.map(({ arrival }) => arrival)),
      new Promise((resolve) => (timer = setTimeout(resolve, time))),
    ]);
    clearTimeout(timer);
  }

  // For a client that is alone: they arrived, and here.
  async arrivalsOn(session, requests) {
    await this.arrivals(requests);
    for (const { arrivedOn, session: own, id } of requests) {
      if (arrivedOn && arrivedOn !== session) {
        this.ledger.break("stream", `${own.name}: ${JSON.stringify(id)} came on ${arrivedOn.name}, not on ${session.name}`);
      }
    }
  }
}
