// JSON → text in which what people look for has a line of its own: a property, a parameter, an answer of an operation.

import type { JsonValue } from "../../constraint/shape.ts";

/** How deep lines go: `components/schemas/Person/properties/name`. What is deeper stands in the line of what it belongs to. */
const deepest = 5;

/** `"name": text`. */
export function memberLine(name: string, text: string): string {
  return `${JSON.stringify(name)}: ${text}`;
}

/** The same with a value that has no lines of its own. */
export function valueLine(name: string, value: JsonValue): string {
  return memberLine(name, JSON.stringify(value));
}

/** An object of these members; `level` is how deep it stands in the document. */
export function objectLines(members: readonly string[], level: number): string {
  return enclosed("{", members, "}", level);
}

/** An array of these elements. */
export function arrayLines(elements: readonly string[], level: number): string {
  return enclosed("[", elements, "]", level);
}

/** Any value. */
export function valueLines(value: JsonValue, level: number): string {
  if (typeof value !== "object" || value === null || level === deepest)
    return JSON.stringify(value);
  if (Array.isArray(value)) {
    const elements = value as readonly JsonValue[];
    return arrayLines(
      elements.map((element) => valueLines(element, level + 1)),
      level,
    );
  }
  const members = Object.entries(value).map(([name, member]) =>
    memberLine(name, valueLines(member, level + 1)),
  );
  return objectLines(members, level);
}

/** The JSON of values that differ in one part, from the JSON of that part; where it belongs, `make` puts what it is given. */
export function jsonAround(make: (part: JsonValue) => JsonValue): (part: string) => string {
  const mark = "\u0000";
  const parts = JSON.stringify(make(mark)).split(JSON.stringify(mark));
  return (part) => parts.join(part);
}

/** Up to here texts are long: were they joined, all of them would be copied on each level. */
const longest = 2;

function enclosed(open: string, lines: readonly string[], close: string, level: number): string {
  if (lines.length === 0) return open + close;
  const end = `\n${" ".repeat(level)}`;
  const between = `,${end} `;
  const all =
    level > longest ? lines.join(between) : lines.reduce((before, line) => before + between + line);
  return `${open}${end} ${all}${end}${close}`;
}
