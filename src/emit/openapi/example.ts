// Shapes → example values that fit them: the author's own example where there is one, else something plausible.

import {
  variantMembers,
  type JsonValue,
  type ObjectShape,
  type PropertyShape,
  type Shape,
  type StringFormat,
  type StringShape,
  type Variant,
} from "../../constraint/shape.ts";

type JsonObject = { readonly [name: string]: JsonValue };
type Shapes = ReadonlyMap<string, ObjectShape>;

/** Deeper objects are left out of examples where they are optional. */
const maxDepth = 3;

const formats: Readonly<Record<StringFormat, string>> = {
  date: "2026-11-22",
  "date-time": "2026-11-22T09:30:00Z",
  time: "09:30:00",
  uri: "https://example.org/ada",
  uuid: "2f1c6b1e-8a53-4c7e-9d20-6b1f0c9a7e54",
  email: "ada@example.org",
};

/** What values with patterns mostly look like. */
const candidates: readonly string[] = [
  "Ada",
  "ada",
  "ADA",
  "ada@example.org",
  "https://example.org/ada",
  "ex:ada",
  "ada-lovelace",
  "ada_lovelace",
  "Ada Lovelace",
  "A1",
  "ABC-123",
  "AB123",
  "ABC",
  "AB",
  "A",
  "a",
  "1",
  "12",
  "123",
  "1234",
  "12345",
  "123456",
  "1234567890",
  "123-456-7890",
  "+491234567",
  "+49 30 1234567",
  "1.0.0",
  "#aabbcc",
  "0000-0002-1825-0097",
  "https://orcid.org/0000-0002-1825-0097",
  "978-3-16-148410-0",
  "9783161484100",
  "10.1000/182",
  ...Object.values(formats),
];

export interface ExampleOptions {
  /** Members to leave out where they need not be there. */
  readonly without?: ReadonlySet<string>;
  /** How many objects this one is inside of. */
  readonly depth?: number;
}

/** An object of this class, or undefined where no value is known for a member that has to be there. */
export function objectExample(
  object: ObjectShape,
  variant: Variant,
  shapes: Shapes,
  options: ExampleOptions = {},
): JsonObject | undefined {
  const { without, depth = 0 } = options;
  const members: [string, JsonValue][] = [];
  for (const { property, present, nullable } of variantMembers(object, variant)) {
    // What the server makes is best left to it: the example can then be sent more than once.
    const isMade = variant === "create" && property.hasDefault && property.default === undefined;
    if (!present && (isMade || without?.has(property.name))) continue;
    const value = memberExample(property, shapes, depth);
    if (value !== undefined) members.push([property.name, value]);
    else if (present && !nullable) return undefined;
    else if (present) members.push([property.name, null]);
  }
  return Object.fromEntries(members);
}

function memberExample(
  property: PropertyShape,
  shapes: Shapes,
  depth: number,
): JsonValue | undefined {
  const own = (property.examples ?? [])
    .map((example) => ownExample(example, property.shape))
    .find((example) => example !== undefined);
  if (own !== undefined) return own;
  const { default: value } = property;
  return value !== undefined && value !== null
    ? value
    : shapeExample(property.shape, shapes, depth);
}

/** LinkML writes examples as text, whatever their type; one that does not fit is none. */
function ownExample(example: JsonValue, shape: Shape): JsonValue | undefined {
  if (typeof example !== "string") return undefined;
  switch (shape.kind) {
    case "string":
      return fitsText(example, shape) ? example : undefined;
    case "integer":
    case "number": {
      const value = Number(example);
      const isWhole = shape.kind === "number" || Number.isSafeInteger(value);
      const { minimum = -Infinity, maximum = Infinity } = shape;
      return example.trim() !== "" &&
        Number.isFinite(value) &&
        isWhole &&
        minimum <= value &&
        value <= maximum
        ? value
        : undefined;
    }
    case "boolean":
      return example === "true" ? true : example === "false" ? false : undefined;
    case "enum":
      return shape.values.some(({ text }) => text === example) ? example : undefined;
    case "array": {
      const item = ownExample(example, shape.items);
      return item !== undefined && (shape.minItems ?? 0) <= 1 && (shape.maxItems ?? 1) >= 1
        ? [item]
        : undefined;
    }
    case "literal":
    case "object":
    case "record":
    case "union":
    case "any":
      return undefined;
  }
}

function shapeExample(shape: Shape, shapes: Shapes, depth: number): JsonValue | undefined {
  switch (shape.kind) {
    case "string":
      return textExample(shape);
    case "integer":
    case "number":
      return numberExample(shape.kind === "integer" ? 1 : 1.5, shape);
    case "boolean":
      return true;
    case "enum":
      return shape.values[0]?.text;
    case "literal":
      return shape.value;
    case "array": {
      const { minItems = 0, maxItems = 1 } = shape;
      if (maxItems < 1) return [];
      const item = shapeExample(shape.items, shapes, depth);
      if (item === undefined) return minItems === 0 ? [] : undefined;
      if (minItems <= 1) return [item];
      return shape.unique ? undefined : Array.from({ length: minItems }, () => item);
    }
    case "object": {
      const object = shapes.get(shape.name);
      return object && depth < maxDepth
        ? objectExample(object, "document", shapes, { depth: depth + 1 })
        : undefined;
    }
    case "record":
      return {};
    case "union":
      // The first that works: computing all of them multiplies at every level of nesting.
      for (const option of shape.anyOf) {
        const value = shapeExample(option, shapes, depth);
        if (value !== undefined) return value;
      }
      return undefined;
    case "any":
      return { any: "value" };
  }
}

function numberExample(
  wish: number,
  {
    minimum = -Infinity,
    maximum = Infinity,
  }: { readonly minimum?: number; readonly maximum?: number },
): number {
  return Math.min(Math.max(wish, minimum), maximum);
}

function textExample(shape: StringShape): string | undefined {
  const { minLength = 0, maxLength = Infinity } = shape;
  const plain = "Example".slice(0, Math.min(7, maxLength)).padEnd(minLength, "e");
  const preferred =
    shape.format === undefined
      ? shape.patterns.length === 0
        ? [plain]
        : candidates
      : [formats[shape.format], shape.earliest, shape.latest].filter((day) => day !== undefined);
  return [...preferred, plain].find((text) => fitsText(text, shape));
}

function fitsText(
  text: string,
  {
    patterns,
    format,
    earliest = "",
    latest = "~",
    minLength = 0,
    maxLength = Infinity,
  }: StringShape,
): boolean {
  const length = [...text].length;
  return (
    minLength <= length &&
    length <= maxLength &&
    earliest <= text &&
    text <= latest &&
    (format === undefined || formatPatterns[format].test(text)) &&
    patterns.every((pattern) => new RegExp(pattern, "u").test(text))
  );
}

const formatPatterns: Readonly<Record<StringFormat, RegExp>> = {
  date: /^\d{4}-\d\d-\d\d$/,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  time: /^\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/,
  uri: /^[a-z][a-z\d+.-]*:[^\s<>"{}|\\^`]+$/i,
  uuid: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
};
