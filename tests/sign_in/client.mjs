// An MCP client that signs somebody in, request by request: whoever uses it decides what is sent how often.

import { createHash, randomBytes } from "node:crypto";

import { send } from "../../benches/wire.mjs";

export class Client {
  // A client of the server on `port`; `source` is what the trusted proxy says of its address.
  constructor(port, name, source) {
    Object.assign(this, { port, name, source });
    this.redirect = "http://127.0.0.1:33418/callback";
    this.state = randomBytes(24).toString("base64url");
    this.verifier = randomBytes(32).toString("base64url");
  }

  // Registers, and answers with status and body. The id is taken from it.
  async register() {
    const metadata = { client_name: this.name, redirect_uris: [this.redirect], token_endpoint_auth_method: "none" };
    const answer = await this.post("/register", JSON.stringify(metadata), "application/json");
    if (answer.status === 201) this.id = answer.body.client_id;
    return answer;
  }

  get authorizeUrl() {
    const request = new URLSearchParams({
      response_type: "code",
      client_id: this.id,
      redirect_uri: this.redirect,
      code_challenge: createHash("sha256").update(this.verifier).digest("base64url"),
      code_challenge_method: "S256",
      state: this.state,
      resource: `http://127.0.0.1:${this.port}/mcp`,
    });
    return `http://127.0.0.1:${this.port}/authorize?${request}`;
  }

  // `changes` replace or, when undefined, leave out what a good exchange sends.
  exchange(code, changes = {}) {
    return this.form("/token", {
      grant_type: "authorization_code",
      client_id: this.id,
      code,
      redirect_uri: this.redirect,
      code_verifier: this.verifier,
      ...changes,
    });
  }

  refresh(token, changes = {}) {
    return this.form("/token", { grant_type: "refresh_token", client_id: this.id, refresh_token: token, ...changes });
  }

  revoke(token) {
    return this.form("/revoke", { token, client_id: this.id });
  }

  // The smallest call that needs a token.
  ping(token) {
    return this.post("/mcp", JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }), "application/json", token);
  }

  tool(token, name, parameters) {
    const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: parameters } };
    return this.post("/mcp", JSON.stringify(message), "application/json", token);
  }

  form(path, fields) {
    const sent = Object.entries(fields).filter(([, value]) => value !== undefined);
    return this.post(path, new URLSearchParams(sent).toString(), "application/x-www-form-urlencoded");
  }

  // Status and body, as JSON where it is.
  async post(path, body, type, token) {
    const headers = { "Content-Type": type, Accept: "application/json, text/event-stream", "X-Forwarded-For": this.source };
    const { status, headers: answered, text } = await send({ port: this.port, method: "POST", path, token, body, headers });
    const isJson = (answered["content-type"] ?? "").startsWith("application/json");
    return { status, headers: answered, body: isJson && text !== "" ? JSON.parse(text) : text };
  }
}
