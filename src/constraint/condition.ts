// Conditions from conditions, kept small: what is always true or never is left out, and nests of the same kind are one.

import type { Condition, Shape } from "./shape.ts";

export const ALWAYS: Condition = { kind: "all", of: [] };
export const NEVER: Condition = { kind: "any", of: [] };
export const ABSENT: Condition = { kind: "absent" };
/** There is a value. */
export const PRESENT: Condition = { kind: "is", shape: { kind: "any" } };

export function is(shape: Shape): Condition {
  return { kind: "is", shape };
}

export function member(name: string, value: Condition): Condition {
  return { kind: "member", name, value };
}

export function all(conditions: readonly Condition[]): Condition {
  const parts = conditions.flatMap((part) => (part.kind === "all" ? part.of : [part]));
  if (parts.some(isNever)) return NEVER;
  return parts.length === 1 ? parts[0]! : { kind: "all", of: parts };
}

export function any(conditions: readonly Condition[]): Condition {
  const parts = conditions.flatMap((part) => (part.kind === "any" ? part.of : [part]));
  if (parts.some(isAlways)) return ALWAYS;
  return parts.length === 1 ? parts[0]! : { kind: "any", of: parts };
}

export function none(conditions: readonly Condition[]): Condition {
  const parts = conditions.flatMap((part) => (part.kind === "any" ? part.of : [part]));
  if (parts.some(isAlways)) return NEVER;
  const [only] = parts;
  // Not none of them is some of them.
  if (only?.kind === "none" && parts.length === 1) return any(only.of);
  return parts.length === 0 ? ALWAYS : { kind: "none", of: parts };
}

/** Exactly one of them. */
export function one(conditions: readonly Condition[]): Condition {
  const parts = conditions.filter((part) => !isNever(part));
  if (parts.length === 0) return NEVER;
  return parts.length === 1 ? parts[0]! : { kind: "one", of: parts };
}

/** For each element of a list. */
export function every(element: Condition): Condition {
  return isAlways(element) ? ALWAYS : { kind: "every", element };
}

export function isAlways(condition: Condition): boolean {
  return condition.kind === "all" && condition.of.length === 0;
}

function isNever(condition: Condition): boolean {
  return condition.kind === "any" && condition.of.length === 0;
}

/** Whether a condition holds where there is no value. */
export function holdsForAbsent(condition: Condition): boolean {
  switch (condition.kind) {
    case "absent":
      return true;
    case "is":
    case "some":
    case "every":
    case "member":
      return false;
    case "all":
      return condition.of.every(holdsForAbsent);
    case "any":
      return condition.of.some(holdsForAbsent);
    case "none":
      return !condition.of.some(holdsForAbsent);
    case "one":
      return condition.of.filter(holdsForAbsent).length === 1;
  }
}

/** What a condition says of members of the object itself. */
export function memberConditions(
  condition: Condition,
): readonly Extract<Condition, { kind: "member" }>[] {
  switch (condition.kind) {
    case "member":
      return [condition];
    case "all":
    case "any":
    case "none":
    case "one":
      return condition.of.flatMap(memberConditions);
    case "absent":
    case "is":
    case "some":
    case "every":
      return [];
  }
}
