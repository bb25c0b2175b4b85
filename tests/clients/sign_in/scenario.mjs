// What every client goes through that signs in: with no credential at all, by what it finds out from the server, with a
// person in a real browser. Written once, over what all clients can do:
//
// A client has `name`, `version`, `transport` (for the table), `calls` (the name it registers), `region` (where its
// person's workspace is) and `install(origin, person)`, which gives a fresh one that knows nothing of any server:
//   open()      starts it and connects; where it must sign in, it sends the person to the browser
//   tokens()    what it keeps, as it keeps it: `access_token`, `refresh_token`, `client_id`
//   denied(error)  what it says when the person has pressed Cancel; `error` is what `open()` threw
//   remove()    nothing of it stays
// and may have
//   asksTwice      its stream and its calls may both find out that somebody has to sign in, and both ask
//   losesItsStream signed in anew, it posts to the session of whoever was signed in before: its host starts it again
// A connection has `listTools()` (their names), `call(tool, arguments)` and `close()`.

import { pause } from "../processes.mjs";
import { demand } from "../results.mjs";
import { Person } from "./person.mjs";

const tools = ["search", "fetch", "search_conversations", "get_conversation", "search_contacts", "get_contact"];
const question = ["search", { query: "object_type:contacts role:user limit:3" }];

// Gives the client's row of the table; a check that failed leaves its cell out. `server` is a `serve` that keeps its
// sign-ins; `demo` forgets everything when it ends.
export async function scenario(results, client, server, demo, chromium) {
  const check = (what, work) => results.check(`${client.name}, ${client.transport}: ${what}`, work);
  const row = { name: client.name, version: client.version, transport: client.transport };

  const known = await start(client, server.origin, chromium);
  row.signIn = await check("signs in through the browser, lists the six tools and calls one", () => signIn(known));
  if (row.signIn) {
    row.clientRestart = await check("started again, it needs no browser", () => startedAgain(known));
    row.kill = await check("the server killed and started again, it needs no browser", () => killed(known, server));
    row.revoked = await check("revoked, it is told and signs in anew", () => revoked(known, server));
    row.refresh = await check("refreshes by itself when its access token has expired", () => refreshed(known, server));
  }
  await known.end();

  const cancelled = await start(client, server.origin, chromium, "cancel");
  row.denial = await check("hears of it when the person cancels", () => denied(cancelled));
  await cancelled.end();

  const forgotten = await start(client, demo.origin, chromium);
  row.demo = await check("signs in at a `demo`, and anew when that has forgotten it", () => forgottenBy(forgotten, demo));
  await forgotten.end();
  return row;
}

// One client of one person.
async function start(client, origin, chromium, decision) {
  const person = await Person.with(chromium, { origin, name: client.calls, region: client.region }, decision);
  const installation = await client.install(origin, person);
  const one = {
    client,
    origin,
    person,
    installation,
    connection: undefined,
    // Does `work`, in which the person is sent to the browser so many times and answers.
    async asked(times, work, atMost = times) {
      const before = person.asked;
      await Promise.race([work(), person.trouble]);
      await Promise.race([person.settled(), person.trouble]);
      const opened = person.asked - before;
      demand(times <= opened && opened <= atMost, `the browser was opened ${opened} times, not ${times}`);
    },
    async end() {
      await one.connection?.close().catch(() => {});
      await installation.remove();
      await person.leave();
    },
  };
  return one;
}

async function signIn(one) {
  await one.asked(1, async () => {
    one.connection = await one.installation.open();
    const names = await one.connection.listTools();
    demand(JSON.stringify(names) === JSON.stringify(tools), names);
    await isAnswered(one, 0);
  });
  return "once";
}

// What the tool says must be the chosen workspace's, as somebody sees it who has a token of that one.
async function isAnswered(one, retries = 100) {
  for (let attempt = 0; ; attempt += 1) {
    const result = await one.connection.call(...question).catch((error) => ({ error }));
    if (result.structuredContent && !result.isError) {
      const direct = await askDirectly(one);
      demand(JSON.stringify(result.structuredContent) === JSON.stringify(direct), `another workspace: ${JSON.stringify(result)}`);
      return;
    }
    demand(attempt < retries, String(result.error?.message ?? JSON.stringify(result)));
    await pause(200);
  }
}

