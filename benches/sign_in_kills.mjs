// Sign-ins and refreshes while the server is killed with SIGKILL again and again.
//
//   node benches/sign_in_kills.mjs <binary> [--sign-ins 500] [--seed N] [--people 10] [--env NAME=VALUE]
//
// People sign in through the pages, as browsers do, and their clients refresh; the simulator of the same binary is
// Intercom. A ledger has what clients were given. Before every start the database's files are copied and looked at;
// the end tells which promises were broken. The seed repeats what is chosen, not the order in which it happens.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { freePort, pause, start } from "../tests/clients/processes.mjs";
import { Databases } from "./sign_in_kills/database.mjs";
import { KilledServer } from "./sign_in_kills/killed_server.mjs";
import { Ledger } from "./sign_in_kills/ledger.mjs";
import { Person } from "./sign_in_kills/person.mjs";
import { report } from "./sign_in_kills/report.mjs";
import { Random } from "./soak/random.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "sign-ins": { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    people: { type: "string", default: "10" },
    env: { type: "string", multiple: true, default: [] },
  },
});
const binary = positionals[0] ?? "target/release/intercom-mcp";
const [wanted, count, seed] = [Number(values["sign-ins"]), Number(values.people), Number(values.seed)];
// Kinds of requests at which kills are aimed; `null` is any moment.
const aims = [[3, null], [3, "exchange"], [4, "refresh"], [2, "callback"], [1, "approve"], [1, "register"]];

const directory = await mkdtemp(path.join(tmpdir(), "sign-in-kills-"));
const file = path.join(directory, "sign-ins.db");
const [upstream, port] = [await freePort(), await freePort()];
const simulator = await start(
  binary,
  ["simulator", "--bind", `127.0.0.1:${upstream}`, "--rate-limit", "10000000", "--conversations", "50", "--contacts", "20"],
  {},
  `http://127.0.0.1:${upstream}/_simulator/stats`,
);
const server = new KilledServer(binary, port, {
  BIND_ADDR: `127.0.0.1:${port}`,
  INTERCOM_API_URL: `http://127.0.0.1:${upstream}/{region}`,
  INTERCOM_APP_URL: `http://127.0.0.1:${upstream}/{region}`,
  INTERCOM_CLIENT_ID: "demo-app",
  INTERCOM_CLIENT_SECRET: "demo-secret",
  STORE_URL: `sqlite:${file}`,
  TRUSTED_PROXIES: "127.0.0.1",
  // Codes that are sent again are warned of.
  RUST_LOG: "error",
  ...Object.fromEntries(values.env.map((pair) => pair.split(/=(.*)/s))),
});
const ledger = new Ledger();
const databases = new Databases(file);
process.on("exit", () => {
  simulator.kill("SIGKILL");
  server.end();
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
server.onEnd = (how) => {
  console.log(`FAIL  the server ended by itself: ${how}\n0 passed, 1 failed`);
  process.exit(1);
};
await server.start();

const people = Array.from({ length: count }, (_, number) => new Person(number, server, ledger, new Random(seed * 100_003 + number)));
const looks = [];
let [begun, kills] = [0, 0];

// Kills the server, copies what it left, starts it again, and compares.
async function killOnce() {
  const given = ledger.given();
  const brokenOff = [...server.inFlight];
  await server.kill();
  const copy = await databases.copy();
  await server.start();
  kills += 1;
  const kill = kills;
  looks.push(
    databases.look(copy).then(async (found) => {
      ledger.compare(found, given, brokenOff, kill);
      await Promise.all(["", "-wal", "-shm"].map((suffix) => rm(`${copy}${suffix}`, { force: true })));
    }),
  );
}

async function killAgainAndAgain(isOver) {
  const random = new Random(seed);
  while (!isOver()) {
    await pause(random.between(0, 150));
    const aim = random.weighted(aims);
    if (aim !== null) await server.momentWithin(aim, 1.2 * random.next());
    if (!isOver()) await killOnce();
  }
}

async function play(person) {
  while (begun < wanted) {
    begun += 1;
    await person.signIn();
  }
}

console.log(`${wanted} sign-ins by ${count} people, seed ${seed}`);
const began = Date.now();
let isOver = false;
const killing = killAgainAndAgain(() => isOver);
const ends = await Promise.allSettled(people.map(play));
isOver = true;
await killing;
const seconds = (Date.now() - began) / 1000;

// Once more, and then everything is tried.
await killOnce();
const failures = ends.filter(({ status }) => status === "rejected").map(({ reason }) => reason);
await tryEverything(people[0]).catch((error) => failures.push(error));
await Promise.all(looks);
await server.kill("SIGTERM");
ledger.compare(await databases.look(await databases.copy()), [], [], "none, but SIGTERM");
databases.close();
await rm(directory, { recursive: true });

const facts = { ledger, wanted, kills, failures, seconds, longestStart: server.longestStart };
process.exit(report(facts) ? 0 : 1);

// Every token, every revoked one, and every code that there ever was.
async function tryEverything(person) {
  const { signIns, codes } = ledger;
  ledger.count("access tokens tried at the end", signIns.reduce((sum, { pairs }) => sum + pairs.length, 0));
  for (const signIn of signIns) {
    if (signIn.isRevoked) await person.isRevoked(signIn);
    else if (!signIn.isEnding) await person.worksStill(signIn);
  }
  // From here on nothing works any more.
  for (const [code, { client }] of codes) await person.sendAgain(client, code);
}
