// JSON → text in which what people look for has a line of its own: a property, a parameter, an answer of an operation.

import type { JsonValue } from "../../constraint/shape.ts";
import type { Pieces } from "../../text/pieces.ts";

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

/** The same of members in pieces, one after the other as they are made: for many, or long ones, which are then never put together. */
export function* objectPieces(members: Iterable<Pieces>, level: number): Pieces {
  const end = `\n${" ".repeat(level)}`;
  const next = between(level);
  let before = `{${end} `;
  let isEmpty = true;
  for (const member of members) {
    yield before;
    yield* member;
    before = next;
    isEmpty = false;
  }
  yield isEmpty ? "{}" : `${end}}`;
}

/** `"name": ` and a value in pieces. */
export function* memberPieces(name: string, value: Pieces): Pieces {
  yield memberLine(name, "");
  yield* value;
}

/** An array of these elements. */
export function arrayLines(elements: readonly string[], level: number): string {
  return enclosed("[", elements, "]", level);
}

/** What stands between the lines of an object or array. */
export function between(level: number): string {
  return `,\n${" ".repeat(level + 1)}`;
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

/** The text of a name or of words as it stands between quotes. */
export function unquoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** A place in a value for something that is not known yet: for any value, or as a part of a text for more of the text. */
export function gap(name: string): string {
  return `\u0000${name}\u0000`;
}

/** The text of values that differ only in their gaps; each is filled with JSON, within a text with what is `unquoted`. */
export function textAround<Gap extends string>(
  text: string,
): (fillings: Readonly<Record<Gap, string>>) => string {
  // Text, the name of a gap, text…; a gap that is a whole value takes its quotes with it.
  const [start = "", ...pieces] = text
    .split(/"\\u0000(\w+)\\u0000"|\\u0000(\w+)\\u0000/)
    .filter((piece) => piece !== undefined);
  const gaps = pieces.flatMap((name, at) =>
    at % 2 === 0 ? [{ name: name as Gap, after: pieces[at + 1]! }] : [],
  );
  return (fillings) => {
    let filled = start;
    // They are not joined: the texts between the gaps are the same for all.
    for (const { name, after } of gaps) filled += fillings[name] + after;
    return filled;
  };
}

function enclosed(open: string, lines: readonly string[], close: string, level: number): string {
  if (lines.length === 0) return open + close;
  const end = `\n${" ".repeat(level)}`;
  const next = between(level);
  // They are not joined, which would copy all of a large document on each level.
  const all = lines.reduce((before, line) => before + next + line);
  return `${open}${end} ${all}${end}${close}`;
}
