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
  /** The same for what comes before; by itself a few runs. */
  readonly warmUp?: Omit<Effort, "warmUp">;
}

/** Milliseconds of CPU that `work` takes. */
export function cpuTime(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const FEW_RUNS: Effort = { budget: 0, least: 4 };

/**
 * Does `work` until it has taken `budget` milliseconds of CPU, at least `least` times. The first run is cold and counts for `first`
 * only; more warm up: V8 goes on compiling what is hot for some 100 runs of a large schema, and that is work, too. Garbage is collected when
 * V8 sees fit, and counts: a collection forced between runs would be free, but makes V8 throw away compiled code, so that no run would be
 * warm.
 */
export function measure(work: () => void, { warmUp = FEW_RUNS, ...effort }: Effort): Cost {
  const first = cpuTime(work);
  repeat(work, warmUp);
  const times = repeat(work, effort);
  return { first, min: Math.min(...times), median: median(times), runs: times.length };
}

/** What each run takes. */
function repeat(work: () => void, { budget, least }: Effort): readonly number[] {
  const times: number[] = [];
  for (let spent = 0; times.length < least || spent < budget; spent += times.at(-1)!) {
    times.push(cpuTime(work));
  }
  return times;
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
