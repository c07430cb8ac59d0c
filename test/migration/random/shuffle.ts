// A list in an order that depends on a seed alone.
import * as fc from "fast-check";

export function seededShuffle<T>(items: readonly T[], seed: number): readonly T[] {
  const order = fc.shuffledSubarray([...items], { minLength: items.length });
  return fc.sample(order, { seed, numRuns: 1 })[0] ?? [];
}
