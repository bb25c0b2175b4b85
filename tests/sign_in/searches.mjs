// Searches the database and all that the server wrote, at trace level, for every secret of a run.
//
//   node tests/sign_in/searches.mjs <binary>
//
// People sign in through Intercom and with pasted tokens, and everything goes wrong that can; once with the log as
// text and keys in the environment, once as JSON and with the key in a file. The database's files are searched as
// the server uses them, as a kill leaves them, and as a clean end does. Ends with `N passed, M failed`.

import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { freePort, pause, start } from "../clients/processes.mjs";
import { Secrets, forms } from "./secrets.mjs";
import { Trouble } from "./trouble.mjs";
import { wiretap } from "./wiretap.mjs";

const binary = path.resolve(process.argv[2] ?? "target/release/intercom-mcp");
const shownOfEach = 5;
// Every line of the audit log that such a run has, so that nobody searches a run in which nothing happened.
const sentences = [
  "client registered",
  "sign-in approved",
  "token pasted instead of a sign-in at Intercom",
  "sign-in denied",
  "grant issued",
  "authorization code exchanged",
  "tokens refreshed",
  "a used refresh token was presented within its grace: the same tokens",
  "a used authorization code was presented",
  "a used refresh token was presented after its grace",
  "grant revoked",
  "told of an uninstall: grants of the workspace are verified",
];
const kinds = ["access token", "refresh token", "code", "code of Intercom's", "state", "cookie", "verifier", "Intercom token", "pasted token"];
let [passed, failed] = [0, 0];
const children = [];
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

function check(what, findings) {
  const shown = findings.slice(0, shownOfEach).map((one) => `\n      ${one}`).join("");
  console.log(`${findings.length === 0 ? "ok   " : "FAIL "} ${what}${findings.length > 0 ? `: ${findings.length} findings${shown}` : ""}`);
  if (findings.length === 0) passed += 1;
  else failed += 1;
}

class Server {
  #written = [];

  constructor(port, env) {
    this.address = `http://127.0.0.1:${port}`;
    this.env = { PATH: process.env.PATH, ...env };
  }

