// Conditions → JSON Schema. A condition judges a value or its absence, a schema only a value; so null stands for absence, as it does in
// the API, and a member that must be there for the condition to hold is `required`.

import { holdsForAbsent } from "../../constraint/condition.ts";
import type { Condition, JsonValue, Shape } from "../../constraint/shape.ts";
import { anyOf, oneOf } from "./choice.ts";
import type { JsonObject } from "./shape-schema.ts";

export interface ConditionContext {
  /** The schema of a shape, without null. */
  readonly schema: (shape: Shape) => JsonObject;
  /** Whether the condition holds for this member of the object where the object comes without it. */
  readonly missing: (member: string, condition: Condition) => boolean;
  /** It is known to be an object. */
  readonly isObject: boolean;
}

const absent: JsonObject = { type: "null" };

/** A schema for the JSON values, null among them, for which the condition holds. */
export function conditionSchema(condition: Condition, context: ConditionContext): JsonObject {
  switch (condition.kind) {
    case "absent":
      return absent;
    case "is":
      // Of anything that is said shortest.
      return condition.shape.kind === "any" ? { not: absent } : context.schema(condition.shape);
    case "some":
      return { type: "array", contains: conditionSchema(condition.element, inside(context)) };
    case "every":
      return { type: "array", items: conditionSchema(condition.element, inside(context)) };
    case "member":
      return memberSchema(condition, context);
    case "all":
      return combined(schemas(condition.of, context));
    case "any":
      return implication(condition.of, context) ?? anyOf(schemas(condition.of, context));
    case "none": {
      const exact = schemas(condition.of.filter(isExact), context);
      return exact.length === 0 && condition.of.length > 0 ? {} : negated(anyOf(exact));
    }
    case "one": {
      const options = schemas(condition.of, context);
      return condition.of.every(isExact) ? oneOf(options) : anyOf(options);
    }
  }
}

/**
 * Whether the schema takes no more than the condition does. One that takes more says too little, which is no lie; but its opposite
 * would refuse what is right, so that it cannot stand under a `not`, an `if` or a `oneOf`.
 */
function isExact(condition: Condition): boolean {
  switch (condition.kind) {
    case "absent":
      return true;
    case "is":
      return isExactShape(condition.shape);
    case "some":
    case "every":
      return isExact(condition.element);
    case "member":
      return isExact(condition.value);
    default:
      return condition.of.every(isExact);
  }
}

/** JSON Schema's formats are notes unless a reader chooses otherwise; bounds of moments, patterns of numbers and keys of lists it cannot say. */
function isExactShape(shape: Shape): boolean {
  switch (shape.kind) {
    case "string":
      return (
        shape.format === undefined && shape.earliest === undefined && shape.latest === undefined
      );
    case "integer":
      return shape.patterns === undefined || shape.patterns.length === 0;
    case "array":
      return shape.keys === undefined && isExactShape(shape.items);
    case "record":
      return isExactShape(shape.values);
    case "union":
      return shape.anyOf.every(isExactShape);
    default:
      return true;
  }
}

/** Defaults fill in the members of a row, not of what is inside it. */
function inside({ schema }: ConditionContext): ConditionContext {
  return { schema, missing: (_, condition) => holdsForAbsent(condition), isObject: false };
}

/** It says nothing, but Redocly takes the members that a partial schema does not name for mistakes. */
const open: JsonObject = { additionalProperties: true };

function memberSchema(
  { name, value }: Extract<Condition, { kind: "member" }>,
  context: ConditionContext,
): JsonObject {
  const schema = conditionSchema(value, inside(context));
  return {
    ...(!context.isObject && { type: "object", ...open }),
    ...(Object.keys(schema).length > 0 && { properties: Object.fromEntries([[name, schema]]) }),
    ...(!context.missing(name, value) && { required: [name] }),
  };
}

function schemas(
  conditions: readonly Condition[],
  context: ConditionContext,
): readonly JsonObject[] {
  return conditions.map((part) => conditionSchema(part, context));
}

