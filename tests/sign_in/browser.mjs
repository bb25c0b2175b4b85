// A person's browser, by hand: keeps cookies, shows pages, submits forms, follows a redirect only when told to.

import { send } from "../../benches/wire.mjs";

const entities = { "&amp;": "&", "&#38;": "&", "&quot;": '"', "&#34;": '"', "&#39;": "'", "&lt;": "<", "&#60;": "<", "&gt;": ">", "&#62;": ">" };

export class Browser {
  // `source` is what the trusted proxy says of its address.
  constructor(source) {
    this.cookies = new Map();
    this.source = source;
  }

  open(url) {
    return this.#send("GET", new URL(url), {});
  }

  // Submits fields with the headers that browsers send.
  submit(url, fields) {
    const { origin } = new URL(url);
    const headers = { "Content-Type": "application/x-www-form-urlencoded", Origin: origin, "Sec-Fetch-Site": "same-origin" };
    return this.#send("POST", new URL(url), headers, new URLSearchParams(fields).toString());
  }

  async #send(method, url, headers, body) {
    const all = { ...headers, "X-Forwarded-For": this.source };
    if (this.cookies.size > 0) all.Cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await send({ port: Number(url.port), method, path: url.pathname + url.search, headers: all, body });
    for (const cookie of answer.headers["set-cookie"] ?? []) this.#keep(cookie);
    return new Page(url, answer);
  }

  #keep(cookie) {
    const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
    if (cookie.includes("Max-Age=0")) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

// What the browser has before it.
export class Page {
  constructor(url, { status, headers, text }) {
    Object.assign(this, { url, status, headers, text });
  }

  // Where it sends the browser, if it does.
  get location() {
    return this.headers.location === undefined ? null : new URL(this.headers.location, this.url);
  }

  // Where its first form goes.
  get action() {
    return new URL(attribute(this.#form().split(">", 1)[0], "action"), this.url).href;
  }

  // What its first form would send with this button: names and values, of choices the one that is made.
  decided(button) {
    const inputs = this.#form().split("<input").slice(1).map((input) => input.split(">", 1)[0]);
    const sent = inputs.filter((input) => !input.includes('type="radio"') || / checked\b/.test(input));
    const fields = Object.fromEntries(sent.map((input) => [attribute(input, "name"), attribute(input, "value") ?? ""]));
    return button === undefined ? fields : { ...fields, decision: button };
  }

  #form() {
    const form = this.text.split("<form")[1]?.split("</form>", 1)[0];
    if (form === undefined) throw new Error(`no form on the page of ${this.url.pathname}: ${this.status} ${this.text.slice(0, 300)}`);
    return form;
  }
}

function attribute(tag, name) {
  const value = tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1];
  return value?.replace(/&[#\w]+;/g, (entity) => entities[entity] ?? entity);
}
