// What the schemas of the OpenAPI document leave unsaid, or say only in words.

import type { ObjectShape, PropertyShape, Shape } from "../../constraint/shape.ts";
import { memberRules, objectRules } from "../zod-rules.ts";

const bounds = new Set(["minimum_value", "maximum_value"]);
const patterns = new Set(["pattern", "structured_pattern"]);
const ranges = new Set(["range", "any_of", "exactly_one_of", "all_of"]);

/** Why the schema of a new row does not enforce what `metaslot` says of a member; undefined where it does. */
export function memberGap(property: PropertyShape, metaslot: string): string | undefined {
  if (property.rules.some((rule) => rule.metaslot === metaslot)) {
    const said = memberRules(property, "create");
    const isLeftOut = property.rules.some(
      (rule) => rule.metaslot === metaslot && !said.includes(rule),
    );
    if (isLeftOut) return insideRows;
  }
  if (!bounds.has(metaslot) && !patterns.has(metaslot) && !ranges.has(metaslot)) return undefined;
  const shapes = parts(property.shape);
  if (bounds.has(metaslot) && shapes.some((shape) => "earliest" in shape || "latest" in shape)) {
    return "JSON Schema has no bounds for dates and times: it stands in the description";
  }
  if (patterns.has(metaslot) && shapes.some(({ kind }) => kind === "integer")) {
    return "JSON Schema has patterns for text only: it stands in the description";
  }
  if (
    ranges.has(metaslot) &&
    shapes.some((shape) => shape.kind === "string" && shape.format === "time")
  ) {
    return "JSON Schema's times have a zone";
  }
  return undefined;
}

/** The same of what `metaslot` says of a whole object; `label` tells its rules apart. */
export function objectGap(object: ObjectShape, metaslot: string): string | undefined {
  const said = new Set(objectRules(object, "create").map(({ rule }) => rule));
  const isLeftOut = object.rules.some((rule) => rule.metaslot === metaslot && !said.has(rule));
  return isLeftOut ? insideRows : undefined;
}

const insideRows = "it speaks of what only the server knows, or of the inside of other rows";

function parts(shape: Shape): readonly Shape[] {
  switch (shape.kind) {
    case "array":
      return parts(shape.items);
    case "record":
      return parts(shape.values);
    case "union":
      return shape.anyOf.flatMap(parts);
    default:
      return [shape];
  }
}
