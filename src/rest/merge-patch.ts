// A patch of an object inside a row (RFC 7396) → SQL that merges it into what is stored: members that are null go, objects are merged
// in turn, everything else is replaced. The values stay in the body; only names of members are bound here.

import type { ParameterList } from "./parameter-list.ts";

export interface MergeOperands {
  /** SQL for what is stored, as jsonb; may be null, or no object. */
  readonly stored: string;
  /** SQL for the patch, as jsonb. */
  readonly patch: string;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The statement gets an expression for each object of a patch, so their number is limited. */
export const maxPatchObjects = 500;

/** Whether a value of a patch is merged instead of replacing what is there. */
export function isMerged(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** How many objects of a patch are merged: it and those inside it, but not those inside arrays. */
export function countMerged(value: unknown): number {
  return isMerged(value)
    ? Object.values(value).reduce<number>((sum, member) => sum + countMerged(member), 1)
    : 0;
}

/** What a patch makes of nothing: the same without its null members. This is what must fit the schema. */
export function withoutNulls(value: unknown): unknown {
  if (!isMerged(value)) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

/** SQL for the merged object. `value` is the patch as JSON.parse read it. */
export function mergeExpression(
  value: JsonObject,
  { stored, patch }: MergeOperands,
  parameters: ParameterList,
  depth = 0,
): string {
  const names = Object.keys(value);
  const removed = names.filter((name) => value[name] === null);
  const nested = Object.entries(value).filter(([, member]) => isMerged(member));
  const target = `o${depth}.v`;
  const parts = [
    without(target, removed, parameters),
    without(patch, [...removed, ...nested.map(([name]) => name)], parameters),
    ...nested.map(([name, member]) => {
      const key = parameters.bind(name, "text");
      const operands = { stored: `${target} -> ${key}`, patch: `(${patch} -> ${key})` };
      return `jsonb_build_object(${key}, ${mergeExpression(member as JsonObject, operands, parameters, depth + 1)})`;
    }),
  ];
  const object = `select case jsonb_typeof(${stored}) when 'object' then ${stored} else '{}' end as v`;
  return `(select ${parts.join(" || ")} from (${object}) o${depth})`;
}

function without(object: string, names: readonly string[], parameters: ParameterList): string {
  return names.length === 0 ? object : `(${object} - ${parameters.bindTexts(names)})`;
}
