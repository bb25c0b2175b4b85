// The server's memory and descriptors over time, and what counts as flat.

import { connectionsFromHere, connectionsTo, descriptors, residentMegabytes } from "../process_figures.mjs";
import { pause } from "../../tests/clients/processes.mjs";

const every = 2_000;
// Of the level after the warm-up. An allocator keeps most of what it once had, so that peaks leave their trace.
const growth = { share: 0.1, least: 8 };
const remains = { share: 0.2, least: 12 };
const allowed = ({ share, least }, level) => Math.max(least, share * level);

export class Memory {
  constructor(pid, port, upstreamPort) {
    Object.assign(this, { pid, port, upstreamPort, samples: [] });
    this.first = this.sample();
    this.timer = setInterval(() => this.samples.push(this.sample()), every);
  }

  sample() {
    return { at: Date.now(), resident: residentMegabytes(this.pid), descriptors: descriptors(this.pid) };
  }

  // Until the clients have no connection any more, and `rest` has passed.
  async settle(rest) {
    const end = Date.now() + rest;
    for (const patience = Date.now() + 10_000; connectionsTo(this.port) > 0 && Date.now() < patience; ) await pause(100);
    await pause(end - Date.now());
    clearInterval(this.timer);
    this.last = this.sample();
    this.connections = connectionsTo(this.port);
    this.upstream = connectionsFromHere(this.upstreamPort);
  }

  // `[what, whether it holds]` of a run with load from `begin` to `end`; memory only where `isLong`.
  checks(begin, end, isLong) {
    const free = [
      [`no connection of a client is left: ${this.connections}`, this.connections === 0],
      [
        `descriptors: ${this.first.descriptors} at the start, ${this.last.descriptors} at the end, ${this.upstream} of them to Intercom`,
        this.last.descriptors <= this.first.descriptors + this.upstream,
      ],
    ];
    const peak = Math.max(...this.samples.map(({ resident }) => resident));
    const figures = `${mb(this.first.resident)} at the start, ${mb(peak)} at most, ${mb(this.last.resident)} at the end`;
    if (!isLong) {
      console.log(`memory: ${figures} (too short a run to judge)`);
      return free;
    }
    const within = (from, to) => this.samples.filter(({ at }) => at >= begin + from * (end - begin) && at <= begin + to * (end - begin));
    const warm = median(within(1 / 3, 1 / 2).map(({ resident }) => resident));
    const grown = trend(within(2 / 3, 1));
    const [most, mostAtEnd] = [allowed(growth, warm), warm + allowed(remains, warm)];
    const tenths = Array.from({ length: 10 }, (_, tenth) => median(within(tenth / 10, (tenth + 1) / 10).map(({ resident }) => resident)).toFixed(0));
    console.log(`memory: ${figures}, ${mb(warm)} after the warm-up; over the tenths of the load: ${tenths.join(" ")}`);
    return [
      ...free,
      [`memory grew by ${mb(grown)} in the last third, at most ${mb(most)} allowed`, grown <= most],
      [`memory after the rest: ${mb(this.last.resident)}, at most ${mb(mostAtEnd)} allowed`, this.last.resident <= mostAtEnd],
    ];
  }
}

const mb = (megabytes) => `${megabytes.toFixed(1)} MB`;

function median(numbers) {
  return numbers.sort((one, other) => one - other)[numbers.length >> 1];
}

// What a straight line through the samples climbs from the first to the last of them.
function trend(samples) {
  const mean = (of) => samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [at, resident] = [mean((sample) => sample.at), mean((sample) => sample.resident)];
  const slope = mean((sample) => (sample.at - at) * (sample.resident - resident)) / mean((sample) => (sample.at - at) ** 2);
  return slope * (samples.at(-1).at - samples[0].at);
}
