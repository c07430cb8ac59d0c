// A shape → English: what JSON may stand for a value.

import type { ArrayShape, DictionaryShape, Shape, StringShape } from "../../constraint/shape.ts";

/** To be read after "it must be"; long lists are cut. */
export function shapeWords(shape: Shape): string {
  switch (shape.kind) {
    case "string":
      return stringWords(shape);
    case "integer":
      return `whole number${bounds(shape.minimum, shape.maximum)}${matching(shape.patterns)}`;
    case "number":
      return `number${bounds(shape.minimum, shape.maximum)}${decimals(shape.decimals)}${shape.exact ? ", its digits kept" : ""}`;
    case "boolean":
      return "true or false";
    case "enum":
      return shape.values.length === 0
        ? "no value at all"
        : `one of ${listed(shape.values.map(({ text }) => JSON.stringify(text)))}`;
    case "literal":
      return JSON.stringify(shape.value);
    case "array":
      return arrayWords(shape);
    case "dictionary":
      return dictionaryWords(shape);
    case "object":
      return `object of ${shape.name}`;
    case "record":
      return `object with free keys, each ${shapeWords(shape.values)}`;
    case "union":
      return shape.anyOf.map(shapeWords).join(", or ");
    case "any":
      return "anything";
  }
}

function stringWords(shape: StringShape): string {
  const { format, patterns, minLength, maxLength, earliest, latest } = shape;
  return [
    format ?? "text",
    ...(earliest === undefined ? [] : [`from ${earliest}`]),
    ...(latest === undefined ? [] : [`to ${latest}`]),
    ...(minLength === undefined ? [] : [`of at least ${minLength} characters`]),
    ...(maxLength === undefined ? [] : [`of at most ${maxLength} characters`]),
  ]
    .join(" ")
    .concat(matching(patterns));
}

function matching(patterns: readonly string[] = []): string {
  return patterns.length === 0
    ? ""
    : ` with ${patterns.map((source) => `/${source}/`).join(" and ")} in it`;
}

function decimals(most: number | undefined): string {
  return most === undefined ? "" : ` with at most ${most} digits after the point`;
}

function bounds(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  return maximum === undefined ? "" : `, at most ${maximum}`;
}

function arrayWords({ items, minItems, maxItems, unique }: ArrayShape): string {
  return `list${sizes(minItems, maxItems)}${unique ? ", no two alike" : ""}; each: ${shapeWords(items)}`;
}

function dictionaryWords({ key, values, simple, minItems, maxItems }: DictionaryShape): string {
  const short = simple === undefined ? "" : `, or only its "${simple.member}"`;
  return `object by "${key}"${sizes(minItems, maxItems)}; each: ${shapeWords(values)}${short}`;
}

function sizes(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined && maximum === undefined) return "";
  if (minimum === maximum) return ` of ${minimum}`;
  return ` of ${minimum ?? 0} to ${maximum ?? "any number"}`;
}

const SHOWN = 8;

function listed(items: readonly string[]): string {
  const more = items.length - SHOWN;
  return more > 0 ? `${items.slice(0, SHOWN).join(", ")} … (${more} more)` : items.join(", ");
}
