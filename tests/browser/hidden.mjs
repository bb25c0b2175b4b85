// What a real Chromium draws of a body, against what is read of it.
//
//   node hidden.mjs <program> [--bodies <number>] [--seed <number>]
//
// The program is the example `shown`. Bodies are made at random from the styles, attributes and elements that lay a page
// out (`hidden/bodies.mjs`), with a word somewhere. Where that word is read, Chromium draws the body twice: with the word,
// and with its letters in another order. Equal pictures mean that nothing of the word is seen, and that it must not be read.
// A list of what the browser knows of (`hidden/properties.txt`) says when a new property has come that somebody has to look
// at. Ends with `N passed, N failed`.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { chromium } from "playwright-core";

import { Results } from "../clients/results.mjs";
import { Bodies, WORD } from "./hidden/bodies.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { bodies: { type: "string", default: "400" }, seed: { type: "string", default: "1" } },
});
const program = path.resolve(positionals[0] ?? "target/debug/examples/shown");
const here = path.dirname(fileURLToPath(import.meta.url));
const ANAGRAM = "NESUEN";
const WINDOW = { width: 1280, height: 600 };

const results = new Results();

function read(bodies) {
  const input = bodies.map((body) => `${JSON.stringify(body)}\n`).join("");
  const output = execFileSync(program, { input, encoding: "utf8", maxBuffer: 1 << 28 });
  return output.trim().split("\n").map((line) => JSON.parse(line));
}

// The whole page, however far down or to the right it goes: a reader scrolls there.
async function picture(page, mode, body) {
  await page.setContent(`${mode}<meta charset=utf-8>${body}`, { waitUntil: "load" });
  const [width, height] = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return [scrollWidth, scrollHeight];
  });
  const within = (size, least, most) => Math.min(Math.max(size, least), most);
  const clip = { x: 0, y: 0, width: within(width, WINDOW.width, 6_000), height: within(height, WINDOW.height, 12_000) };
  return page.screenshot({ clip, fullPage: true });
}

async function isDrawn(page, mode, body) {
  const [one, other] = [await picture(page, mode, body), await picture(page, mode, body.replaceAll(WORD, ANAGRAM))];
  return !one.equals(other);
}

async function everything() {
  const executablePath = execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
  const browser = await chromium.launch({ executablePath });
  try {
    const context = await browser.newContext({ viewport: WINDOW, javaScriptEnabled: true });
    // Nothing is asked for from elsewhere, as where pictures are not loaded.
    await context.route("**", (route) => route.abort());
    const page = await context.newPage();
    await results.check("every property that the browser knows was looked at", async () => {
      const known = new Set(readFileSync(path.join(here, "hidden/properties.txt"), "utf8").split("\n"));
      const all = await page.evaluate(() => {
        const hyphened = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
        const names = Object.keys(Object.getOwnPropertyDescriptors(CSSStyleDeclaration.prototype)).concat(
          Object.keys(document.documentElement.style),
          [...(function* () { for (const name in document.documentElement.style) yield name; })()],
        );
        const all = names.map(hyphened).flatMap((name) => [name, `-${name}`]);
        return [...new Set(all)].filter((name) => CSS.supports(name, "initial")).sort();
      });
      const unknown = all.filter((name) => !known.has(name));
      if (all.length < 400) throw new Error(`the browser names ${all.length} properties only`);
      if (unknown.length) throw new Error(`look at these, and at src/html/hidden/harmless.rs: ${unknown.join(", ")}`);
    });
    const bodies = new Bodies(Number(values.seed));
    const made = Array.from({ length: Number(values.bodies) }, () => bodies.next());
    const answers = read(made);
    let [kept, wrong] = [0, []];
    for (const [at, answer] of answers.entries()) {
      if (!answer.text.includes(WORD) && !answer.plain.includes(WORD)) continue;
      kept += 1;
      // Of mails, half have a document type; the others are drawn in quirks mode.
      const mode = at % 2 ? "" : "<!doctype html>";
      if (!(await isDrawn(page, mode, made[at]))) wrong.push(mode + made[at]);
    }
    results.note(`Chromium ${browser.version()}, seed ${values.seed}: of ${made.length} bodies the word was read in ${kept}`);
    await results.check("what is read is drawn", async () => {
      if (wrong.length) throw new Error(`${wrong.length} bodies hide it:\n${wrong.join("\n")}`);
    });
    await results.check("enough of the bodies are read to say so", async () => {
      if (kept < made.length / 8) throw new Error(`only ${kept}`);
    });
  } finally {
    await browser.close();
  }
}

await everything().catch((error) => results.fail("the run comes to its end", error));
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed === 0 ? 0 : 1);
