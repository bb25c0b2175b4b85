// The built binary in the two ways that clients meet it here.

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
  const variables = { BIND_ADDR: `127.0.0.1:${port}`, INTERCOM_API_URL: `http://127.0.0.1:${upstream}/{region}`, DRAIN_DELAY: "0s", ...env };
  const origin = `http://127.0.0.1:${port}`;
  const child = await start(binary, ["serve"], { RUST_LOG: "error", ...variables }, `${origin}/healthz`).catch(async (error) => {
    await stop(simulator);
    throw error;
  });
  return {
    origin,
    async stop() {
      await stop(child);
      await stop(simulator);
    },
  };
}
