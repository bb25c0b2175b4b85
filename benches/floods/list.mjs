// The floods, and by how many MB (10^6 bytes) each may let the server's memory grow. docs/SECURITY.md says what the
// bounds are made of; they are for any number of connections that the server takes from these addresses.

import { Connections, Http2Connections } from "./connections.mjs";

const kibibyte = 1024;
const json = { "content-type": "application/json" };
const bearer = (token) => ({ authorization: `Bearer ${token}` });
// Every one stands for a stranger of his own.
const strangers = (count) => Array.from({ length: count }, (_, number) => `127.0.2.${number + 1}`);
const call = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "search_conversations", arguments: { per_page: 100 } } });
const list = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
const ping = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });

const chunked = (path, headers) => `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}Transfer-Encoding: chunked\r\n\r\n`;
const chunk = (bytes) => `${bytes.toString(16)}\r\n${" ".repeat(bytes)}\r\n`;

async function bodies(port, addresses, each, head, bytes) {
  const connections = await Connections.open(port, addresses, each);
  await connections.write(head + chunk(bytes));
  return connections;
}

async function http2Bodies(port, addresses, each, headers, bytes) {
  const connections = await Http2Connections.open(port, addresses, each);
  await connections.begin(100, { ":method": "POST", ...json, ...headers }, bytes);
  return connections;
}

// Whole requests, as many at the same time, from address after address.
async function requests(port, addresses, each, request) {
  let answered = 0;
  const statuses = new Map();
  const worker = async (address) => {
    for (let number = 0; number < each; number += 1) {
      const connections = await Connections.open(port, [address], 1);
      const status = await connections.ask(request(address, number));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      answered += 1;
      connections.destroy();
    }
  };
  await Promise.all(addresses.map(worker));
  const counts = () => [...statuses].map(([status, count]) => `${count} with ${status}`).join(", ");
  return { figure: () => `${answered} requests, ${counts()}`, end: async () => {} };
}

