// What the schemas of the OpenAPI document leave unsaid, or say only in words.

import type { ObjectShape, PropertyShape, Shape } from "../../constraint/shape.ts";
import { memberRules, objectRules } from "../zod-rules.ts";

/** What JSON Schema cannot say of some shapes. */
interface ShapeGap {
  readonly has: (shape: Shape) => boolean;
  readonly why: string;
}

const BOUNDS: ShapeGap = {
  has: (shape) => "earliest" in shape || "latest" in shape,
  why: "JSON Schema has no bounds for dates and times: it stands in the description",
};
const PATTERN: ShapeGap = {
  has: ({ kind }) => kind === "integer",
  why: "JSON Schema has patterns for text only: it stands in the description",
};
const RANGE: ShapeGap = {
  has: (shape) => shape.kind === "string" && shape.format === "time",
  why: "JSON Schema's times have a zone",
};

/** By metaslot. */
const SHAPE_GAPS: ReadonlyMap<string, ShapeGap> = new Map([
  ["minimum_value", BOUNDS],
  ["maximum_value", BOUNDS],
  ["pattern", PATTERN],
  ["structured_pattern", PATTERN],
  ["range", RANGE],
  ["any_of", RANGE],
  ["exactly_one_of", RANGE],
  ["all_of", RANGE],
]);

/** Why the schema of a new row does not enforce what `metaslot` says of a member; undefined where it does. */
export function memberGap(property: PropertyShape, metaslot: string): string | undefined {
  const { shape, rules } = property;
  // Most members have none.
  if (rules.length > 0 && isUnsaid(property, metaslot)) return insideRows;
  const gap = SHAPE_GAPS.get(metaslot);
  return gap !== undefined && hasPart(shape, gap.has) ? gap.why : undefined;
}

function isUnsaid(property: PropertyShape, metaslot: string): boolean {
  const said = memberRules(property, "create");
  return property.rules.some((rule) => rule.metaslot === metaslot && !said.includes(rule));
}

/** The same of what `metaslot` says of a whole object; `label` tells its rules apart. */
export function objectGap(object: ObjectShape, metaslot: string): string | undefined {
  const said = new Set(objectRules(object, "create").map(({ rule }) => rule));
  const isLeftOut = object.rules.some((rule) => rule.metaslot === metaslot && !said.has(rule));
  return isLeftOut ? insideRows : undefined;
}

const insideRows = "it speaks of what only the server knows, or of the inside of other rows";

function hasPart(shape: Shape, isSuch: (part: Shape) => boolean): boolean {
  switch (shape.kind) {
    case "array":
      return hasPart(shape.items, isSuch);
    case "record":
      return hasPart(shape.values, isSuch);
    case "union":
      return shape.anyOf.some((option) => hasPart(option, isSuch));
    default:
      return isSuch(shape);
  }
}
