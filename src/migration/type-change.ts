// What a change of a column's type does to the values in it. Only changes that cannot lose or refuse a value are planned so far.

/** `metadata`: no row is touched. `rewrite`: every row is written anew, every value kept. `unsupported`: values might be lost or refused. */
export type TypeChange = "metadata" | "rewrite" | "unsupported";

/** Classifies a change between two types as format_type prints them. */
export function classifyTypeChange(from: string, to: string): TypeChange {
  const old = parseType(from);
  const wanted = parseType(to);
  if (old.dimensions !== wanted.dimensions) return "unsupported";
  const scalar = classifyScalar(old, wanted);
  return old.dimensions > 0 && scalar === "metadata" ? "rewrite" : scalar;
}

interface ParsedType {
  /** Without modifiers and brackets: `character varying`, `timestamp with time zone`. */
  readonly name: string;
  /** `numeric(10,2)` → [10, 2]. */
  readonly modifiers: readonly number[];
  readonly dimensions: number;
}

function parseType(type: string): ParsedType {
  const element = type.replaceAll("[]", "");
  const modifiers = /\(([\d,\s]+)\)/.exec(element)?.[1];
  return {
    name: element
      .replace(/\([\d,\s]+\)/, "")
      .replaceAll(/\s+/g, " ")
      .trim(),
    modifiers: modifiers === undefined ? [] : modifiers.split(",").map(Number),
    dimensions: (type.length - element.length) / 2,
  };
}

function classifyScalar(from: ParsedType, to: ParsedType): TypeChange {
  if (from.name === to.name) return isWider(from, to) ? "metadata" : "unsupported";
  if (BINARY_EQUAL.has(`${from.name} > ${to.name}`) && to.modifiers.length === 0) return "metadata";
  return LOSSLESS[from.name]?.includes(to.name) === true && to.modifiers.length === 0
    ? "rewrite"
    : "unsupported";
}

/** The same type with a modifier that takes every value of the old one. */
function isWider(from: ParsedType, to: ParsedType): boolean {
  if (to.modifiers.length === 0) return from.name !== "character" && from.name !== "bit";
  if (from.modifiers.length === 0) return false;
  const [size = 0, scale = 0] = from.modifiers;
  const [newSize = 0, newScale = 0] = to.modifiers;
  switch (from.name) {
    case "numeric":
      // Another scale would rewrite and could round.
      return newScale === scale && newSize >= size;
    case "character varying":
    case "bit varying":
    case "timestamp without time zone":
    case "timestamp with time zone":
    case "time without time zone":
    case "time with time zone":
      return newSize >= size;
    default:
      return false;
  }
}

/** Stored alike: Postgres changes the catalog only. */
const BINARY_EQUAL: ReadonlySet<string> = new Set([
  "character varying > text",
  "text > character varying",
  "cidr > inet",
]);

const TO_TEXT = ["text", "character varying"];

/** Every value of the first type has one of the others that turns back into it. */
const LOSSLESS: Readonly<Record<string, readonly string[]>> = {
  smallint: ["integer", "bigint", "numeric", "real", "double precision", ...TO_TEXT],
  integer: ["bigint", "numeric", "double precision", ...TO_TEXT],
  bigint: ["numeric", ...TO_TEXT],
  numeric: TO_TEXT,
  real: ["double precision"],
  uuid: TO_TEXT,
  boolean: TO_TEXT,
  date: ["timestamp without time zone", "timestamp with time zone", ...TO_TEXT],
  "timestamp without time zone": TO_TEXT,
  "timestamp with time zone": TO_TEXT,
  "time without time zone": TO_TEXT,
  character: TO_TEXT,
};
