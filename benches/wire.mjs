// HTTP by hand: requests that may be cut, and event streams that are read, left unread or broken off at will.

import http from "node:http";

const host = "127.0.0.1";

// Cuts an event stream's text into events; a comment is an event named ":".
export function eventReader(onEvent) {
  let rest = "";
  let searched = 0;
  return (text) => {
    rest += text;
    for (;;) {
      const end = rest.indexOf("\n\n", searched);
      if (end < 0) break;
      const fields = { event: "message", data: [] };
      for (const line of rest.slice(0, end).split("\n")) {
        const colon = line.indexOf(":");
        const value = line.slice(colon + 1).replace(/^ /, "");
        if (colon === 0) Object.assign(fields, { event: ":", data: [value] });
        else if (line.startsWith("data")) fields.data.push(value);
        else if (line.startsWith("event")) fields.event = value;
      }
      rest = rest.slice(end + 2);
      searched = 0;
      onEvent(fields.event, fields.data.join("\n"));
    }
    searched = Math.max(0, rest.length - 1);
  };
}

function options({ port, method, path, token, body, headers, agent, localAddress }) {
  const all = { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...headers };
  if (body !== undefined) {
    all["Content-Type"] ??= "application/json";
    all["Content-Length"] = Buffer.byteLength(body);
  }
  return { host, port, method, path, headers: all, agent: agent ?? false, localAddress };
}

// One request and its whole answer. With `halfClose` the sending side is closed when the request is out.
export function send(settings) {
  return new Promise((resolve, reject) => {
    const request = http.request(options(settings), (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
      answer.on("error", reject);
    });
    request.on("error", reject);
    if (settings.halfClose) request.on("finish", () => request.socket.end());
    request.end(settings.body);
  });
}

// A request whose sender is gone before the answer: in the middle of the body, or right after it.
export function sendAndVanish(settings, where) {
  return new Promise((resolve) => {
    const request = http.request(options(settings));
    const gone = () => request.destroy();
    request.on("error", () => {});
    request.on("response", gone);
    request.on("close", resolve);
    if (where === "body") request.write(settings.body.slice(0, settings.body.length >> 1), gone);
    else request.end(settings.body, gone);
  });
}

// An event stream. `onEvent(event, data)` is called for every event, comments included, `onBytes(count)` before.
export class EventStream {
  #request;
  #answer;
  #closed;

  constructor(settings, { onEvent = () => {}, onBytes = () => {} }) {
    const read = eventReader(onEvent);
    this.isClosed = false;
    this.#request = http.request(options({ method: "GET", ...settings }));
    this.#closed = new Promise((resolve) => this.#request.on("close", resolve)).then(() => (this.isClosed = true));
    this.answered = new Promise((resolve, reject) => {
      this.#request.on("error", reject);
      this.#request.on("response", (answer) => {
        this.#answer = answer;
        answer.setEncoding("utf8");
        answer.on("error", () => {});
        answer.on("data", (chunk) => {
          onBytes(chunk.length);
          read(chunk);
        });
        // A connection may be closed before what it brought is read.
        this.drained = new Promise((over) => ["end", "error", "close"].forEach((event) => answer.on(event, over)));
        resolve(answer);
      });
    });
    this.answered.catch(() => {});
    this.#request.end(settings.body);
  }

  // When the connection is no more, whoever ended it.
  get closed() {
    return this.#closed;
  }

  pause() {
    this.#answer.pause();
  }

  resume() {
    this.#answer.resume();
  }

  // Leaves: "reset" at once and rudely, "close" at once, "end" by half-closing and reading until the server closes.
  close(how) {
    const { socket } = this.#request;
    // A socket that is being shut down cannot be reset any more: Node would never say that it is closed.
    if (how === "reset" && socket.writable) socket.resetAndDestroy();
    else if (how === "end") socket.end();
    else this.#request.destroy();
    return this.#closed;
  }
}
