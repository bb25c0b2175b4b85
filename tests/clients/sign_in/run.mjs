// Every client that signs in, each with servers of its own; the conformance suite's scenarios for authorization
// servers; and what the checks must not let through.

import { demo, signInServer } from "../servers.mjs";
import { conformance } from "./conformance.mjs";
import * as inspectorCommandLine from "./inspector_command_line.mjs";
import * as inspectorWeb from "./inspector_web.mjs";
import * as mcpRemote from "./mcp_remote.mjs";
import { mustFail } from "./must_fail.mjs";
import { startChromium } from "./person.mjs";
import { scenario } from "./scenario.mjs";
import * as typescriptSdk1 from "./typescript_sdk_1.mjs";
import * as typescriptSdk2 from "./typescript_sdk_2.mjs";

const sdk2 = typescriptSdk2.clients("au");
const clients = [
  ...inspectorCommandLine.clients("eu"),
  ...inspectorWeb.clients("us"),
  ...mcpRemote.clients("eu"),
  ...typescriptSdk1.clients("us"),
  ...sdk2,
];

// They wait more than they work.
const atOnce = 3;

// Gives the rows of the table, those of the clients that `isChosen` takes.
export async function signIns(results, binary, isChosen) {
  const chromium = await startChromium();
  results.note(`Chromium ${chromium.version()}`);
  try {
    const chosen = clients.filter(isChosen);
    const rows = Array(chosen.length);
    const left = [...chosen.entries()];
    const worker = async () => {
      for (let next = left.shift(); next; next = left.shift()) rows[next[0]] = await row(results, binary, next[1], chromium);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return rows;
  } finally {
    await chromium.close();
  }
}

async function row(results, binary, client, chromium) {
  const [server, forgetful] = [await signInServer(binary), await demo(binary)];
  const seen = await scenario(results, client, server, forgetful, chromium);
  await Promise.all([server.stop(), forgetful.stop()]);
  return seen;
}

// Gives the rows of the suite's table.
export async function signInSuites(results, binary) {
  const chromium = await startChromium();
  try {
    const suites = await conformance(results, binary, chromium);
    await mustFail(results, binary, sdk2[0], chromium);
    return suites;
  } finally {
    await chromium.close();
  }
}
