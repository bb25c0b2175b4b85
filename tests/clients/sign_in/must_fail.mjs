// What the scenario must not let through: servers that sign people in wrongly. Between such a server and the client
// stands a proxy that does the harm. Each must fail the check that is there for it, and no other.

import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import { freePort } from "../processes.mjs";
import { demand, Results } from "../results.mjs";
import { demo, signInServer } from "../servers.mjs";
import { scenario } from "./scenario.mjs";

const signsIn = "signs in through the browser, lists the six tools and calls one";
const hears = "hears of it when the person cancels";

// What is wrong, the checks that must notice, and what becomes of an answer to `request` with `sent` as its body: of
// `status`, `headers` and `body`.
const forgeries = [
  ["`/token` is broken", [signsIn], (request, sent, answer) =>
    request.url === "/token" ? { ...answer, status: 500, body: '{"error":"server_error"}' } : answer],
  ["nothing can be refreshed", ["refreshes by itself when its access token has expired"], (request, sent, answer) =>
    sent.includes("grant_type=refresh_token") ? { ...answer, status: 400, body: '{"error":"invalid_grant"}' } : answer],
  ["the consent page has a script", [signsIn, hears], (request, sent, answer) => {
    const body = request.url.startsWith("/authorize?") ? answer.body.replace("</main>", "<script>approve()</script></main>") : answer.body;
    return { ...answer, body };
  }],
  ["the consent page does not name the client", [signsIn, hears], (request, sent, answer) => {
    const body = request.url.startsWith("/authorize?") ? answer.body.replaceAll("A host on the TypeScript SDK", "Somebody") : answer.body;
    return { ...answer, body };
  }],
  ["another issuer stands in the answer", [signsIn, hears], (request, sent, { headers, ...answer }) => {
    const location = headers.location?.replace(/\biss=[^&]+/, "iss=http%3A%2F%2F127.0.0.1");
    return { ...answer, headers: location ? { ...headers, location } : headers };
  }],
];

// A proxy at `port` before the server at `origin`.
async function proxy(port, origin, forge) {
  const listener = createServer(async (request, response) => {
    const { connection, "content-length": length, ...headers } = request.headers;
    const sent = await text(request);
    const init = { method: request.method, headers, body: sent || undefined, redirect: "manual" };
    const answer = await fetch(`${origin}${request.url}`, init).catch(() => undefined);
    if (!answer) return response.writeHead(502).end();
    // Its parts are taken together again, uncompressed.
    const { "content-length": size, "transfer-encoding": parts, "content-encoding": packed, connection: kept, "keep-alive": alive, ...told } =
      Object.fromEntries(answer.headers);
    const cookies = answer.headers.getSetCookie();
    const forged = forge(request, sent, { status: answer.status, headers: told, body: await answer.text() });
    response.writeHead(forged.status, { ...forged.headers, ...(cookies.length && { "set-cookie": cookies }) }).end(forged.body);
  }).listen(port, "127.0.0.1");
  await once(listener, "listening");
  return () => {
    listener.closeAllConnections();
    listener.close();
  };
}

async function forged(binary, client, forgetful, chromium, forge, expected) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = await signInServer(binary, { PUBLIC_URL: origin });
  const close = await proxy(port, server.origin, forge);
  await expectFailures(client, { ...server, origin }, forgetful, chromium, expected).finally(async () => {
    close();
    await server.stop();
  });
}

// Runs the scenario aside and demands that just `expected` failed.
async function expectFailures(client, server, forgetful, chromium, expected) {
  const failed = [];
  const aside = new Results((line) => line.startsWith("FAIL") && failed.push(line));
  await scenario(aside, client, server, forgetful, chromium);
  const names = failed.map((line) => line.split("\n")[0].split(": ")[1]);
  demand(JSON.stringify(names) === JSON.stringify(expected), `failed: ${failed.join("\n") || "nothing"}`);
}

export async function mustFail(results, binary, client, chromium) {
  const forgetful = await demo(binary);
  for (const [what, noticedBy, forge] of forgeries) {
    await results.check(`noticed: ${what}`, () => forged(binary, client, forgetful, chromium, forge, noticedBy));
  }
  await results.check("noticed: a server that forgets who signed in", async () => {
    const server = await signInServer(binary);
    const kill = (env) => server.kill({ ...env, STORE_URL: "sqlite::memory:" });
    const noticedBy = ["the server killed and started again, it needs no browser"];
    await expectFailures(client, { ...server, kill }, forgetful, chromium, noticedBy).finally(server.stop);
  });
  await forgetful.stop();
}
