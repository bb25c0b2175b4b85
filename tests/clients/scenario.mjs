// What every client goes through. Written once, over what all clients can do:
//
// A client has `name`, `version`, `transport` (for the table) and `connect(origin)`, and may have
//   atOnce         how many calls it may have open; all 50 if not said
//   protocolError  how it comes to see one, if not by calling a tool that does not exist
//   hears: false   it does not show progress
//   stays: false   it connects anew for every call, so that a restart means nothing to it
// A connection has
//   server, protocolVersion               what the client knows of the server, and what both agreed on
//   listTools()                           their names
//   call(tool, arguments, { onProgress }) the result; a protocol error is thrown, with `code` and `message`
//   close()                               unless it does not stay

import { pause } from "./processes.mjs";
import { demand } from "./results.mjs";

const tools = ["search", "fetch", "search_conversations", "get_conversation", "search_contacts", "get_contact"];
const parallel = 50;

const unknownTool = {
  cell: "unknown tool: -32602",
  ask: (connection) => connection.call("no_such_tool", {}),
  isReadable: (error) => error.code === -32602 && error.message.includes("there is no tool of that name; the tools are search, "),
};

// Gives the client's row of the table; a check that failed leaves its cell out.
export async function scenario(results, client, server) {
  const check = (what, work) => results.check(`${client.name}, ${client.transport}: ${what}`, work);
  const row = { name: client.name, version: client.version, transport: client.transport };
  const connection = await check("connects and knows the server by title and icon", () => connect(client, server.origin));
  if (!connection) return row;
  row.tools = await check("lists the six tools and calls each", () => sixTools(connection));
  row.pages = await check("pages through a search to its end", () => pages(connection));
  row.toolError = await check("reads a tool error", () => toolError(connection));
  row.protocolError = await check("reads a protocol error", () => protocolError(client, connection));
  row.parallel = await check(`has ${parallel} calls answered, ${client.atOnce ?? parallel} at once`, () => manyCalls(client, connection));
  row.progress = client.hears === false ? "not shown" : await check("hears of progress", () => progress(connection));
  row.restart = client.stays === false ? "no connection kept" : await check("is answered again after a restart", () => restart(connection, server));
  row.protocol = connection.protocolVersion;
  if (connection.close) await check("ends when it is told to", () => connection.close());
  return row;
}

async function connect(client, origin) {
  const connection = await client.connect(origin);
  const { name, title, icons } = connection.server ?? {};
  demand(name === "intercom-mcp" && title === "Intercom", connection.server);
  demand(icons?.some(({ src }) => src.startsWith("data:image/png;base64,")), icons ?? "no icons");
  demand(/^20\d\d-\d\d-\d\d$/.test(connection.protocolVersion), `protocol version ${connection.protocolVersion}`);
  return connection;
}

// A result's structured form, which its text must repeat.
async function facts(connection, tool, args) {
  const result = await connection.call(tool, args, {});
  demand(!result.isError && result.content?.length === 1, result);
  demand(JSON.stringify(JSON.parse(result.content[0].text)) === JSON.stringify(result.structuredContent), `${tool}: the two forms differ`);
  return result.structuredContent;
}

async function sixTools(connection) {
  const names = await connection.listTools();
  demand(JSON.stringify(names) === JSON.stringify(tools), names);
  const ask = (tool, args) => facts(connection, tool, args);

  const found = await ask("search", { query: "object_type:conversations source_body:contains:refund limit:3" });
  demand(found.results.length === 3, found);
  const [{ id, title }] = found.results;
  const text = await ask("fetch", { id });
  demand(text.id === id && text.title === title && text.text.length > 100, text);
  const conversation = await ask("get_conversation", { id });
  demand(id === `conversation_${conversation.id}` && conversation.parts_total >= 0, conversation);
  const open = await ask("search_conversations", { state: "open", per_page: 5 });
  demand(open.conversations.length === 5 && open.conversations.every(({ state }) => state === "open"), open);
  const people = await ask("search_contacts", { role: "user", per_page: 5 });
  demand(people.data.length === 5, people);
  const contact = await ask("get_contact", { id: people.data[0].id });
  demand(contact.id === people.data[0].id && contact.name === people.data[0].name, contact);
  return "listed, called";
}

async function pages(connection) {
  const query = "object_type:conversations state:snoozed limit:8";
  const ids = [];
  let total;
  let page = 0;
  let cursor;
  do {
    const found = await facts(connection, "search", { query: cursor ? `${query} starting_after:${cursor}` : query });
    total ??= found.total_count;
    demand(found.total_count === total && found.results.length > 0, found);
    ids.push(...found.results.map(({ id }) => id));
    cursor = found.pages.next?.starting_after;
    page += 1;
  } while (cursor && page < 20);
  demand(!cursor && page >= 3, `${page} pages, then ${cursor ? "another" : "the end"}`);
  demand(ids.length === total && new Set(ids).size === total, `${ids.length} results, ${new Set(ids).size} of them different, of ${total}`);
  return "to the end";
}

async function toolError(connection) {
  const result = await connection.call("search", { query: "object_type:conversations state:opened" }, {});
  const text = result.content?.[0]?.text ?? "";
  demand(result.isError === true && text.includes("found `opened`") && text.includes("hint: write `state:open`"), result);
  return "message and hint";
}

async function protocolError(client, connection) {
  const { cell, ask, isReadable } = client.protocolError ?? unknownTool;
  const answer = await ask(connection).then((result) => ({ result }), (error) => ({ error }));
  demand(answer.error, answer.result);
  demand(isReadable(answer.error), `code ${answer.error.code}: ${answer.error.message}`);
  return cell;
}

// Every answer belongs to its own question: fifty different conversations, each told by id and subject.
async function manyCalls(client, connection) {
  const { conversations } = await facts(connection, "search_conversations", { source_type: "email", per_page: parallel });
  demand(new Set(conversations.map(({ id }) => id)).size === parallel, `${conversations.length} conversations`);
  const questions = [...conversations];
  const atOnce = client.atOnce ?? parallel;
  const asker = async () => {
    for (let asked = questions.shift(); asked; asked = questions.shift()) {
      const { id, title } = await facts(connection, "get_conversation", { id: asked.id });
      demand(id === asked.id && title === asked.title, `asked for ${asked.id} "${asked.title}", got ${id} "${title}"`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, asker));
  return atOnce === parallel ? `${parallel} at once` : `${parallel}, ${atOnce} at once`;
}

async function progress(connection) {
  const heard = [];
  let hear;
  const first = new Promise((resolve) => (hear = resolve));
  const onProgress = (report) => {
    heard.push(report);
    hear();
  };
  const result = await connection.call("search", { query: "object_type:conversations source_body:ends_with:we limit:20" }, { onProgress });
  demand(!result.isError, result);
  // Some clients hand notifications over beside the answer, not before it.
  await first;
  demand(heard.every(({ message }) => /^read \d+ of \d+ conversations, \d+ match$/.test(message)), heard);
  return "heard";
}

// Whatever was open when the server went is lost to these clients; what they ask afterwards is not. A client
// with a stream needs a moment to open it again.
async function restart(connection, server) {
  await server.restart();
  const ask = () => facts(connection, "search_conversations", { state: "open", per_page: 1 });
  for (let attempt = 0; ; attempt += 1) {
    const answer = await ask().catch((error) => ({ error }));
    if (!answer.error) return "answered";
    demand(attempt < 100, answer.error.message);
    await pause(200);
  }
}
