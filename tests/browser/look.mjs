// What can be seen of a page without touching it: axe-core, the room it takes, what it loads, what the console says.

import path from "node:path";

import axe from "axe-core";

import { demand } from "../clients/results.mjs";

const views = [
  { width: 390, height: 844, isMobile: true, hasTouch: true },
  { width: 1280, height: 900 },
];
// The narrowest that WCAG 2.2 asks for, 1.4.10 "Reflow".
const narrowest = 320;
// Every rule of axe-core, also those it leaves off by default but whose subject is asked for here.
const options = { rules: { "target-size": { enabled: true } }, resultTypes: ["violations"] };

export async function look(results, browser, gallery, screenshots, only) {
  for (const { width, height, ...device } of views) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce", ...device });
      // Before the page's policy is in force, which allows no script but the page's own.
      await context.addInitScript({ content: axe.source });
      for (const page of gallery.pages.filter(({ name }) => name.includes(only))) {
        const file = path.join(screenshots, `${page.name}-${width}-${colorScheme}.png`);
        await results.check(`${page.name} at ${width}x${height}, ${colorScheme}`, () => see(context, gallery, page, file));
      }
      await context.close();
    }
  }
}

async function see(context, gallery, page, file) {
  const tab = await context.newPage();
  try {
    const found = [];
    tab.on("console", (message) => found.push(message.text()));
    tab.on("pageerror", (error) => found.push(String(error)));
    tab.on("request", (request) => {
      if (request.url() !== gallery.url(page) && !request.url().startsWith("data:")) found.push(`it loads ${request.url()}`);
    });
    const answer = await tab.goto(gallery.url(page));
    demand(answer.status() === page.status, `status ${answer.status()}`);
    await tab.screenshot({ path: file, fullPage: true });
    found.push(...(await violations(tab)));
    const folded = tab.locator("details:not([open])");
    while ((await folded.count()) > 0) await folded.first().locator("summary").click();
    found.push(...(await violations(tab)));
    await tab.screenshot({ path: file.replace(/\.png$/, "-unfolded.png"), fullPage: true });
    for (const width of [null, narrowest]) {
      if (width) await tab.setViewportSize({ width, height: 800 });
      const [content, room] = await tab.evaluate(() => [document.scrollingElement.scrollWidth, document.documentElement.clientWidth]);
      if (content > room) found.push(`it scrolls sideways: ${content} px of content in ${room} px`);
    }
    const unexpected = found.filter((text) => !isOfTheBrowser(page, text));
    demand(unexpected.length === 0, unexpected.join("\n"));
  } finally {
    await tab.close();
  }
}

// What the console says of any page with such a status, and of any app that this machine does not have.
function isOfTheBrowser({ status, headers }, text) {
  if (/^Failed to load resource: the server responded with a status of/.test(text)) return status >= 400;
  return headers.refresh !== undefined && (/^Failed to launch/.test(text) || text === `it loads ${headers.refresh.split("url=")[1]}`);
}

async function violations(tab) {
  const seen = await tab.evaluate((options) => axe.run(document, options), options);
  return seen.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" | ")}`);
}