const posted = (path, headers, body) => `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

// A conversation of so many parts with this body each, whenever Intercom is asked for one.
function conversation(parts, body) {
  const author = { type: "user", id: "a", name: "Eve" };
  const all = Array.from({ length: parts }, (_, index) => ({
    type: "conversation_part", id: `${index + 1}`, part_type: "comment", body, author, attachments: [],
    created_at: 1_760_000_000 + index, updated_at: 1_760_000_000 + index,
  }));
  return {
    type: "conversation", id: "9000001", created_at: 1_760_000_000, updated_at: 1_760_000_000, state: "open", open: true, read: true, priority: "none",
    source: { type: "email", id: "1", subject: "", body: "", author, attachments: [] },
    conversation_parts: { type: "conversation_part.list", total_count: parts, conversation_parts: all },
  };
}

// So many calls of each of these callers for such a conversation, whose answers are read.
async function longAnswers(port, faults, tokens, calls, body) {
  await faults({ method: "GET", path: "/conversations/9000001", status: 200, times: 0, body });
  const fetched = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "get_conversation", arguments: { id: "9000001" } } });
  const all = await Promise.all(
    tokens.map(async (token, index) => {
      const connections = await Connections.open(port, [strangers(tokens.length)[index]], calls);
      await connections.write(posted("/mcp", `Authorization: Bearer ${token}\r\n`, fetched));
      return connections;
    }),
  );
  return { figure: () => all.map((connections) => connections.figure()).join("; "), end: async () => all.forEach((connections) => connections.destroy()) };
}

const people = ["demo-us", "demo-eu", "demo-au"];
const megabyte = 1_000_000;

export const floods = [
  {
    name: "heads that do not end",
    bound: 64,
    hold: 4_000,
    run: async (port) => {
      const connections = await Connections.open(port, strangers(1), 1_000);
      await connections.write(`GET / HTTP/1.1\r\nHost: localhost\r\nx-long: ${"x".repeat(15 * kibibyte)}`);
      return connections;
    },
  },
  {
    name: "bodies of one stranger",
    bound: 64,
    hold: 4_000,
    run: (port) => bodies(port, strangers(1), 1_000, chunked("/register", ""), 63 * kibibyte),
  },
  {
    name: "bodies of fifty strangers",
    bound: 256,
    hold: 8_000,
    run: (port) => bodies(port, strangers(50), 60, chunked("/register", ""), 63 * kibibyte),
  },
  {
    name: "bodies of one caller",
    bound: 64,
    hold: 4_000,
    run: (port) => bodies(port, strangers(1), 500, chunked("/mcp", "Authorization: Bearer demo-us\r\n"), 1023 * kibibyte),
  },
  {
    name: "bodies of one stranger over HTTP/2",
    bound: 64,
    hold: 8_000,
    run: (port) => http2Bodies(port, strangers(1), 20, { ":path": "/register" }, 63 * kibibyte),
  },
  {
    name: "bodies of one caller over HTTP/2",
    bound: 64,
    hold: 8_000,
    run: (port) => http2Bodies(port, strangers(1), 10, { ":path": "/mcp", ...bearer("demo-us") }, 1023 * kibibyte),
  },
  {
    name: "event streams",
    bound: 100,
    hold: 4_000,
    run: async (port) => {
      const connections = await Connections.open(port, strangers(3), 833);
      await connections.write("GET /sse HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer demo-us\r\n\r\n");
      return connections;
    },
  },
  {
    name: "sessions of event streams that have gone",
    bound: 48,
    hold: 2_000,
    run: (port) => requests(port, strangers(20), 250, () => "GET /sse HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer demo-us\r\n\r\n"),
  },
  {
    name: "registrations",
    bound: 64,
    hold: 2_000,
    run: (port) =>
      requests(port, strangers(50), 60, (address, number) =>
        posted("/register", "", JSON.stringify({ client_name: `Flood ${address} ${number}`, redirect_uris: ["a", "b", "c"].map((letter) => `https://flood.example/${letter.repeat(1_900)}`) })),
      ),
  },
  {
    name: "tokens that are tried",
    bound: 64,
    hold: 2_000,
    run: (port) => requests(port, strangers(50), 60, (address, number) => posted("/mcp", `Authorization: Bearer guess-${address}-${number}\r\n`, ping)),
  },
  {
    name: "answers that are not read",
    bound: 128,
    hold: 4_000,
    run: async (port) => {
      const connections = await Connections.open(port, strangers(1), 500);
      await connections.write(posted("/mcp", "Authorization: Bearer demo-us\r\n", list).repeat(4));
      connections.stopReading();
      return connections;
    },
  },
  {
    name: "answers that are not read over HTTP/2",
    bound: 128,
    // Long enough for the server to let go of them.
    hold: 70_000,
    run: async (port) => {
      const connections = await Http2Connections.open(port, strangers(1), 10, { initialWindowSize: 0 });
      await connections.begin(100, { ":method": "POST", ":path": "/mcp", ...json, ...bearer("demo-us") }, call);
      return connections;
    },
  },
  {
    name: "conversations of 30 MB of three callers",
    bound: 500,
    hold: 30_000,
    run: (port, faults) => longAnswers(port, faults, people, 64, conversation(500, `<p>${"word ".repeat(12_000)}</p>`)),
  },
  {
    name: "conversations of 4 MB of three callers",
    bound: 400,
    hold: 20_000,
    run: (port, faults) => longAnswers(port, faults, people, 64, conversation(100, `<p>${"word ".repeat(7_600)}</p>`)),
  },
  {
    name: "a body of 30 MB in the smallest lines",
    bound: 500,
    hold: 20_000,
    run: (port, faults) => longAnswers(port, faults, people, 64, conversation(1, "x\n".repeat(15 * megabyte))),
  },
  {
    name: "a body of 30 MB in elements of a letter",
    bound: 500,
    hold: 20_000,
    run: (port, faults) => longAnswers(port, faults, people, 64, conversation(1, "<b>x</b><br>".repeat((30 * megabyte) / 12))),
  },
];

const named = (name) => floods.find((flood) => flood.name === name);
const together = ["heads that do not end", "bodies of fifty strangers", "bodies of one caller", "bodies of one caller over HTTP/2", "event streams", "answers that are not read", "conversations of 30 MB of three callers"];

floods.push({
  name: "seven of these at the same time",
  bound: 1_500,
  hold: 20_000,
  run: async (port, faults) => {
    const all = await Promise.all(together.map((name) => named(name).run(port, faults)));
    return { figure: () => all.map((one) => one.figure()).join("; "), end: () => Promise.all(all.map((one) => one.end())) };
  },
});
