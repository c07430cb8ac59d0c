// Names and texts of an author → pieces of TypeScript in which they mean themselves and nothing else.

/** Characters that do not show, or that turn the direction of those around them. */
const INVISIBLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
const ALL_INVISIBLE = new RegExp(INVISIBLE, "g");

function escapeInvisible(text: string): string {
  // Hardly any text has one, and to look is far cheaper than to replace nothing.
  if (!INVISIBLE.test(text)) return text;
  return text.replace(
    ALL_INVISIBLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A string literal. */
export function quoted(text: string): string {
  return escapeInvisible(JSON.stringify(text));
}

/** A literal for JSON. */
export function literalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(
      ([name, item]) => `${propertyKey(name)}: ${literalText(item)}`,
    );
    return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
  }
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
}

/** A regular expression with the `u` flag. */
export function patternText(source: string): string {
  // Of what is younger than the rest of the syntax (modifiers, a group name used twice, new scripts), compilers know less than engines.
  if (/\(\?[a-z-]|\(\?<\w.*\(\?<\w|\\[pP]\{[^}]*=/s.test(source))
    return `new RegExp(${quoted(source)}, "u")`;
  // The engine escapes slashes and line breaks.
  return `/${escapeInvisible(new RegExp(source, "u").source)}/u`;
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** The name of a member in an object literal or type. */
export function propertyKey(name: string): string {
  // A quoted `__proto__` would set the prototype; a computed one is a member like any other.
  if (name === "__proto__") return `["__proto__"]`;
  return IDENTIFIER.test(name) ? name : quoted(name);
}

/** A TSDoc comment of these lines, with a line break behind it; "" for none. */
export function docComment(lines: readonly string[], indent = ""): string {
  if (lines.length === 0) return "";
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  const pieces = [indent, "/**"];
  for (const line of lines) pieces.push("\n", indent, line === "" ? " *" : " * ", line);
  pieces.push("\n", indent, " */\n");
  // What many classes share is put together once.
  return pieces.join("");
}

const LINE_BREAKS = /[\r\n]+/;

/** What a paragraph is in a comment; none of the lines ends it. */
export function commentLines(paragraph: string): readonly string[] {
  const text = paragraph.trim().replaceAll("*/", "*\\/");
  if (!LINE_BREAKS.test(text)) return [escapeInvisible(text)];
  const lines = text.split(LINE_BREAKS).map((line) => escapeInvisible(line.trim()));
  return lines.filter((line) => line !== "");
}