  async start(env = {}) {
    this.child = spawn(binary, ["serve"], { env: { ...this.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    children.push(this.child);
    for (const output of [this.child.stdout, this.child.stderr]) output.on("data", (chunk) => this.#written.push(chunk));
    for (let attempt = 0; attempt < 300; attempt += 1) {
      if (this.child.exitCode !== null) throw new Error(`the server ended: ${this.written}`);
      if (await fetch(`${this.address}/healthz`).then(({ ok }) => ok, () => false)) return;
      await pause(100);
    }
    throw new Error("the server does not answer");
  }

  async end(signal) {
    const closed = once(this.child, "close");
    this.child.kill(signal);
    await closed;
  }

  get written() {
    return Buffer.concat(this.#written);
  }
}

// The files of the database, and its records as SQLite reads them: a long one lies in several pages.
function database(directory) {
  const files = readdirSync(directory).filter((name) => name.startsWith("sign-ins.db")).map((name) => [name, readFileSync(path.join(directory, name))]);
  const script = "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1]).execute('SELECT kind, id, value FROM records'): print(row[0], row[1], row[2].decode())";
  const { stdout, stderr, status } = spawnSync("python3", ["-c", script, path.join(directory, "sign-ins.db")], { maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`the records cannot be read: ${stderr}`);
  return [...files, ["records", stdout]];
}

// Nobody can write for longer than the server waits.
async function whileLocked(file, work) {
  const script = "import sqlite3, sys\nlock = sqlite3.connect(sys.argv[1], isolation_level=None)\nlock.execute('BEGIN IMMEDIATE')\nprint('locked', flush=True)\nsys.stdin.read()";
  const lock = spawn("python3", ["-c", script, file], { stdio: ["pipe", "pipe", "inherit"] });
  await once(lock.stdout, "data");
  const answer = await work();
  lock.stdin.end();
  await once(lock, "exit");
  return answer;
}

async function run(format, keys) {
  const directory = mkdtempSync(path.join(tmpdir(), "sign-in-searches-"));
  const file = path.join(directory, "sign-ins.db");
  const secrets = new Secrets();
  const [upstream, port] = [await freePort(), await freePort()];
  const simulator = await start(binary, ["simulator", "--bind", `127.0.0.1:${upstream}`, "--rate-limit", "1000000"], {}, `http://127.0.0.1:${upstream}/_simulator/stats`);
  children.push(simulator);
  const proxy = await wiretap(upstream, secrets);
  const intercom = `http://127.0.0.1:${proxy.address().port}/{region}`;
  const server = new Server(port, {
    BIND_ADDR: `127.0.0.1:${port}`,
    INTERCOM_API_URL: intercom,
    INTERCOM_APP_URL: intercom,
    INTERCOM_CLIENT_ID: "demo-app",
    INTERCOM_CLIENT_SECRET: secrets.add("secret of the app", "demo-secret"),
    ACCEPT_PASTED_TOKENS: "true",
    STORE_URL: `sqlite:${file}`,
    TRUSTED_PROXIES: "127.0.0.1",
    DRAIN_DELAY: "0s",
    RUST_LOG: "trace",
    LOG_FORMAT: format,
    ...(keys.length > 0 ? { ENCRYPTION_KEY: keys.join(",") } : {}),
  });
  for (const key of keys) secrets.add("key", key);
  await server.start();
  if (keys.length === 0) secrets.add("key", readFileSync(path.join(directory, "sign-ins.key"), "utf8").trim());

  const trouble = new Trouble(port, upstream, secrets);
  const { client, pair } = await trouble.everything();
  const inUse = database(directory);
  await server.end("SIGKILL");
  const killed = database(directory);

  // A second life in which grace is over at once, and the database is locked for a while.
  await server.start({ REFRESH_GRACE: "0s" });
  const next = await trouble.refresh(client, pair.refresh);
  await client.refresh(pair.refresh);
  const locked = await trouble.signIn();
  const { status } = await whileLocked(file, () => locked.client.refresh(locked.pair.refresh));
  await trouble.tokenDies(locked.client, locked.pair);
  const dying = await trouble.signIn();
  await trouble.tokenDies(dying.client, dying.pair);
  await server.end("SIGTERM");
  const ended = database(directory);
  simulator.kill("SIGKILL");
  proxy.closeAllConnections();
  proxy.close();
  rmSync(directory, { recursive: true });

  const log = server.written;
  const { counts } = secrets;
  console.log(`log as ${format}: ${(log.length / 1e6).toFixed(1)} MB, ${secrets.all.length} secrets: ${JSON.stringify(counts)}`);
  check(`${format}: every kind of secret was there`, kinds.filter((kind) => !(counts[kind] > 0)));
  check(`${format}: everything happened, and was logged at trace level`, [...sentences, "TRACE", client.id].filter((sentence) => !log.includes(sentence)));
  check(`${format}: a locked database was told`, status === 503 ? [] : [`${status}`]);
  const digest = createHash("sha256").update(next.access).digest("hex");
  const known = [client.name, createHash("sha256").update(pair.access).digest("hex")];
  check(`${format}: the search reaches records`, [...known.filter((text) => !killed.some(([, bytes]) => bytes.includes(text))), ...(ended.some(([, bytes]) => bytes.includes(digest)) ? [] : [digest])]);
  check(`${format}: no secret in the log`, secrets.findIn(log, "log"));
  for (const [when, files] of [["in use", inUse], ["after a kill", killed], ["after a clean end", ended]]) {
    const findings = files.flatMap(([name, bytes]) => secrets.findIn(bytes, "database").map((finding) => `${name}: ${finding}`));
    check(`${format}: no secret in the database ${when} (${files.map(([name, { length }]) => `${name} ${length}`).join(", ")})`, findings);
  }
  return { secrets, log };
}

// Each form of each secret, hidden in a log, is found.
function prove({ secrets, log }) {
  const missed = secrets.all.filter(({ secret }) => {
    const wrapped = [0, 1, 2].map((offset) => Buffer.concat([Buffer.alloc(offset, "x"), Buffer.from(secret), Buffer.from("yy")]).toString("base64"));
    const hidden = [secret, encodeURIComponent(secret), Buffer.from(secret).toString("hex"), [...Buffer.from(secret)].join(", "), ...wrapped];
    return !hidden.every((text) => [...forms(secret)].some(([, needle]) => Buffer.from(text).includes(needle)));
  });
  check("what is hidden in any form is found", missed.map(({ kind, secret }) => `${kind} ${secret}`));
  const planted = secrets.all.find(({ kind }) => kind === "access token").secret;
  const place = log.length >> 1;
  const leaky = Buffer.concat([log.subarray(0, place), Buffer.from(`Bearer ${planted.slice(0, 24)}…`), log.subarray(place)]);
  check("a token that is logged in part is found", secrets.findIn(leaky, "log").length === 1 ? [] : ["it was not"]);
}

const key = () => randomBytes(32).toString("base64");
const [first] = await Promise.all([run("text", [key(), key()]), run("json", [])]);
prove(first);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
