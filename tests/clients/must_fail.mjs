// What the scenario must not let through: servers that are not whole, and answers that are not right. Each must fail
// the check that is there for it, and no other.

import { demand, Results } from "./results.mjs";
import { scenario } from "./scenario.mjs";
import { demo, serve } from "./servers.mjs";

const connects = "connects and knows the server by title and icon";
const sixTools = "lists the six tools and calls each";
const manyCalls = "has 50 calls answered, 50 at once";

const withoutOne = "search,fetch,search_conversations,search_contacts,get_contact";

// Changes a result in both of its forms.
function rewrite(result, change) {
  change(result.structuredContent);
  result.content[0].text = JSON.stringify(result.structuredContent);
}

const isNextPage = (args) => / starting_after:/.test(args.query ?? "");

// What is wrong with the answers, the check that must notice, and how `call` does it.
const forgeries = [
  ["the two forms of a result differ", sixTools, (call) => async (tool, args, options) => {
    const result = await call(tool, args, options);
    if (tool === "fetch") result.content[0].text = "{}";
    return result;
  }],
  ["the first page comes again and again", "pages through a search to its end", (call) => (tool, args, options) =>
    call(tool, isNextPage(args) ? { query: args.query.replace(/ starting_after:.*/, "") } : args, options)],
  ["the pages end too early", "pages through a search to its end", (call) => async (tool, args, options) => {
    const result = await call(tool, args, options);
    if (isNextPage(args)) rewrite(result, (facts) => delete facts.pages.next);
    return result;
  }],
  ["an error has no hint", "reads a tool error", (call) => async (tool, args, options) => {
    const result = await call(tool, args, options);
    if (result.isError) [result.content[0].text] = result.content[0].text.split("hint:");
    return result;
  }],
  ["an unknown tool gives a result", "reads a protocol error", (call) => (tool, args, options) =>
    call(tool, args, options).catch(() => ({ isError: true, content: [] }))],
  ["answers come to the next question", manyCalls, (call) => {
    let kept;
    return async (tool, args, options) => {
      const result = await call(tool, args, options);
      if (tool !== "get_conversation") return result;
      const given = kept ?? result;
      kept = result;
      return given;
    };
  }],
  ["progress says nothing", "hears of progress", (call) => (tool, args, { onProgress } = {}) =>
    call(tool, args, { onProgress: onProgress && (() => onProgress({ progress: 1 })) })],
];

// Runs the scenario aside and demands that just `expected` failed.
async function expectFailures(client, server, expected) {
  const failed = [];
  const aside = new Results((line) => line.startsWith("FAIL") && failed.push(line.split("\n")[0].split(": ")[1]));
  await scenario(aside, client, { ...server, restart: async () => {} });
  demand(JSON.stringify(failed) === JSON.stringify(expected), `failed: ${failed.join("; ") || "nothing"}`);
}

async function brokenServer(binary, env, client, expected) {
  const server = await serve(binary, env);
  await expectFailures(client, server, expected).finally(server.stop);
}

export async function mustFail(results, binary, streamableHttp, sse) {
  await results.check("noticed: a server without `get_conversation`", () =>
    brokenServer(binary, { ENABLED_TOOLS: withoutOne }, streamableHttp, [sixTools, manyCalls]));
  await results.check("noticed: a server without `/sse`", () => brokenServer(binary, { ENABLE_SSE: "false" }, sse, [connects]));
  const server = await demo(binary);
  for (const [what, noticedBy, forge] of forgeries) {
    const connect = async (origin) => {
      const connection = await streamableHttp.connect(origin);
      return { ...connection, call: forge(connection.call) };
    };
    await results.check(`noticed: ${what}`, () => expectFailures({ ...streamableHttp, connect }, server, [noticedBy]));
  }
  await server.stop();
}
