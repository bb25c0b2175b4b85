// The built binary in the two ways that clients meet it here.

import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { freePort, start, stop } from "./processes.mjs";

// `demo`: the server and the simulated Intercom in one process; each client has one of its own.
export async function demo(binary) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  // Half of the clients come by the deprecated transport, which the log would say of each.
  const quiet = { RUST_LOG: "warn,intercom_mcp::mcp::sse::deprecation=error" };
  const run = () => start(binary, ["demo", "--bind", `127.0.0.1:${port}`], quiet, `${origin}/healthz`);
  let child = await run();
  return {
    origin,
    async restart() {
      await stop(child);
      child = await run();
    },
    stop: () => stop(child),
  };
}

// `serve` with variables of its own, and `simulator` behind it.
export async function serve(binary, env) {
  const [upstream, port] = [await freePort(), await freePort()];
  const stats = `http://127.0.0.1:${upstream}/_simulator/stats`;
  const simulator = await start(binary, ["simulator", "--bind", `127.0.0.1:${upstream}`], {}, stats);
  const intercom = `http://127.0.0.1:${upstream}/{region}`;
  const variables = { BIND_ADDR: `127.0.0.1:${port}`, INTERCOM_API_URL: intercom, INTERCOM_APP_URL: intercom, DRAIN_DELAY: "0s", ...env };
  const origin = `http://127.0.0.1:${port}`;
  const run = (others) => start(binary, ["serve"], { RUST_LOG: "error", ...variables, ...others }, `${origin}/healthz`);
  let child = await run().catch(async (error) => {
    await stop(simulator);
    throw error;
  });
  return {
    origin,
    // Ends it without a moment to write anything down, and starts it again, with `others` changed.
    async kill(others) {
      child.kill("SIGKILL");
      await once(child, "exit");
      child = await run(others);
    },
    async stop() {
      await stop(child);
      await stop(simulator);
    },
  };
}

// `serve` that offers sign-in by the simulator's app and keeps it in a file.
export async function signInServer(binary, env) {
  const folder = await mkdtemp(path.join(tmpdir(), "sign-in-server-"));
  const app = { INTERCOM_CLIENT_ID: "demo-app", INTERCOM_CLIENT_SECRET: "demo-secret" };
  const kept = { STORE_URL: `sqlite:${path.join(folder, "sign-ins.db")}`, REFRESH_GRACE: "2s" };
  const server = await serve(binary, { ...app, ...kept, ...env });
  return {
    ...server,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}
