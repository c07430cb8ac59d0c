// Work → its cost: CPU time of the whole process (user and system, every thread, garbage collection included), never wall time, for
// other programs run beside this one.

/** Milliseconds of CPU. */
export interface Cost {
  readonly first: number;
  readonly min: number;
  readonly median: number;
  readonly runs: number;
}

/** How long to measure: milliseconds of CPU, and how many runs at least. */
export interface Effort {
  readonly budget: number;
  readonly least: number;
}

/** Milliseconds of CPU that `work` takes. */
export function cpuTime(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Runs before the first that counts: by then V8 has compiled what is hot. */
const WARM_UP = 4;

/**
 * Does `work` until it has taken `budget` milliseconds of CPU, at least `least` times. The first run is cold and counts for `first`
 * only; a few more warm up. Garbage is collected when V8 sees fit, and counts: a collection forced between runs would be free, but makes V8
 * throw away compiled code, so that no run would be warm.
 */
export function measure(work: () => void, { budget, least }: Effort): Cost {
  const first = cpuTime(work);
  for (let run = 0; run < WARM_UP; run++) work();
  const times: number[] = [];
  for (let spent = 0; times.length < least || spent < budget; spent += times.at(-1)!) {
    times.push(cpuTime(work));
  }
  return { first, min: Math.min(...times), median: median(times), runs: times.length };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Half of the values lie at most so far from the median. */
export function spread(values: readonly number[]): number {
  const center = median(values);
  return median(values.map((value) => Math.abs(value - center)));
}
