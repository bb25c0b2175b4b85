// A person with a browser: a real Chromium, in which the consent page is read before it is answered, Intercom's page is
// submitted, and the client is reached again.

import { execFileSync } from "node:child_process";

import { chromium } from "playwright-core";

import { demand } from "../results.mjs";

// A page that takes longer does not come.
const patience = 30_000;

// The one that Debian packages, never one that npm downloads.
export function startChromium() {
  const executablePath = execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
  return chromium.launch({ executablePath });
}

export class Person {
  // How often a client has sent this person to the browser.
  asked = 0;
  // "approve" or "cancel" is what the person presses.
  decision = "approve";
  // The text of the page that the client showed when it was reached again.
  shown;
  // Fails as soon as a page is not as it should be: nobody waits for a client that waits for its browser.
  trouble;
  #giveUp;
  #context;
  #expected;
  #busy = Promise.resolve();

  // `expected` has `origin`, the server's, `name`, the client's, and `region`, where the person's workspace is.
  static async with(chromium, expected, decision = "approve") {
    const person = new Person();
    person.#expected = expected;
    person.decision = decision;
    person.#context = await chromium.newContext();
    person.#context.setDefaultTimeout(patience);
    // Nobody outside is asked for anything, such as fonts.
    await person.#context.route(({ hostname }) => hostname !== "127.0.0.1" && hostname !== "localhost", (route) => route.abort());
    return person;
  }

  constructor() {
    this.trouble = new Promise((_, reject) => (this.#giveUp = reject));
    this.trouble.catch(() => {});
  }

  leave() {
    return this.#context.close();
  }

  // Whatever the browser still does, done.
  settled() {
    return this.#busy;
  }

  // A page of the person's for a client that is one itself, and goes to the consent page when it likes.
  async newPage() {
    const page = await this.#context.newPage();
    const isConsent = (address) => address.startsWith(`${this.#expected.origin}/authorize?`);
    let last;
    page.on("response", (response) => {
      if (isConsent(response.url())) last = response;
    });
    // It may change its mind about where to go before it has gone.
    page.on("framenavigated", (frame) => {
      const address = frame.url();
      if (isConsent(address)) this.#ask(() => this.#answer(page, new URL(address), last));
    });
    return page;
  }

  // A client opens the browser at `address`.
  open(address) {
    this.#ask(async () => {
      const page = await this.#context.newPage();
      const response = await page.goto(address);
      await this.#answer(page, new URL(address), response);
      await page.close();
    });
  }

  #ask(answer) {
    this.asked += 1;
    this.#busy = answer().catch(this.#giveUp);
  }

  // Answers the consent page for `request`, which came into `page` by `response`.
  async #answer(page, request, response) {
    await page.waitForURL(request.href);
    const redirect = request.searchParams.get("redirect_uri");
    await this.#read(page, response, new URL(redirect));
    const back = page.waitForResponse((answer) => answer.url().startsWith(`${redirect}?`), { timeout: patience });
    // Else it would end the process, were something wrong before it is awaited.
    back.catch(() => {});
    if (this.decision === "cancel") {
      await page.getByRole("button", { name: "Cancel", exact: true }).click();
    } else {
      await page.locator(`input[name=region][value=${this.#expected.region}]`).check();
      await page.getByRole("button", { name: "Approve", exact: true }).click();
      await this.#connectAtIntercom(page);
    }
    this.#hear(new URL((await back).url()), request);
    await page.waitForLoadState();
    this.shown = await page.locator("body").innerText();
  }

  // What the consent page must say to this person, and must not do.
  async #read(page, response, redirect) {
    const { origin, name } = this.#expected;
    demand(response.status() === 200 && page.url().startsWith(`${origin}/authorize?`), `${response.status()} at ${page.url()}\n${await page.content()}`);
    const policy = response.headers()["content-security-policy"] ?? "none";
    demand(policy.includes("default-src 'none'") && !policy.includes("script-src"), `content security policy: ${policy}`);
    const scripts = await page.evaluate(() => [...document.querySelectorAll("*")].filter(({ localName, attributes }) =>
      localName === "script" || [...attributes].some((attribute) => attribute.name.startsWith("on"))).map(({ outerHTML }) => outerHTML));
    demand(scripts.length === 0, `scripts in the page: ${scripts}`);
    const text = await page.locator("main").innerText();
    const heading = (await page.getByRole("heading", { level: 1 }).innerText()).replace(/\s+/g, " ");
    demand(heading === `Let “${name}” read your Intercom workspace? The answer goes to a program on this computer.`, heading);
    for (const sentence of [name, redirect.hostname, "A program on this computer gets access.", "Conversations", "Read only"]) {
      demand(text.includes(sentence), `the consent page does not say "${sentence}":\n${text}`);
    }
  }

  async #connectAtIntercom(page) {
    await page.waitForURL((url) => url.pathname.endsWith(`/${this.#expected.region}/oauth`));
    demand((await page.getByRole("heading", { level: 1 }).innerText()).startsWith("Connect "), await page.content());
    await page.getByRole("button", { name: "Authorize access" }).click();
  }

  // What the browser carries back to the client: RFC 6749, section 4.1.2, and RFC 9207.
  #hear(answer, request) {
    const { state, iss, code, error, ...others } = Object.fromEntries(answer.searchParams);
    demand(state === request.searchParams.get("state"), `state: sent ${request.searchParams.get("state")}, came back ${state}`);
    demand(iss === this.#expected.origin, `iss: ${iss}`);
    if (this.decision === "cancel") demand(error === "access_denied" && !code, `told: ${answer}`);
    else demand(code?.startsWith("imcp_ac_") && !error && Object.keys(others).length === 0, `told: ${answer}`);
  }
}
