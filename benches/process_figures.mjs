// What the system says of a process: its memory, its descriptors, its processor time, its clients' connections.

import { readFileSync, readdirSync } from "node:fs";

const established = "01";
const closeWait = "08";

// Resident memory in MB (10^6 bytes).
export function residentMegabytes(pid) {
  const [, kilobytes] = readFileSync(`/proc/${pid}/status`, "utf8").match(/^VmRSS:\s+(\d+) kB/m);
  return (Number(kilobytes) * 1024) / 1e6;
}

export function descriptors(pid) {
  return readdirSync(`/proc/${pid}/fd`).length;
}

// Seconds of processor time so far. Linux counts in hundredths.
export function processorSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

// Connections to a local port that its listener has not closed.
export function connectionsTo(port) {
  const local = port.toString(16).toUpperCase().padStart(4, "0");
  return connections().filter(([from, , state]) => from.endsWith(`:${local}`) && [established, closeWait].includes(state)).length;
}

// Open connections from this machine to a port.
export function connectionsFromHere(port) {
  const remote = port.toString(16).toUpperCase().padStart(4, "0");
  return connections().filter(([, to, state]) => to.endsWith(`:${remote}`) && [established, closeWait].includes(state)).length;
}

function connections() {
  const lines = readFileSync("/proc/net/tcp", "utf8").trim().split("\n").slice(1);
  return lines.map((line) => line.trim().split(/\s+/).slice(1, 4));
}
