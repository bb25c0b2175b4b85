// The pages in a real Chromium.
//
//   node run.mjs <program or folder> [--screenshots <folder>] [--only <part of a page's name>]
//
// The program is the example `pages`, which writes every page in every state; a folder is what it wrote. Each page is
// opened under its own headers at phone and desktop widths, light and dark, and must pass axe-core; then people press
// its buttons. Chromium is what `which chromium` finds. Ends with `N passed, N failed`.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { chromium } from "playwright-core";

import { Results } from "../clients/results.mjs";
import { behaviour } from "./behaviour.mjs";
import { Gallery } from "./gallery.mjs";
import { look } from "./look.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { screenshots: { type: "string" }, only: { type: "string", default: "" } },
});
const source = path.resolve(positionals[0] ?? "target/debug/examples/pages");
const work = mkdtempSync(path.join(os.tmpdir(), "pages-"));
const screenshots = path.resolve(values.screenshots ?? mkdtempSync(path.join(os.tmpdir(), "screenshots-")));
mkdirSync(screenshots, { recursive: true });

const results = new Results();

async function everything() {
  const isFolder = statSync(source).isDirectory();
  if (!isFolder) execFileSync(source, [work], { stdio: "inherit" });
  const gallery = await Gallery.open(isFolder ? source : work);
  const executablePath = execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
  const browser = await chromium.launch({ executablePath });
  try {
    results.note(`Chromium ${browser.version()}, screenshots in ${screenshots}`);
    await look(results, browser, gallery, screenshots, values.only);
    if (!values.only) await behaviour(results, browser, gallery);
  } finally {
    await browser.close();
    gallery.close();
  }
}

await everything().catch((error) => results.fail("the run comes to its end", error));
rmSync(work, { recursive: true });
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed === 0 ? 0 : 1);
