// How the sequence of a column counts: what Postgres chooses where nothing is said, and what is left to say.

import type { Counter } from "./database.ts";

/** A sequence as pg_sequence describes it; numbers are decimal text. */
export interface SequenceValues {
  readonly type: string;
  readonly increment: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly start: string;
  readonly cache: string;
  readonly cycle: boolean;
}

/** The largest number of each type that a sequence can have. */
const LARGEST: Readonly<Record<string, bigint>> = {
  smallint: 2n ** 15n - 1n,
  integer: 2n ** 31n - 1n,
  bigint: 2n ** 63n - 1n,
};

/** What is unusual about a sequence of a column of this type; undefined where nothing is. */
export function counterOf(values: SequenceValues, columnType: string): Counter | undefined {
  const largest = LARGEST[values.type] ?? 0n;
  const descends = isDescending(values);
  const counter: Counter = {
    ...(values.type !== columnType && { type: values.type }),
    ...unless("1", { increment: values.increment }),
    ...unless(descends ? String(-largest - 1n) : "1", { minimum: values.minimum }),
    ...unless(descends ? "-1" : String(largest), { maximum: values.maximum }),
    ...unless(descends ? values.maximum : values.minimum, { start: values.start }),
    ...unless("1", { cache: values.cache }),
    ...(values.cycle && { cycle: true }),
  };
  return Object.keys(counter).length === 0 ? undefined : counter;
}

/** Where a sequence begins unless it says so. */
export function usualStart(counter: Counter): string {
  return isDescending(counter) ? (counter.maximum ?? "-1") : (counter.minimum ?? "1");
}

/** Whether it counts downwards. */
export function isDescending({ increment }: Pick<Counter, "increment">): boolean {
  return increment?.startsWith("-") === true;
}

/** Whether two sequences reach the same numbers, so that where the one is, the other can be. */
export function equalReach(left: Counter = {}, right: Counter = {}): boolean {
  return (
    left.type === right.type &&
    left.minimum === right.minimum &&
    left.maximum === right.maximum &&
    isDescending(left) === isDescending(right)
  );
}

/** Whether two columns' sequences count alike. */
export function equalCounter(left: Counter | undefined, right: Counter | undefined): boolean {
  const text = (counter: Counter = {}): string =>
    JSON.stringify([
      counter.type,
      counter.increment,
      counter.minimum,
      counter.maximum,
      counter.start,
      counter.cache,
      counter.cycle,
    ]);
  return text(left) === text(right);
}

function unless<T extends Readonly<Record<string, string>>>(usual: string, option: T): Partial<T> {
  return Object.values(option)[0] === usual ? {} : option;
}
