// The end of a run of kills: its figures, and which promises hold.

import { promises } from "./ledger.mjs";

// From so many sign-ins on, a promise that was never put to the test is a failure of the run.
const long = 200;
const mustHappen = [
  "broken off: exchange, not done",
  "broken off: exchange, done but not answered",
  "broken off: refresh, not done",
  "broken off: refresh, done but not answered",
  "begun again: the answer of the callback was lost",
];
const shownOfEach = 5;

const shown = (cases) => cases.slice(0, shownOfEach).map((one) => `\n      ${one}`).join("");

// Prints everything; true if all checks hold.
export function report({ ledger, wanted, kills, failures, seconds, longestStart }) {
  for (const [figure, number] of [...ledger.figures].sort()) console.log(`${String(number).padStart(9)} ${figure}`);
  console.log(`${kills} kills within ${seconds.toFixed(0)} s, slowest start after one ${(1_000 * longestStart).toFixed(0)} ms`);
  const done = ledger.figure("sign-ins");
  const checks = [
    ...[...ledger.broken].map(([promise, cases]) => [`${promises[promise]}${cases.length > 0 ? `: ${cases.length} times not${shown(cases)}` : ""}`, cases.length === 0]),
    [`everybody comes to an end, after ${done} sign-ins${shown(failures.map(({ stack }) => stack))}`, failures.length === 0 && done === wanted],
    [`it was killed often enough: ${kills} times`, kills >= wanted / 10],
    ...(wanted < long ? [] : mustHappen).map((figure) => [`it happened: ${figure}`, ledger.figure(figure) > 0]),
  ];
  for (const [what, holds] of checks) console.log(`${holds ? "ok   " : "FAIL "} ${what}`);
  const passed = checks.filter(([, holds]) => holds).length;
  console.log(`${passed} passed, ${checks.length - passed} failed`);
  return passed === checks.length;
}
