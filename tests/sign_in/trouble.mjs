// Sign-ins that go well, and all that can go wrong with one: each with secrets of its own, all of them noted.

import { randomBytes } from "node:crypto";

import { send } from "../../benches/wire.mjs";
import { Browser } from "./browser.mjs";
import { Client } from "./client.mjs";

const random = (prefix, bytes = 32) => prefix + randomBytes(bytes).toString("base64url");

export class Trouble {
  #sources = 0;

  // `port` is the server's, `simulator` the simulator's.
  constructor(port, simulator, secrets) {
    Object.assign(this, { port, simulator, secrets });
  }

  // Everything that can be done with one server; what is asked of it is in the order of a sign-in.
  async everything() {
    await this.registrations();
    const dead = await this.wrongForms();
    await this.wrongCallbacks();
    await this.failuresOfIntercom();
    await this.pastedTokens(dead);
    await this.wrongExchanges();
    await this.wrongBearers();
    const { client, pair } = await this.signIn();
    await this.uses(client, pair);
    await this.wrongRefreshes(client, pair);
    await this.revocations();
    return { client, pair: await this.refresh(client, pair.refresh) };
  }

  #source() {
    this.#sources += 1;
    return `10.0.${this.#sources >> 8}.${this.#sources & 255}`;
  }

  #note(kind, secret, where) {
    return this.secrets.add(kind, secret, where);
  }

  async #client() {
    const client = new Client(this.port, `Client ${this.#sources}`, this.#source());
    await client.register();
    this.#note("verifier", client.verifier);
    // The client's own, which is given back as it came: it is kept for ten minutes, as docs/storage.md says.
    this.#note("state of a client", client.state, "log");
    return client;
  }

  #noteCookies(browser) {
    for (const value of browser.cookies.values()) this.#note("cookie", value);
    return browser;
  }

  // The page that asks: client, browser and page.
  async #asked() {
    const client = await this.#client();
    const browser = new Browser(client.source);
    const page = await browser.open(client.authorizeUrl);
    this.#noteCookies(browser);
    this.#note("signature of a form", page.decided().csrf);
    return { client, browser, page };
  }

  // The person has approved: where Intercom is asked.
  async #approved() {
    const { client, browser, page } = await this.#asked();
    const sent = await browser.submit(page.action, page.decided("approve"));
    this.#noteCookies(browser);
    this.#note("state", sent.location.searchParams.get("state"));
    return { client, browser, sent };
  }

  // Intercom has answered, but the browser has not gone back with it.
  async #answered() {
    const { client, browser, sent } = await this.#approved();
    const page = await browser.open(sent.location);
    const { location } = await browser.submit(page.action, page.decided());
    this.#note("code of Intercom's", location.searchParams.get("code"));
    return { client, browser, location };
  }

  #noteCode(back) {
    return this.#note("code", back.location.searchParams.get("code"));
  }

  async #code() {
    const { client, browser, location } = await this.#answered();
    return { client, code: this.#noteCode(await browser.open(location)) };
  }

  #pair({ access_token: access, refresh_token: refresh }) {
    return { access: this.#note("access token", access), refresh: this.#note("refresh token", refresh) };
  }

  async signIn() {
    const { client, code } = await this.#code();
    return { client, code, pair: this.#pair((await client.exchange(code)).body) };
  }

  async refresh(client, token) {
    return this.#pair((await client.refresh(token)).body);
  }

  async #expect(status, asking) {
    const answer = await asking;
    if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${answer.text ?? JSON.stringify(answer.body)}`);
    return answer;
  }

  async registrations() {
    const client = await this.#client();
    const secret = this.#note("secret of a client", random("secret-"));
    await client.post("/register", `{"client_secret":"${secret}","redirect_uris":["javascript:alert(1)"]}`, "application/json");
    await client.post("/register", `{"client_secret":"${secret}"`, "application/json");
  }

  // Gives a token of Intercom's that is revoked.
  async wrongForms() {
    const { browser, page } = await this.#asked();
    const fields = page.decided("approve");
    await this.#expect(400, browser.submit(page.action, { ...fields, csrf: this.#note("signature of a form", random("")) }));
    await this.#expect(400, new Browser(this.#source()).submit(page.action, fields));
    const twice = `${new URLSearchParams(fields)}&${new URLSearchParams({ csrf: fields.csrf })}`;
    await send({ port: this.port, method: "POST", path: "/authorize", body: twice, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
    await send({ port: this.port, method: "GET", path: `/authorize?${twice}` });
    await this.#expect(303, browser.submit(page.action, page.decided("deny")));
    return this.#intercomToken(true);
  }

  // From the simulator itself, as the Developer Hub would give one.
  async #intercomToken(isRevoked) {
    const person = new Browser(this.#source());
    const state = random("");
    const address = new URLSearchParams({ client_id: "demo-app", state, redirect_uri: "http://127.0.0.1/" });
    const page = await person.open(`http://127.0.0.1:${this.simulator}/${isRevoked ? "au" : "us"}/oauth?${address}`);
    const code = (await person.submit(page.action, page.decided())).location.searchParams.get("code");
    const form = new URLSearchParams({ code, client_id: "demo-app", client_secret: "demo-secret" }).toString();
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const { text } = await send({ port: this.simulator, method: "POST", path: "/auth/eagle/token", body: form, headers });
    const token = this.#note("pasted token", JSON.parse(text).access_token);
    if (isRevoked) {
      const headers = { "Intercom-Version": "2.16", Accept: "application/json" };
      await this.#expect(200, send({ port: this.simulator, method: "POST", path: "/au/auth/uninstall", token, headers }));
    }
    return token;
  }

  async wrongCallbacks() {
    const { browser, location } = await this.#answered();
    await this.#expect(400, new Browser(this.#source()).open(location));
    const wrong = new Browser(this.#source());
    for (const name of browser.cookies.keys()) wrong.cookies.set(name, this.#note("cookie", random("")));
    await this.#expect(400, wrong.open(location));
    await this.#expect(303, browser.open(location));
    await this.#expect(400, browser.open(location));
    const denied = await this.#answered();
    denied.location.searchParams.delete("code");
    denied.location.searchParams.set("error", "access_denied");
    await this.#expect(303, denied.browser.open(denied.location));
    const unknown = await this.#answered();
    unknown.location.searchParams.set("code", this.#note("code of Intercom's", random("", 40)));
    await this.#expect(303, unknown.browser.open(unknown.location));
    const { searchParams } = unknown.location;
    searchParams.set("state", this.#note("state", random("")));
    await this.#expect(400, unknown.browser.open(unknown.location));
  }

  async failuresOfIntercom() {
    const faults = [
      { path: "/auth/eagle/token", status: 500 },
      { path: "/auth/eagle/token", status: 401 },
      { path: "/auth/eagle/token", drop_connection: true },
      { path: "/auth/eagle/token", truncate_body: true },
      { path: "/auth/eagle/token", body: `{"access_token":["${this.#note("Intercom token", random("dG9rO"))}"]}` },
      { path: "/me", status: 500, times: 5 },
      { path: "/me", status: 401, times: 5 },
      { path: "/me", drop_connection: true, times: 5 },
      { path: "/me", body: "<html>", times: 5 },
    ];
    for (const fault of faults) {
      const { browser, location } = await this.#answered();
      await this.#control("faults", fault);
      await this.#expect(303, browser.open(location));
      await this.#control("reset");
    }
  }

  async #control(what, body = {}) {
    await send({ port: this.simulator, method: "POST", path: `/_simulator/${what}`, body: JSON.stringify(body) });
  }

  async pastedTokens(dead) {
    const { client, browser, page } = await this.#asked();
    const paste = (token) => browser.submit(page.action, { ...page.decided("paste"), intercom_token: token });
    await this.#expect(422, paste(dead));
    await this.#expect(422, paste(`${this.#note("pasted token", random("dG9rO"))} and a space`));
    await this.#expect(422, paste(this.#note("pasted token", random("imcp_at_"))));
    await this.#expect(422, paste(this.#note("pasted token", random("dG9rO", 4_000))));
    const good = await this.#intercomToken(false);
    await this.#control("faults", { path: "/me", status: 503, times: 5 });
    await this.#expect(422, paste(good));
    await this.#control("reset");
    const code = this.#noteCode(await this.#expect(303, paste(good)));
    const pair = this.#pair((await this.#expect(200, client.exchange(code))).body);
    await this.uses(client, pair);
  }

  async wrongExchanges() {
    const { client, code } = await this.#code();
    const other = await this.#client();
    const refused = (changes) => this.#expect(400, client.exchange(code, changes));
    await refused({ code_verifier: this.#note("verifier", random("")) });
    await refused({ code_verifier: this.#note("verifier", random("", 12)) });
    await refused({ code_verifier: undefined });
    await refused({ redirect_uri: "https://example.com/" });
    await refused({ resource: "https://example.com/" });
    await refused({ code: this.#note("code", random("imcp_ac_")) });
    await refused({ client_id: other.id });
    await refused({ grant_type: "password", password: this.#note("secret of a client", random("")) });
    const form = new URLSearchParams({ grant_type: "authorization_code", code, code_verifier: client.verifier }).toString();
    const basic = `Basic ${Buffer.from(`${client.id}:${this.#note("secret of a client", random(""))}`).toString("base64")}`;
    const ask = (path, headers, body) => send({ port: this.port, method: "POST", path, headers, body });
    await ask("/token", { "Content-Type": "application/json" }, JSON.stringify({ code, code_verifier: client.verifier }));
    await ask(`/token?${form}`, { "Content-Type": "application/x-www-form-urlencoded" }, "");
    await ask("/token", { "Content-Type": "application/x-www-form-urlencoded" }, `${form}&code=${code}`);
    const { text } = await ask("/token", { "Content-Type": "application/x-www-form-urlencoded", Authorization: basic }, form);
    const pair = this.#pair(JSON.parse(text));
    // What the code gave is gone with its second use.
    await this.#expect(400, client.exchange(code));
    await this.#expect(401, client.ping(pair.access));
  }

  async wrongBearers() {
    const client = await this.#client();
    for (const prefix of ["imcp_at_", "imcp_rt_", "imcp_", "dG9rO", ""]) await client.ping(this.#note("bearer", random(prefix)));
    const token = this.#note("bearer", random("imcp_at_"));
    for (const path of ["/mcp", "/sse", "/", "/nowhere", "/healthz", "/.well-known/oauth-authorization-server"]) {
      await send({ port: this.port, method: "GET", path: `${path}?access_token=${token}` });
      await send({ port: this.port, method: "GET", path, headers: { Authorization: `Token ${token}`, Cookie: `access_token=${token}`, "X-Api-Key": token } });
    }
  }

  // What a signed-in client does, also when Intercom refuses or fails.
  async uses(client, { access }) {
    await this.#expect(200, client.ping(access));
    await this.#expect(200, client.tool(access, "search_contacts", { name: "a", limit: 2 }));
    for (const fault of [{ status: 500 }, { status: 403 }, { drop_connection: true, times: 2 }, { truncate_body: true, times: 2 }]) {
      await this.#control("faults", { path: "/contacts/search", ...fault });
      await client.tool(access, "search_contacts", { name: "a", limit: 2 });
      await this.#control("reset");
    }
    await send({ port: this.port, method: "GET", path: "/mcp", token: access });
  }

  async wrongRefreshes(client, pair) {
    const other = await this.#client();
    await this.#expect(400, client.refresh(this.#note("refresh token", random("imcp_rt_"))));
    await this.#expect(400, client.refresh(pair.access));
    await this.#expect(400, client.refresh(pair.refresh, { client_id: other.id }));
    await this.#expect(400, client.refresh(pair.refresh, { resource: "https://example.com/" }));
    await Promise.all([0, 1, 2].map(() => this.refresh(client, pair.refresh)));
  }

  async revocations() {
    for (const which of ["access", "refresh"]) {
      const { client, pair } = await this.signIn();
      const other = await this.#client();
      await this.#expect(400, other.revoke(pair[which]));
      await this.#expect(200, client.revoke(this.#note("refresh token", random("imcp_rt_"))));
      await this.#expect(200, client.revoke(pair[which]));
      await this.#expect(401, client.ping(pair.access));
      await client.refresh(pair.refresh);
    }
  }

  // Intercom accepts the token no more, of which it has told.
  async tokenDies(client, { access, refresh }) {
    await this.#expect(200, client.post("/intercom/uninstalled", JSON.stringify({ app_id: "nb7k2x4p" }), "application/json"));
    await this.#control("faults", { path: "/contacts/search", status: 401, times: 5 });
    await this.#control("faults", { path: "/me", status: 401, times: 5 });
    await client.tool(access, "search_contacts", { name: "a", limit: 2 });
    await client.refresh(refresh);
    await this.#control("reset");
  }
}
