// The end of a soak: its figures, and which checks hold.

import { promises } from "./ledger.mjs";

// Below this share of all requests, what nobody can decide hides nothing.
const mostUndecidable = 0.05;
// A check that is never put to the test says nothing.
const mustHappen = [
  "replies adopted by another stream",
  "replies held for a stream to come",
  "dropped rightly: the newest stream had used the id",
  "cancelled and not answered",
  "readers dropped, long ids",
];
const shownOfEach = 5;

const shown = (cases) => cases.slice(0, shownOfEach).map((one) => `\n      ${one}`).join("");

// Prints everything; true if all checks hold.
export function report({ ledger, hasSse, hung, memory }) {
  console.log(`slowest reply on /sse: ${(ledger.slowest / 1000).toFixed(1)} s after its POST, held and read late included`);
  for (const [figure, number] of [...ledger.figures].sort()) console.log(`${String(number).padStart(9)} ${figure}`);
  const isUndecided = (figure) => figure.startsWith("undecidable:") && !figure.includes("cut by");
  const undecided = [...ledger.figures].reduce((sum, [figure, number]) => sum + (isUndecided(figure) ? number : 0), 0);
  const share = undecided / ledger.figure("requests posted");
  const checks = [
    ...[...ledger.broken].map(([promise, cases]) => [`${promises[promise]}${cases.length > 0 ? `: ${cases.length} times${shown(cases)}` : ""}`, cases.length === 0]),
    [`what nobody can decide is rare: ${undecided}, ${(100 * share).toFixed(2)} % of the requests`, share < mostUndecidable],
    ...(hasSse ? mustHappen : []).map((figure) => [`it happened: ${figure}`, ledger.figure(figure) > 0]),
    [`every client came to an end: ${hung.length} did not${shown(hung.map(({ name, scenario }) => `${name}, ${scenario}`))}`, hung.length === 0],
    ...memory,
  ];
  for (const [what, holds] of checks) console.log(`${holds ? "ok   " : "FAIL "} ${what}`);
  const passed = checks.filter(([, holds]) => holds).length;
  console.log(`${passed} passed, ${checks.length - passed} failed`);
  return passed === checks.length;
}
