// A host that builds on the TypeScript SDK: a provider that keeps everything in memory, hands the authorization URL to
// the person, and receives the answer on a loopback address. Both major versions ask the same of it.

import { once } from "node:events";
import { createServer } from "node:http";

export class Provider {
  // What the SDK has had kept here.
  #kept = {};
  #person;
  #listener;
  #states = 0;
  #state;
  // The answer to the last authorization request, as the parameters that came back with it.
  #answer;
  #answered;

  constructor(person, listener) {
    this.#person = person;
    this.#listener = listener;
    listener.on("request", (request, response) => {
      const { pathname, searchParams } = new URL(request.url, this.redirectUrl);
      if (pathname !== "/callback") return response.writeHead(404).end();
      response.writeHead(200, { "content-type": "text/html" }).end("<p>The client has heard.</p>");
      // One to an earlier request is nobody's.
      if (searchParams.get("state") === this.#state) this.#answered?.(searchParams);
    });
  }

  static async listening(person) {
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    return new Provider(person, listener);
  }

  close() {
    this.#listener.closeAllConnections();
    this.#listener.close();
  }

  get redirectUrl() {
    return `http://127.0.0.1:${this.#listener.address().port}/callback`;
  }

  get clientMetadata() {
    return {
      client_name: "A host on the TypeScript SDK",
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  state() {
    this.#states += 1;
    this.#state = `state ${this.#states} & more`;
    return this.#state;
  }

  clientInformation() {
    return this.#kept.client;
  }

  saveClientInformation(client) {
    this.#kept.client = client;
  }

  tokens() {
    return this.#kept.tokens;
  }

  saveTokens(tokens) {
    this.#kept.tokens = tokens;
  }

  saveCodeVerifier(verifier) {
    this.#kept.verifier = verifier;
  }

  codeVerifier() {
    return this.#kept.verifier;
  }

  saveDiscoveryState(discovery) {
    this.#kept.discovery = discovery;
  }

  discoveryState() {
    return this.#kept.discovery;
  }

  invalidateCredentials(scope) {
    const held = scope === "all" ? ["client", "tokens", "verifier", "discovery"] : [scope];
    for (const what of held) delete this.#kept[what];
  }

  redirectToAuthorization(address) {
    // Whoever waits for an earlier one waits for this one.
    this.#answered?.();
    this.#answer = new Promise((resolve) => (this.#answered = resolve));
    this.#person.open(address.href);
  }

  // The SDK keeps one code verifier, the last one's: of two requests at once only the later can be finished.
  async newestAnswer() {
    for (;;) {
      const awaited = this.#answer;
      const parameters = await awaited;
      await this.#person.settled();
      if (awaited === this.#answer) return parameters;
    }
  }
}

// `connect(origin, provider)` gives the transport and, where nobody has to sign in first, the connection;
// `finish(transport, parameters)` hands the answer to the SDK.
class Installation {
  #origin;
  #provider;
  #version;

  constructor(origin, provider, version) {
    this.#origin = origin;
    this.#provider = provider;
    this.#version = version;
  }

  async open() {
    const { transportTo, connectBy } = this.#version;
    let connection;
    const connect = async () => {
      await connection?.close();
      connection = await this.#signedIn(async (use) => connectBy(use(transportTo(this.#origin, this.#provider))));
    };
    await connect();
    return {
      listTools: () => connection.listTools(),
      close: () => connection.close(),
      call: async (...question) => {
        try {
          return await connection.call(...question);
        } catch (error) {
          // A host shows it, signs the person in, and connects again.
          if (!this.#version.isUnauthorized(error)) throw error;
          await this.#finish(connection.transport);
          await connect();
          return connection.call(...question);
        }
      },
    };
  }

  // Does `work`, once more if somebody had to sign in first.
  async #signedIn(work) {
    let transport;
    const use = (used) => (transport = used);
    const connect = async () => ({ ...(await work(use)), transport });
    return connect().catch(async (error) => {
      if (!this.#version.isUnauthorized(error)) throw error;
      await this.#finish(transport);
      return connect();
    });
  }

  async #finish(transport) {
    const parameters = await this.#provider.newestAnswer();
    if (parameters.has("error")) throw new Error(`${parameters.get("error")}: ${parameters.get("error_description")}`);
    await this.#version.finish(transport, parameters);
  }

  async tokens() {
    return { ...this.#provider.tokens(), client_id: this.#provider.clientInformation()?.client_id };
  }

  async denied(error) {
    return error.message;
  }

  async remove() {
    this.#provider.close();
  }
}

// `version` is how one major version of the SDK does it.
export async function install(origin, person, version) {
  return new Installation(origin, await Provider.listening(person), version);
}

export const calls = "A host on the TypeScript SDK";
