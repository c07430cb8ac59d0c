// What an author says about a class or slot for those who read it, none of which changes what is valid.

import type { ClassDefinition, Example, InducedSlot } from "../linkml/metamodel.ts";
import type { JsonValue, ObjectShape, PropertyShape, Shape } from "./shape.ts";

type ObjectMetadata = Pick<
  ObjectShape,
  "title" | "description" | "deprecated" | "examples" | "seeAlso"
>;
type PropertyMetadata = Pick<
  PropertyShape,
  "title" | "description" | "deprecated" | "examples" | "seeAlso"
>;

export function objectMetadata(definition: ClassDefinition): ObjectMetadata {
  const { title, description, deprecated, seeAlso } = definition;
  const examples = (definition.examples ?? []).flatMap(
    ({ object, value }) => jsonValue(object ?? value) ?? [],
  );
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(deprecated !== undefined && { deprecated: true }),
    ...(examples.length > 0 && { examples }),
    ...(seeAlso !== undefined && seeAlso.length > 0 && { seeAlso }),
  };
}

export function propertyMetadata(slot: InducedSlot, shape: Shape): PropertyMetadata {
  const { title, description, deprecated, seeAlso } = slot;
  const examples = (slot.examples ?? []).flatMap((example) => exampleOf(example, shape) ?? []);
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(deprecated !== undefined && { deprecated: true }),
    ...(examples.length > 0 && { examples: examples.map(({ json }) => json) }),
    ...(seeAlso !== undefined && seeAlso.length > 0 && { seeAlso }),
  };
}

/** The example as JSON: what is written as text may mean a number, and one element stands for a list. */
function exampleOf(
  { value, object }: Example,
  shape: Shape,
): { readonly json: JsonValue } | undefined {
  const written = jsonValue(value ?? object);
  if (written === undefined) return undefined;
  if (shape.kind !== "array") return { json: typed(written, shape) };
  const items = Array.isArray(written) ? (written as readonly JsonValue[]) : [written];
  return { json: items.map((item) => typed(item, shape.items)) };
}

function typed(value: JsonValue, shape: Shape): JsonValue {
  if (typeof value === "string") {
    const isNumber = shape.kind === "integer" || shape.kind === "number";
    if (isNumber && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
    if (shape.kind === "boolean" && /^(true|false)$/.test(value)) return value === "true";
  }
  const isText = shape.kind === "string" || shape.kind === "enum";
  return isText && (typeof value === "number" || typeof value === "boolean")
    ? String(value)
    : value;
}

/** Plain data from YAML is JSON, but for what no value is. */
function jsonValue(value: unknown): JsonValue | undefined {
  return value === undefined || value === null ? undefined : (value as JsonValue);
}