async function askDirectly({ origin, client }) {
  const [name, args] = question;
  const { body } = await post(origin, `demo-${client.region}`, "tools/call", { name, arguments: args });
  return body.result.structuredContent;
}

async function post(origin, token, method, params = {}) {
  const answer = await fetch(`${origin}/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  return { status: answer.status, body: await answer.json() };
}

async function startedAgain(one) {
  await one.asked(0, () => reopen(one));
  return "no browser";
}

async function reopen(one) {
  await one.connection.close();
  one.connection = undefined;
  one.connection = await one.installation.open();
  await isAnswered(one, 0);
}

// Calls are answered again as after any restart; that nobody has to sign in for it is what matters here. Access tokens
// last seconds from here on, so that the next ones expire: earlier, a client that renews them a minute before they do
// would do it with every request.
async function killed(one, server) {
  await server.kill({ ACCESS_TOKEN_LIFETIME: "5s" });
  await one.asked(0, () => isAnswered(one));
  return "no browser";
}

// When the server takes `token` no longer.
async function untilRefused(origin, token) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const { status } = await post(origin, token, "ping");
    if (status === 401) return;
    demand(status === 200, `ping is answered ${status}`);
    await pause(100);
  }
  throw new Error("the access token does not expire");
}

async function refreshed(one, server) {
  const before = await one.installation.tokens();
  await untilRefused(server.origin, before.access_token);
  await one.asked(0, () => isAnswered(one, 0));
  const after = await one.installation.tokens();
  demand(after.access_token !== before.access_token && after.refresh_token !== before.refresh_token, "the tokens are still the same");
  return "by itself";
}

async function revoked(one, server) {
  const { access_token, refresh_token, client_id } = await one.installation.tokens();
  const body = new URLSearchParams({ token: refresh_token, token_type_hint: "refresh_token", client_id });
  const answer = await fetch(`${server.origin}/revoke`, { method: "POST", body });
  demand(answer.status === 200, `/revoke answers ${answer.status}`);
  await untilRefused(server.origin, access_token);
  const how = await signsInAnew(one);
  const after = await one.installation.tokens();
  demand(after.client_id === client_id, `it registered anew: ${client_id}, ${after.client_id}`);
  return how;
}

async function signsInAnew(one) {
  const { asksTwice, losesItsStream } = one.client;
  const work = losesItsStream ? () => hasNewTokens(one) : () => isAnswered(one);
  await one.asked(1, work, asksTwice ? 2 : 1);
  if (!losesItsStream) return "signs in anew";
  await one.asked(0, () => reopen(one));
  return "signs in anew, is started again";
}

// When somebody was asked, and the client has what came of it.
async function hasNewTokens(one) {
  const { access_token } = await one.installation.tokens();
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await one.connection.call(...question).catch(({ message }) => message);
    const now = (await one.installation.tokens()).access_token;
    if (now && now !== access_token) return;
    demand(typeof answer === "string", "it is answered, though it keeps no other token");
    await pause(200);
  }
  throw new Error("it does not sign in");
}

async function denied(one) {
  let thrown;
  const opened = one.asked(1, async () => {
    one.connection = await one.installation.open().catch((error) => {
      thrown = error;
    });
    demand(!one.connection, "it is connected, though nobody let it in");
  });
  await opened.catch((error) => {
    throw new Error(`${error.message}\n${thrown?.message}`);
  });
  // The person has seen what the browser carried back; this is what the client makes of it.
  const said = await one.installation.denied(thrown);
  demand(/access_denied|denied|declined|cancel/i.test(said), said);
  demand((await one.installation.tokens()).access_token === undefined, "it has a token");
  return "told";
}

async function forgottenBy(one, demo) {
  await signIn(one);
  await demo.restart();
  return signsInAnew(one);
}
