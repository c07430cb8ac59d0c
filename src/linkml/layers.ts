// Several definitions of one thing, nearest first → one value: the strictest bound, annotations by tag.

import type { Scalar } from "./metamodel.ts";

/** Of each property the value of the nearest layer that has it. */
export function layered<T extends object>(layers: readonly T[]): Partial<T> {
  const merged: Partial<T> = {};
  for (const layer of layers.toReversed()) Object.assign(merged, layer);
  return merged;
}

/** The value that `isStricter` than all others; bounds of another type than the nearest one's are left out. */
export function strictest<T extends Scalar>(
  values: readonly (T | undefined)[],
  isStricter: (a: T, b: T) => boolean,
): T | undefined {
  let best: T | undefined;
  for (const value of values) {
    if (value === undefined) continue;
    if (best === undefined || (typeof best === typeof value && isStricter(value, best)))
      best = value;
  }
  return best;
}

export function isGreater(a: Scalar, b: Scalar): boolean {
  return a > b;
}

export function isLess(a: Scalar, b: Scalar): boolean {
  return a < b;
}

interface Annotated {
  readonly annotations: ReadonlyMap<string, string>;
}

/** All annotations; of two with the same tag the nearer one's value. */
export function mergedAnnotations(definitions: readonly Annotated[]): ReadonlyMap<string, string> {
  const [only] = definitions;
  if (only !== undefined && definitions.length === 1) return only.annotations;
  const merged = new Map<string, string>();
  for (const { annotations } of definitions.toReversed()) {
    for (const [tag, value] of annotations) merged.set(tag, value);
  }
  return merged;
}
