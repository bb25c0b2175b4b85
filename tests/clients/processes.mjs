// Starting what is tested: ports of their own, and processes that answer before they are used.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

export async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

export function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, milliseconds));
    signal?.addEventListener("abort", () => clearTimeout(timer));
  });
}

// Starts `binary` and waits, half a minute at most, until `url` answers.
export async function start(binary, args, env, url) {
  const child = spawn(binary, args, { env: { PATH: process.env.PATH, RUST_LOG: "warn", ...env }, stdio: ["ignore", "ignore", "inherit"] });
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`${args.join(" ")} ended with ${child.exitCode}`);
    if (await fetch(url).then((answer) => answer.ok, () => false)) return child;
    await pause(100);
  }
  child.kill("SIGKILL");
  throw new Error(`nothing answers at ${url}`);
}

// Asks it to end, and gives it half a minute.
export async function stop(child) {
  child.kill("SIGTERM");
  if (child.exitCode !== null) return;
  const patience = setTimeout(() => child.kill("SIGKILL"), 30_000);
  const [, signal] = await once(child, "exit");
  clearTimeout(patience);
  if (signal === "SIGKILL") throw new Error(`${child.spawnargs.join(" ")} does not end on SIGTERM`);
}
