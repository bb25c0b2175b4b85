// Somebody who signs in again and again with one client, whatever becomes of the server meanwhile.

import { pause } from "../../tests/clients/processes.mjs";
import { Browser } from "../../tests/sign_in/browser.mjs";
import { Client } from "../../tests/sign_in/client.mjs";

// How long a client keeps trying one thing. Less than REFRESH_GRACE and the lifetime of a code.
const patience = 50_000;
const longestPause = 40;

export class Person {
  #number;
  #server;
  #ledger;
  #random;
  #sources = 0;

  constructor(number, server, ledger, random) {
    this.#number = number;
    this.#server = server;
    this.#ledger = ledger;
    this.#random = random;
  }

  // Sends one request until it is answered whole: the answer, and how often it broke off before.
  async #until(kind, secret, request) {
    const began = Date.now();
    for (let brokeOff = 0; ; brokeOff += 1) {
      await this.#server.up;
      try {
        const answer = await this.#server.ask(kind, secret, request);
        if (answer.status === 429 || answer.status === 503) {
          this.#unexpected(kind, answer);
          await pause(1_000 * Number(answer.headers["retry-after"] ?? 1));
        } else {
          return { answer, brokeOff };
        }
      } catch (error) {
        if (!(error.code in { ECONNREFUSED: 0, ECONNRESET: 0, EPIPE: 0 })) throw error;
        await pause(5);
      }
      if (Date.now() - began > patience) throw new Error(`${kind} was tried for ${patience / 1000} s`);
    }
  }

  async #think() {
    await pause(this.#random.between(0, longestPause));
  }

  // One sign-in with all that follows.
  async signIn() {
    const source = `10.${this.#number}.${this.#sources >> 8}.${this.#sources & 255}`;
    this.#sources += 1;
    const client = new Client(this.#server.port, `Client ${this.#number}`, source);
    const signIn = { name: `sign-in ${this.#sources} of client ${this.#number}`, client, pairs: [], isEnding: false };
    while (signIn.pairs.length === 0) {
      const code = await this.#code(client);
      if (code !== null) await this.#exchange(signIn, code);
    }
    this.#ledger.count("sign-ins");
    for (let refreshes = this.#random.between(1, 3); refreshes > 0; refreshes -= 1) {
      await this.#think();
      await this.#refresh(signIn);
    }
    if (this.#random.chance(0.2)) await this.#end(signIn);
  }

  // Registration, consent, Intercom, callback: a code, or null when it has to begin again.
  async #code(client) {
    const { answer: registered } = await this.#until("register", null, () => client.register());
    if (registered.status !== 201) return this.#unexpected("register", registered);
    if (client.id !== (this.id ??= client.id)) this.#ledger.break("registration", `${client.name}: ${client.id}, before ${this.id}`);
    const browser = new Browser(client.source);
    const { answer: page } = await this.#until("authorize", null, () => browser.open(client.authorizeUrl));
    if (page.status !== 200) return this.#unexpected("authorize", page);
    await this.#think();
    const { answer: sent } = await this.#until("approve", null, () => browser.submit(page.action, page.decided("approve")));
    if (sent.status !== 303) return this.#unexpected("approve", sent);
    const atIntercom = await browser.open(sent.location);
    const { location } = await browser.submit(atIntercom.action, atIntercom.decided());
    const { answer: back, brokeOff } = await this.#until("callback", null, () => browser.open(location));
    const code = back.location?.searchParams.get("code");
    if (back.status === 303 && code && back.location.searchParams.get("state") === client.state) return code;
    // Its answer may have been lost, and a sign-in is finished only once.
    if (back.status === 400 && brokeOff > 0) this.#ledger.count("begun again: the answer of the callback was lost");
    else this.#unexpected("callback", back);
    return null;
  }

  #unexpected(kind, { status, location, text, body }) {
    const title = text?.match(/<h1>(.*?)<\/h1>/)?.[1];
    this.#ledger.break("status", `${kind}: ${status} ${location ?? title ?? text ?? JSON.stringify(body)}`);
    return null;
  }

  async #exchange(signIn, code) {
    const { client } = signIn;
    this.#ledger.codes.set(code, { client, times: 0 });
    if (this.#random.chance(0.1)) return this.#exchangeTwice(signIn, code);
    const { answer, brokeOff } = await this.#until("exchange", code, () => client.exchange(code));
    if (answer.status === 200) {
      this.#ledger.exchanged(code, signIn.name);
      signIn.code = code;
      await this.#given(signIn, answer.body);
    } else if (answer.body.error !== "invalid_grant") {
      this.#unexpected("exchange", answer);
    } else if (brokeOff === 0) {
      this.#ledger.break("code", `${signIn.name}: ${JSON.stringify(answer.body)}`);
    } else {
      this.#ledger.count("begun again: the answer of the exchange was lost");
    }
  }

  // Two exchanges at once: at most one gives tokens, and the replay takes them away again.
  async #exchangeTwice(signIn, code) {
    const { client } = signIn;
    const both = [0, 1].map(() => this.#until("exchange", code, () => client.exchange(code)));
    for (const { answer } of await Promise.all(both)) {
      if (answer.status === 200) this.#ledger.exchanged(code, signIn.name);
      else if (answer.body.error !== "invalid_grant") this.#unexpected("exchange", answer);
    }
    this.#ledger.count("codes exchanged twice at once");
  }

  async #given(signIn, { access_token: access, refresh_token: refresh }) {
    signIn.pairs.push({ access, refresh });
    if (signIn.pairs.length === 1) this.#ledger.signIns.push(signIn);
    await this.#works(signIn, access);
  }

  async #works(signIn, access) {
    const { answer } = await this.#until("call", null, () => signIn.client.ping(access));
    if (answer.status !== 200) this.#ledger.break("token", `${signIn.name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  // Refreshes with the newest token: once, several times at once, or again after a while.
  async #refresh(signIn) {
    const { refresh } = signIn.pairs.at(-1);
    const [how, times] = this.#random.weighted([[5, ["once", 1]], [3, ["again", 2]], [2, ["at once", 3]]]);
    const send = () => this.#until("refresh", refresh, () => signIn.client.refresh(refresh));
    const began = Date.now();
    const first = how === "at once" ? await Promise.all(Array.from({ length: times }, send)) : [await send()];
    for (const sent of first) await this.#successor(signIn, refresh, sent, began);
    if (how !== "again") return;
    await pause(this.#random.between(0, 1_000));
    await this.#successor(signIn, refresh, await send(), began);
    this.#ledger.count("refreshes repeated after they were answered");
  }

  async #successor(signIn, refresh, { answer, brokeOff }, began) {
    if (answer.status !== 200) {
      const isRetry = brokeOff > 0 ? "retry" : "successor";
      this.#ledger.break(isRetry, `${signIn.name}, after ${Date.now() - began} ms: ${answer.status} ${JSON.stringify(answer.body)}`);
      signIn.isEnding = true;
      return;
    }
    this.#ledger.count(brokeOff > 0 ? "refreshes answered after they broke off" : "refreshes answered at once");
    const pair = { access: answer.body.access_token, refresh: answer.body.refresh_token };
    const known = signIn.pairs.find((known) => known.after === refresh);
    if (known === undefined) {
      signIn.pairs.push({ ...pair, after: refresh });
      await this.#works(signIn, pair.access);
    } else if (known.access !== pair.access || known.refresh !== pair.refresh) {
      this.#ledger.break("successor", `${signIn.name}: another pair`);
    }
  }

  // The client ends its sign-in: it revokes a token, or sends the code again, which revokes what the code gave.
  async #end(signIn) {
    if (signIn.isEnding) return;
    signIn.isEnding = true;
    if (this.#random.chance(0.5)) {
      const { answer } = await this.#until("revoke", null, () => signIn.client.revoke(signIn.pairs.at(-1).refresh));
      if (answer.status !== 200) this.#unexpected("revoke", answer);
    } else {
      await this.sendAgain(signIn.client, signIn.code);
    }
    signIn.isRevoked = true;
    await this.isRevoked(signIn);
  }

  // A code that was sent once gives no tokens any more.
  async sendAgain(client, code) {
    const { answer } = await this.#until("replay", null, () => client.exchange(code));
    if (answer.status === 200) this.#ledger.exchanged(code, client.name);
    else if (answer.body.error !== "invalid_grant") this.#unexpected("replay", answer);
    this.#ledger.count("codes sent again");
  }

  async isRevoked(signIn) {
    for (const { access } of signIn.pairs) {
      const { answer } = await this.#until("call", null, () => signIn.client.ping(access));
      if (answer.status !== 401) this.#ledger.break("revoked", `${signIn.name}: ${answer.status}`);
    }
  }

  // At the end: every token that was given, and the successor of the newest.
  async worksStill(signIn) {
    for (const { access } of signIn.pairs) await this.#works(signIn, access);
    const { refresh } = signIn.pairs.at(-1);
    const { answer } = await this.#until("refresh", refresh, () => signIn.client.refresh(refresh));
    if (answer.status === 200) await this.#works(signIn, answer.body.access_token);
    else this.#ledger.break("token", `${signIn.name}: refresh ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}
