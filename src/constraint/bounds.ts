// Bounds and patterns as several definitions give them → the strictest, which is what holds.

import type { InducedSlot, ResolvedType, Scalar } from "../linkml/metamodel.ts";

/** The patterns of the type and of the slot, each once; all of them must be found. */
export function valuePatterns(
  slot: Pick<InducedSlot, "pattern">,
  type: ResolvedType,
): readonly string[] {
  return [...new Set([...type.patterns, ...(slot.pattern === undefined ? [] : [slot.pattern])])];
}

/** The stricter bound of a date, `2026-11-22`; undefined where there is none that is a date. */
export function dayBound(
  operator: ">=" | "<=",
  values: readonly (Scalar | undefined)[],
): string | undefined {
  const days = values
    .filter((value) => value !== undefined)
    .map(String)
    .filter((text) => /^\d{4}-\d\d-\d\d$/.test(text))
    .toSorted();
  return operator === ">=" ? days.at(-1) : days[0];
}
