// Two forms of a class → the one as a change of the other, in the words that Zod has for it: omit, partial and extend.

import { call, type Look, type MemberExpression, type ZodExpression } from "./zod-expression.ts";

/** How much there is to read of a form in full, where a member counts 2. */
export function fullSize(looks: readonly Look[]): number {
  return looks.reduce((size, look) => (look === "none" ? size : size + 2), 0);
}

/** The same of a change, where a name counts 1. Undefined where the source lacks a member. */
export function derivationSize(
  looks: readonly Look[],
  source: readonly Look[],
): number | undefined {
  let partial = 0;
  let size = 0;
  for (let index = 0; index < looks.length; index++) {
    const look = looks[index]!;
    const before = source[index]!;
    if (look === before) continue;
    if (before === "none") return undefined;
    if (look === "none") size += 1;
    else if (isPartialOf(look, before)) partial += 1;
    else size += 2;
  }
  return size + (partial > 1 && mayAllBeAbsent(looks, source) ? 1 : partial);
}

function isPartialOf(member: MemberExpression, source: MemberExpression): boolean {
  return source.present && !member.present && member.core === source.core;
}

/** What both have alike: then none of the names has to be said. */
function mayAllBeAbsent(looks: readonly Look[], source: readonly Look[]): boolean {
  return looks.every((look, index) => look === "none" || !look.present || look !== source[index]);
}

/** The schema of one form, changed to that of the other; the source lacks no member. */
export function derivedExpression(
  schema: ZodExpression,
  looks: readonly Look[],
  source: readonly Look[],
): ZodExpression {
  const omitted: string[] = [];
  const partial: string[] = [];
  const replaced: MemberExpression[] = [];
  looks.forEach((look, index) => {
    const before = source[index]!;
    if (look === before || before === "none") return;
    if (look === "none") omitted.push(before.name);
    else if (isPartialOf(look, before)) partial.push(look.name);
    else replaced.push(look);
  });
  let value = schema;
  if (omitted.length > 0) value = call(value, "omit", { kind: "mask", names: omitted });
  if (partial.length > 0) {
    const isAll = mayAllBeAbsent(looks, source);
    value = isAll
      ? call(value, "partial")
      : call(value, "partial", { kind: "mask", names: partial });
  }
  return replaced.length === 0
    ? value
    : call(value, "extend", { kind: "members", members: replaced });
}
