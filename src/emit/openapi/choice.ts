// Several schemas → one choice between them, in which none stands twice: linters take that for a mistake.

import type { JsonObject } from "./shape-schema.ts";

/** What fits no value. */
export const never: JsonObject = { not: {} };

/** At least one of them fits. */
export function anyOf(schemas: readonly JsonObject[]): JsonObject {
  if (schemas.length === 1) return schemas[0]!;
  const byText = new Map<string, JsonObject>();
  for (const schema of schemas) byText.set(textOf(schema), schema);
  const options = [...byText.values()];
  if (options.length === 0) return never;
  return options.length === 1 ? options[0]! : { anyOf: options };
}

/** Exactly one of them fits; so none of those that stand there twice. */
export function oneOf(schemas: readonly JsonObject[]): JsonObject {
  const groups = [...Map.groupBy(schemas, textOf).values()];
  const options = groups.filter(({ length }) => length === 1).map(([schema]) => schema!);
  const repeated = groups.filter(({ length }) => length > 1).map(([schema]) => schema!);
  if (options.length === 0) return never;
  const choice = options.length === 1 ? options[0]! : { oneOf: options };
  return repeated.length === 0 ? choice : { allOf: [choice, { not: anyOf(repeated) }] };
}

/** Unions of references are long, and what a reference says is its target. */
function textOf(schema: JsonObject): string {
  const { $ref: target } = schema;
  const isReference = typeof target === "string" && Object.keys(schema).length === 1;
  return isReference ? target : JSON.stringify(schema);
}
