// The text of a JSON body → its value, refusing what JSON.parse and Postgres would read differently or not at all.

import { childPointer } from "../text/pointer.ts";
import { Problem, type ProblemError } from "./problem.ts";

export interface JsonBody {
  /** As it came: bound as jsonb, so that long numbers keep their digits. */
  readonly text: string;
  /** As JSON.parse reads it: for validation only. */
  readonly value: unknown;
}

/** Deeper nesting is refused. */
const maxDepth = 64;

/**
 * Parses a body. Throws a Problem: 400 for text that is not JSON, for a member given twice and for nesting over 64 levels;
 * 422 for characters that Postgres cannot store (NUL, half a surrogate pair).
 */
export function parseJsonBody(text: string): JsonBody {
  if (text.trim() === "")
    throw new Problem(400, "malformed_json", "The body is empty; a JSON document is expected.");
  const body = { text, value: parse(text) };
  inspect(text);
  return body;
}

/** A place in the document as a fragment identifier (RFC 6901, section 6): `#/items/0/age`. */
export function fragment(path: readonly PropertyKey[]): string {
  const pointer = path.reduce<string>(
    (parent, key) => childPointer(parent, typeof key === "number" ? key : String(key)),
    "",
  );
  return `#${encodeURI(pointer.toWellFormed()).replaceAll("#", "%23")}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The engine says where it stopped, quoting a few characters of the body.
    const reason = error instanceof SyntaxError ? `: ${error.message}.` : ".";
    throw new Problem(400, "malformed_json", `The body is not well-formed JSON${reason}`);
  }
}

/** An object or array that is open while reading. */
interface Level {
  /** Members so far; undefined in an array. */
  readonly members: Set<string> | undefined;
  key: string | number;
  /** The next string is a member's name. */
  beforeName: boolean;
}

/** Walks well-formed JSON once, for what JSON.parse does not tell. */
function inspect(text: string): void {
  const duplicates: ProblemError[] = [];
  const unstorable: ProblemError[] = [];
  const levels: Level[] = [];
  const path = () => fragment(levels.map((level) => level.key));
  for (let index = 0; index < text.length; index++) {
    const level = levels.at(-1);
    switch (text.charAt(index)) {
      case "{":
      case "[":
        if (levels.length === maxDepth)
          throw new Problem(
            400,
            "malformed_json",
            `The body is nested deeper than ${maxDepth} levels.`,
          );
        levels.push(
          text[index] === "{"
            ? { members: new Set(), key: "", beforeName: true }
            : { members: undefined, key: 0, beforeName: false },
        );
        break;
      case "}":
      case "]":
        levels.pop();
        break;
      case ":":
        if (level) level.beforeName = false;
        break;
      case ",":
        if (level?.members) level.beforeName = true;
        else if (level) level.key = Number(level.key) + 1;
        break;
      case '"': {
        const end = stringEnd(text, index);
        const value = unescape(text.slice(index, end));
        if (level?.beforeName) {
          level.key = value;
          if (level.members?.has(value))
            duplicates.push({
              pointer: path(),
              code: "duplicate_member",
              detail: "This member is given twice.",
            });
          level.members?.add(value);
        }
        const wrong = unstorableCharacter(value);
        if (wrong) unstorable.push({ pointer: path(), ...wrong });
        index = end - 1;
      }
    }
  }
  if (duplicates.length > 0)
    throw new Problem(400, "malformed_json", "An object of the body has the same member twice.", {
      errors: duplicates,
    });
  if (unstorable.length > 0)
    throw new Problem(
      422,
      "validation_failed",
      "The body holds characters that cannot be stored.",
      { errors: unstorable },
    );
}

/** The index behind the closing quote of the string that starts at `start`. */
function stringEnd(text: string, start: number): number {
  let index = start + 1;
  while (text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index + 1;
}

function unescape(quoted: string): string {
  return quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

function unstorableCharacter(value: string): { code: string; detail: string } | undefined {
  if (value.includes("\0"))
    return { code: "nul_character", detail: "The character NUL (\\u0000) cannot be stored." };
  if (!value.isWellFormed())
    return {
      code: "lone_surrogate",
      detail: "Half of a surrogate pair (\\ud800 to \\udfff) is no character.",
    };
  return undefined;
}
