// Two forms of a class → the one as a change of the other, in the words that Zod has for it: omit, partial and extend.

import { call, type MemberExpression, type ZodExpression } from "./zod-expression.ts";

/** What makes the members of one object from those of another; what is not named stays as it is, and where it is. */
export interface Derivation {
  /** Names of members that are not there. */
  readonly omitted: readonly string[];
  /** Names of members that need no longer be there; "all" where every member may then be absent. */
  readonly partial: readonly string[] | "all";
  /** Members that look otherwise. */
  readonly replaced: readonly MemberExpression[];
}

/** Undefined where the source lacks a member, or has them in another order. */
export function derivation(
  members: readonly MemberExpression[],
  source: readonly MemberExpression[],
): Derivation | undefined {
  const omitted: string[] = [];
  const partial: string[] = [];
  const replaced: MemberExpression[] = [];
  let next = 0;
  let mayAllBeAbsent = true;
  for (const member of members) {
    while (next < source.length && source[next]!.name !== member.name) {
      omitted.push(source[next++]!.name);
    }
    const before = source[next++];
    if (before === undefined) return undefined;
    if (member === before) mayAllBeAbsent &&= !member.present;
    else if (isPartialOf(member, before)) partial.push(member.name);
    else replaced.push(member);
  }
  omitted.push(...source.slice(next).map(({ name }) => name));
  return { omitted, partial: partial.length > 0 && mayAllBeAbsent ? "all" : partial, replaced };
}

function isPartialOf(member: MemberExpression, source: MemberExpression): boolean {
  return source.present && !member.present && member.core === source.core;
}

/** How much there is to read, where a name counts 1 and a member 2. */
export function sizeOf({ omitted, partial, replaced }: Derivation): number {
  return omitted.length + (partial === "all" ? 1 : partial.length) + 2 * replaced.length;
}

/** The source, changed. */
export function derivedExpression(
  source: ZodExpression,
  { omitted, partial, replaced }: Derivation,
): ZodExpression {
  let value = source;
  if (omitted.length > 0) value = call(value, "omit", { kind: "mask", names: omitted });
  if (partial === "all") value = call(value, "partial");
  else if (partial.length > 0) value = call(value, "partial", { kind: "mask", names: partial });
  return replaced.length === 0
    ? value
    : call(value, "extend", { kind: "members", members: replaced });
}
