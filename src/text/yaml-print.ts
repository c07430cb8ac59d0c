// Plain data → YAML text in block style that YAML 1.1 and 1.2 readers understand alike. In one pass and without a library's tree,
// for a resolved schema runs to megabytes.

import type { Pieces } from "./pieces.ts";

/** Strings, numbers, booleans, null, lists and plain objects without cycles; members that are undefined are left out. */
export function printYaml(value: unknown): Pieces {
  const pieces: string[] = [];
  new YamlPrinter().add(value, 0, pieces);
  // What stands before the document, as before the value of a key, is a break or a space.
  pieces[0] = pieces[0]!.slice(1);
  pieces.push("\n");
  return pieces;
}

const STEP = "  ";

/** How deep the members of mappings are pieces: `classes/Person/attributes/name`. What is deeper is short, and stands at many places. */
const DEEPEST_PIECES = 4;

class YamlPrinter {
  /** By depth: an object that stands at many places is printed once. */
  readonly #blocks: Map<object, string>[] = [];
  /** By depth: how a member begins. The same keys stand in thousands of objects. */
  readonly #starts: Map<string, string>[] = [];

  /** Adds what stands after `key:` or a dash: a scalar on the same line, or lines, with the white space before it. */
  add(value: unknown, depth: number, pieces: string[]): void {
    if (depth < DEEPEST_PIECES && isMapping(value)) this.#mapping(value, depth, pieces);
    else pieces.push(this.#after(value, depth));
  }

  /** The same as one text. */
  #after(value: unknown, depth: number): string {
    if (typeof value === "string") return ` ${textScalar(value, depth)}`;
    if (typeof value === "number") return ` ${numberScalar(value)}`;
    if (typeof value !== "object" || value === null) return ` ${String(value)}`;
    const known = (this.#blocks[depth] ??= new Map());
    let block = known.get(value);
    if (block === undefined) known.set(value, (block = this.#block(value, depth)));
    return block;
  }

  #block(value: object, depth: number): string {
    if (!isMapping(value)) return this.#list(value as readonly unknown[], depth);
    const pieces: string[] = [];
    this.#mapping(value, depth, pieces);
    return together(pieces);
  }

  #list(items: readonly unknown[], depth: number): string {
    if (items.length === 0) return " []";
    const start = `\n${STEP.repeat(depth)}-`;
    return items.map((item) => start + this.#item(item, depth + 1)).join("");
  }

  /** Lines begin on the line of their dash. */
  #item(item: unknown, depth: number): string {
    const text = this.#after(item, depth);
    return text.startsWith("\n") ? ` ${text.slice(1 + depth * STEP.length)}` : text;
  }

  #mapping(object: object, depth: number, pieces: string[]): void {
    const starts = (this.#starts[depth] ??= new Map());
    const members = object as Readonly<Record<string, unknown>>;
    const before = pieces.length;
    for (const key of Object.keys(members)) {
      const value = members[key];
      if (value === undefined) continue;
      let start = starts.get(key);
      if (start === undefined) starts.set(key, (start = keyLine(key, depth)));
      pieces.push(start);
      this.add(value, depth + 1, pieces);
    }
    if (pieces.length === before) pieces.push(" {}");
  }
}

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A line up to the value, with the break before it; in one piece. */
function keyLine(key: string, depth: number): string {
  const start = `\n${STEP.repeat(depth)}`;
  const name = lineScalar(key);
  // Readers look 1024 characters ahead for the colon, and further only where a question mark tells them to.
  return [start, name.length > 1000 ? `? ${name}${start}:` : `${name}:`].join("");
}

/**
 * A short text becomes one piece, for it may stand at many places. The pieces of a long one are only added: then they are copied once, at
 * the very end, and not at each depth.
 */
function together(pieces: readonly string[]): string {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  if (length <= LONG) return pieces.join("");
  let text = "";
  for (const piece of pieces) text += piece;
  return text;
}

const LONG = 4000;

/** YAML 1.1 takes no exponent without a point. */
function numberScalar(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  return text.includes("e") && !text.includes(".") ? text.replace("e", ".0e") : text;
}

/** What readers take for a line break, refuse, or drop; a line feed is one too. */
const SPECIAL =
  /[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** Several lines stay several lines, where nothing in them needs an escape. */
function textScalar(text: string, depth: number): string {
  if (!text.includes("\n")) return lineScalar(text);
  const lines = text.split("\n");
  const isBlock =
    /^\S/.test(text) && !lines.some((line) => SPECIAL.test(line) || /^\s+$/.test(line));
  if (!isBlock) return escaped(text);
  const chomping = text.endsWith("\n\n") ? "+" : text.endsWith("\n") ? "" : "-";
  const content = chomping === "-" ? lines : lines.slice(0, -1);
  const start = STEP.repeat(Math.max(1, depth));
  return `|${chomping}\n${content.map((line) => (line === "" ? "" : start + line)).join("\n")}`;
}

/** Most texts are that; asking for all of Unicode takes several times as long. */
const ASCII = /^[\x20-\x7e]*$/;

/** One line: plain where that is surely a text, else quoted. */
function lineScalar(text: string): string {
  if (!ASCII.test(text) && SPECIAL.test(text)) return escaped(text);
  if (/^[A-Za-z_]/.test(text) && !/\t|: | #|[: ]$/.test(text) && !WORD.test(text)) return text;
  return `'${text.replaceAll("'", "''")}'`;
}

/** What YAML 1.1 or 1.2 takes for something else than a text. */
const WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** Double quotes of YAML are those of JSON, but for some characters that JSON leaves as they are. */
function escaped(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