function negated(schema: JsonObject): JsonObject {
  const { not, ...others } = schema;
  const isMereNot = typeof not === "object" && Object.keys(others).length === 0;
  return isMereNot ? (not as JsonObject) : { not: schema };
}

/** "None of these, or that" reads better as "if, then". */
function implication(
  conditions: readonly Condition[],
  context: ConditionContext,
): JsonObject | undefined {
  const [first, ...rest] = conditions;
  if (first?.kind !== "none" || first.of.length === 0 || rest.length === 0) return undefined;
  if (!first.of.every(isExact)) return undefined;
  const consequence = anyOf(schemas(rest, context));
  const isPartial = consequence["properties"] !== undefined;
  return {
    if: anyOf(schemas(first.of, context)),
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: isPartial ? { ...consequence, ...open } : consequence,
  };
}

/** Keywords that mean the same beside any other keyword of this list. */
const independent = new Set([
  "type",
  "properties",
  "required",
  "if",
  "then",
  "not",
  "anyOf",
  "oneOf",
  "contains",
]);

/** The schema with what rules say about its values besides. */
export function withRules(schema: JsonObject, rules: readonly JsonObject[]): JsonObject {
  const more = ruleKeywords(schema, rules);
  if (!Object.hasOwn(more, "allOf")) return { ...schema, ...more };
  const { allOf: _, ...rest } = schema;
  return { ...rest, ...more };
}

/** That alone, as keywords to stand behind those of the schema; an `allOf` stands for the schema's own too. */
export function ruleKeywords(schema: JsonObject, rules: readonly JsonObject[]): JsonObject {
  const said = rules.filter((rule) => Object.keys(rule).length > 0);
  if (said.length === 0) return {};
  const all = combined(said);
  const isApart = Object.keys(all).some((keyword) => Object.hasOwn(schema, keyword));
  if (!isApart) return all;
  const { allOf: apart = [], ...together } = all;
  const parts = [
    ...((schema["allOf"] ?? []) as readonly JsonValue[]),
    ...(Object.keys(together).length === 0 ? [] : [together]),
    ...(apart as readonly JsonValue[]),
  ];
  return { allOf: parts };
}

/** One schema that says what all of them say; without a wrapper where they do not touch each other. */
function combined(schemas: readonly JsonObject[]): JsonObject {
  const merged: Record<string, JsonValue> = {};
  const apart: JsonObject[] = [];
  for (const schema of schemas) {
    if (canMerge(merged, schema)) mergeInto(merged, schema);
    else apart.push(schema);
  }
  if (apart.length === 0) return merged;
  if (apart.length === 1 && Object.keys(merged).length === 0) return apart[0]!;
  return { ...merged, allOf: apart };
}

function canMerge(merged: JsonObject, schema: JsonObject): boolean {
  return Object.entries(schema).every(([keyword, value]) => {
    const there = merged[keyword];
    if (keyword === "additionalProperties") return value === true;
    if (!independent.has(keyword)) return false;
    if (there === undefined || keyword === "required") return true;
    return keyword === "properties"
      ? areDisjoint(there, value)
      : keyword === "type" && there === value;
  });
}

function areDisjoint(one: JsonValue, other: JsonValue): boolean {
  return Object.keys(other as JsonObject).every((name) => !Object.hasOwn(one as JsonObject, name));
}

function mergeInto(merged: Record<string, JsonValue>, schema: JsonObject): void {
  for (const [keyword, value] of Object.entries(schema)) {
    const there = merged[keyword];
    if (there === undefined) merged[keyword] = value;
    else if (keyword === "required") {
      merged[keyword] = [...new Set([...(there as string[]), ...(value as string[])])];
    } else if (keyword === "properties") {
      const entries = [there, value].flatMap((part) => Object.entries(part as JsonObject));
      merged[keyword] = Object.fromEntries(entries);
    }
  }
}
