// Shapes of single values → examples: what values of a format look like, and texts that a pattern takes.

import type { JsonValue, Shape, StringFormat, StringShape } from "../../constraint/shape.ts";
import { remembered } from "../../text/remembered.ts";
import { fits, fitsText } from "./fits.ts";
import { patternExample } from "./pattern-example.ts";

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
  "ada@example.org",
  "https://example.org/ada",
  "ex:ada",
  "ada-lovelace",
  "ada_lovelace",
  "Ada Lovelace",
  "AB123",
  "12",
  "123-456-7890",
  "1.0.0",
  "#aabbcc",
  "https://orcid.org/0000-0002-1825-0097",
  "978-3-16-148410-0",
  "10.1000/182",
  ...Object.values(formats),
];

/** LinkML writes examples as text, whatever their type. */
export function typed(example: JsonValue, shape: Shape): JsonValue {
  if (shape.kind === "array" && !Array.isArray(example)) return [typed(example, shape.items)];
  if (typeof example !== "string") return example;
  if (shape.kind === "integer" || shape.kind === "number") {
    const value = Number(example);
    return example.trim() !== "" && Number.isFinite(value) ? value : example;
  }
  if (shape.kind === "boolean" && (example === "true" || example === "false")) {
    return example === "true";
  }
  return example;
}

export function numberExample(
  wish: number,
  bounds: { readonly minimum?: number; readonly maximum?: number },
): number {
  const { minimum = -Infinity, maximum = Infinity } = bounds;
  return Math.min(Math.max(wish, minimum), maximum);
}

export function integerExample(shape: Extract<Shape, { kind: "integer" }>): number | undefined {
  const { patterns = [] } = shape;
  const plain = numberExample(1, shape);
  if (patterns.length === 0) return plain;
  return [
    plain,
    12,
    123,
    1234,
    12_345,
    ...patterns.map((pattern) => Number(patternExample(pattern))),
  ].find((value) => fits(value, shape, new Map()));
}

/** Examples of texts, which are worked out once: a shape is that of several members, and a pattern that of several shapes. */
export class TextExamples {
  readonly of = remembered((shape: StringShape) => this.#example(shape));
  readonly #ofPattern = remembered(patternExample);

  #example(shape: StringShape): string | undefined {
    for (const text of this.#wishes(shape)) {
      if (text !== undefined && fitsText(text, shape)) return text;
    }
    return undefined;
  }

  *#wishes(shape: StringShape): Iterable<string | undefined> {
    const { minLength = 0, maxLength = Infinity, patterns, format, earliest, latest } = shape;
    if (format !== undefined) yield* [formats[format], earliest, latest];
    else if (patterns.length > 0) {
      yield* candidates;
      for (const pattern of patterns) yield this.#ofPattern(pattern);
    }
    yield "Example".slice(0, Math.min(7, maxLength)).padEnd(minLength, "e");
  }
}
