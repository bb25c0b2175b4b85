// Many connections that do what no client should: raw ones of HTTP/1, and ones of HTTP/2 that keep to its rules.

import { once } from "node:events";
import http2 from "node:http2";
import net from "node:net";

import { pause } from "../../tests/clients/processes.mjs";

const atATime = 50;
const openWithin = 5_000;
const writtenWithin = 1_500;

// Runs `work` for each item, a few at a time.
async function each(items, work) {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

const perAddress = (addresses, count) => addresses.flatMap((address) => Array.from({ length: count }, () => address));

export class Connections {
  constructor() {
    Object.assign(this, { sockets: [], closed: 0, statuses: new Map() });
  }

  static async open(port, addresses, count) {
    const connections = new Connections();
    await each(perAddress(addresses, count), (address) => connections.#open(port, address));
    return connections;
  }

  async #open(port, localAddress) {
    const socket = net.connect({ host: "127.0.0.1", port, localAddress });
    socket.on("error", () => {});
    socket.on("close", () => (this.closed += 1));
    socket.on("data", (data) => {
      const [, status] = data.toString("latin1").match(/^HTTP\/1\.1 (\d+)/) ?? [];
      if (status) this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    });
    this.sockets.push(socket);
    await Promise.race([once(socket, "connect").catch(() => {}), pause(openWithin)]);
  }

  // Writes as much of it as the server takes.
  async write(text) {
    for (const socket of this.sockets) if (!socket.destroyed) socket.write(text);
    await pause(writtenWithin);
  }

  // The status of the first answer.
  async ask(text) {
    const [socket] = this.sockets;
    socket.write(text);
    const answered = new Promise((resolve) => {
      socket.on("data", () => resolve());
      socket.on("close", () => resolve());
    });
    await Promise.race([answered, pause(openWithin)]);
    return [...this.statuses.keys()][0] ?? "none";
  }

  stopReading() {
    this.sockets.forEach((socket) => socket.pause());
  }

  figure = () => {
    const statuses = [...this.statuses].map(([status, count]) => `, ${count} answers with ${status}`).join("");
    return `${this.sockets.length} connections, ${this.closed} closed by the server${statuses}`;
  };

  destroy() {
    this.sockets.forEach((socket) => socket.destroy());
  }

  end = async () => this.destroy();
}

export class Http2Connections {
  constructor() {
    Object.assign(this, { sessions: [], streams: 0, statuses: new Map() });
  }

  static async open(port, addresses, count, settings = {}) {
    const connections = new Http2Connections();
    await each(perAddress(addresses, count), async (localAddress) => {
      const session = http2.connect(`http://127.0.0.1:${port}`, {
        settings,
        createConnection: () => net.connect({ host: "127.0.0.1", port, localAddress }),
      });
      session.on("error", () => {});
      connections.sessions.push(session);
      await Promise.race([once(session, "remoteSettings").catch(() => {}), pause(openWithin)]);
    });
    return connections;
  }

  // So many requests on each connection: with a whole body, or with so many bytes of one that does not end.
  async begin(count, headers, body) {
    for (const session of this.sessions) {
      for (let number = 0; number < count && !session.destroyed; number += 1) {
        const stream = session.request({ ":authority": "localhost", ...headers });
        stream.on("error", () => {});
        stream.on("response", ({ ":status": status }) => this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1));
        if (typeof body === "string") stream.end(body);
        else stream.write(Buffer.alloc(body, " "));
        this.streams += 1;
      }
    }
    await pause(writtenWithin);
  }

  figure = () => {
    const statuses = [...this.statuses].map(([status, count]) => `, ${count} answers with ${status}`).join("");
    const closed = this.sessions.filter(({ closed, destroyed }) => closed || destroyed).length;
    return `${this.sessions.length} connections, ${closed} closed by the server, ${this.streams} streams${statuses}`;
  };

  end = async () => this.sessions.forEach((session) => session.destroy());
}
