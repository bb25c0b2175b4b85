// The tables in docs/clients.md, written from what a run saw.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { here } from "./installed.mjs";

const page = path.join(here, "../../docs/clients.md");
const begin = "<!-- table: written by `node tests/clients/run.mjs --update` -->";
const end = "<!-- end of table -->";

const columns = [
  ["client", "name"],
  ["version", "version"],
  ["transport", "transport"],
  ["protocol version", "protocol"],
  ["six tools", "tools"],
  ["search by pages", "pages"],
  ["tool error", "toolError"],
  ["protocol error", "protocolError"],
  ["50 calls", "parallel"],
  ["progress", "progress"],
  ["after a restart", "restart"],
];

const signInColumns = [
  ["client", "name"],
  ["version", "version"],
  ["transport", "transport"],
  ["browser opened", "signIn"],
  ["client started again", "clientRestart"],
  ["server killed", "kill"],
  ["sign-in revoked", "revoked"],
  ["access token expired", "refresh"],
  ["person cancels", "denial"],
  ["`demo` started again", "demo"],
];

const suiteColumns = [
  ["conformance suite", "version"],
  ["protocol version", "revision"],
  ["checks that hold", "hold"],
  ["in the baseline", "baseline"],
];

const signInSuiteColumns = [
  ["conformance suite, authorization", "version"],
  ["protocol version", "revision"],
  ["checks that hold", "hold"],
];

function markdown(columns, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(([title]) => title)),
    line(columns.map(() => "---")),
    ...rows.map((row) => line(columns.map(([, key]) => row[key] ?? "failed"))),
  ].join("\n");
}

function parts() {
  const text = readFileSync(page, "utf8");
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (to < from) throw new Error(`${page} has no place for the table`);
  return { before: text.slice(0, from), table: text.slice(from, to), after: text.slice(to) };
}

export function render({ rows, suites, signIns, signInSuites }) {
  const tables = [
    markdown(columns, rows),
    markdown(signInColumns, signIns),
    markdown(suiteColumns, suites),
    markdown(signInSuiteColumns, signInSuites),
  ];
  return `\n\n${tables.join("\n\n")}\n\n`;
}

export function write(table) {
  const { before, after } = parts();
  writeFileSync(page, before + table + after);
}

// Fails with the lines that differ.
export function compare(table) {
  const committed = parts().table;
  if (committed === table) return;
  const only = (these, those) => these.split("\n").filter((line) => !those.split("\n").includes(line));
  const lines = [...only(committed, table).map((line) => `- ${line}`), ...only(table, committed).map((line) => `+ ${line}`)];
  throw new Error(`it differs; \`node tests/clients/run.mjs <binary> --update\` writes it\n${lines.join("\n")}`);
}
