// What a change of a column's type does to the values in it: one of five classes, from free to silently lossy. What is said here of all
// values of a type holds on Postgres 15 to 18, with the session's time zone at UTC.

import { isText, isTextual, parseType, type ParsedType } from "./format-type.ts";

/**
 * - `metadata`: no row and no index is touched.
 * - `index_rebuild`: no row is touched; indexes on the column are built anew.
 * - `rewrite`: every row is written anew, every value kept.
 * - `may_fail`: there are values that Postgres refuses to convert.
 * - `lossy`: there are values that Postgres converts to something else without a word.
 *
 * With the last two, only the rows can tell (see `conversion`).
 */
export type TypeChange = "metadata" | "index_rebuild" | "rewrite" | "may_fail" | "lossy";

/** Classifies a change between two types as format_type prints them. Types that are not known here (domains, enums, …) may fail. */
export function classifyTypeChange(from: string, to: string): TypeChange {
  const old = parseType(from);
  const wanted = parseType(to);
  const scalar = classifyScalar(old, wanted);
  if (!old.isArray && !wanted.isArray) return scalar;
  // Elements are converted through text, where a JSON text has quotes.
  if (old.name === "jsonb" || wanted.name === "jsonb") return "may_fail";
  // Of a list the first element stays.
  if (old.isArray && !wanted.isArray) return "lossy";
  if (!keepsValues(scalar)) return scalar;
  // Postgres converts element by element, unless only a limit goes.
  const loosens = old.isArray && old.name === wanted.name && wanted.modifiers.length === 0;
  return loosens ? scalar : "rewrite";
}

/** Whether no value can be lost or refused. */
export function keepsValues(change: TypeChange): boolean {
  return change !== "may_fail" && change !== "lossy";
}

/** Whether Postgres refuses no value, whatever it makes of it: a function for each of them is not needed then. */
export function neverFails(from: string, to: string): boolean {
  if (keepsValues(classifyTypeChange(from, to))) return true;
  const [old, wanted] = [parseType(from), parseType(to)];
  if (isTextual(wanted.name)) return old.name !== "jsonb" || old.isArray || !wanted.isArray;
  return wanted.modifiers.length === 0 && TOTAL.has(`${old.name} > ${wanted.name}`);
}

/** Whether every row is written anew; of a change that only rows can tell about, it is assumed. */
export function rewrites(change: TypeChange): boolean {
  return change !== "metadata" && change !== "index_rebuild";
}

function classifyScalar(from: ParsedType, to: ParsedType): TypeChange {
  if (from.name === to.name) return resized(from, to);
  if (isTextual(to.name)) return toText(from, to);
  const digits = INTEGER_DIGITS[from.name];
  if (to.name === "numeric" && digits !== undefined) return holdsDigits(to, digits);
  const pair = `${from.name} > ${to.name}`;
  if (ZONES.has(pair)) return retimed(from, to);
  if (LOSSY.has(pair)) return "lossy";
  if (to.modifiers.length > 0) return "may_fail";
  const binary = BINARY[pair];
  if (binary !== undefined) return binary;
  if (from.name.startsWith("interval ") && to.name === "interval") return "metadata";
  return LOSSLESS[from.name]?.includes(to.name) === true ? "rewrite" : "may_fail";
}

/** The same type with other modifiers. */
function resized(from: ParsedType, to: ParsedType): TypeChange {
  const [size = Infinity, scale = 0] = from.modifiers;
  const [newSize = Infinity, newScale = 0] = to.modifiers;
  switch (from.name) {
    case "numeric":
      return resizedNumeric(from, to);
    case "character varying":
    case "bit varying":
      return newSize >= size ? "metadata" : "lossy";
    case "character":
      return newSize >= size ? "rewrite" : "lossy";
    case "timestamp without time zone":
    case "timestamp with time zone":
    case "time without time zone":
    case "time with time zone":
    case "interval":
      return Math.min(newSize, MICROSECONDS) >= Math.min(size, MICROSECONDS) ? "metadata" : "lossy";
    default:
      return size === newSize && scale === newScale ? "metadata" : "lossy";
  }
}

/** Digits of a second that Postgres keeps, where no modifier says fewer. */
const MICROSECONDS = 6;

function resizedNumeric(from: ParsedType, to: ParsedType): TypeChange {
  if (to.modifiers.length === 0) return "metadata";
  if (from.modifiers.length === 0) return "lossy";
  const [size = 0, scale = 0] = from.modifiers;
  const [newSize = 0, newScale = 0] = to.modifiers;
  if (newScale < scale) return "lossy";
  if (newSize - newScale < size - scale) return "may_fail";
  return newScale === scale ? "metadata" : "rewrite";
}

function holdsDigits({ modifiers }: ParsedType, digits: number): TypeChange {
  const [size = Infinity, scale = 0] = modifiers;
  if (scale < 0) return "lossy";
  return size - scale >= digits ? "rewrite" : "may_fail";
}

/** Decimal digits of the largest value. */
const INTEGER_DIGITS: Readonly<Record<string, number>> = { smallint: 5, integer: 10, bigint: 19 };

function toText(from: ParsedType, to: ParsedType): TypeChange {
  const [length = Infinity] = to.modifiers;
  if (isTextual(from.name)) {
    if (!isText(to.name)) return "lossy";
    const [formerLength = Infinity] = from.modifiers;
    if (length < formerLength) return "lossy";
    if (!isText(from.name)) return "rewrite";
    return "metadata";
  }
  return PRINTABLE.has(from.name) && isText(to.name) && length === Infinity
    ? "rewrite"
    : "may_fail";
}

/** Types whose text turns back into the same value. */
const PRINTABLE: ReadonlySet<string> = new Set([
  "smallint",
  "integer",
  "bigint",
  "numeric",
  "real",
  "double precision",
  "boolean",
  "uuid",
  "date",
  "timestamp without time zone",
  "timestamp with time zone",
  "time without time zone",
  "time with time zone",
  "interval",
  "inet",
  "cidr",
  "macaddr",
  "macaddr8",
  "bytea",
  "bit",
  "bit varying",
  "json",
  "jsonb",
]);

/** At UTC, a time without a zone is the same moment. */
const ZONES: ReadonlySet<string> = new Set([
  "timestamp without time zone > timestamp with time zone",
  "timestamp with time zone > timestamp without time zone",
]);

function retimed(from: ParsedType, to: ParsedType): TypeChange {
  const precision = resized({ ...from, name: to.name }, to);
  if (precision !== "metadata") return precision;
  return (to.modifiers[0] ?? MICROSECONDS) === MICROSECONDS ? "index_rebuild" : "rewrite";
}

/** Stored alike. */
const BINARY: Readonly<Record<string, TypeChange>> = {
  "cidr > inet": "metadata",
  "bit > bit varying": "index_rebuild",
};

/** Every value of the first type has one of the others that turns back into it. */
const LOSSLESS: Readonly<Record<string, readonly string[]>> = {
  smallint: ["integer", "bigint", "real", "double precision", "jsonb"],
  integer: ["bigint", "double precision", "jsonb"],
  bigint: ["jsonb"],
  real: ["double precision"],
  boolean: ["smallint", "integer", "bigint", "numeric", "jsonb"],
  uuid: ["jsonb"],
  date: ["jsonb"],
  "time without time zone": ["time with time zone"],
  jsonb: ["json"],
};

/** Postgres rounds, cuts off or forgets, and says nothing. */
const LOSSY: ReadonlySet<string> = new Set([
  ...pairs(["numeric", "real", "double precision"], ["smallint", "integer", "bigint"]),
  ...pairs(["numeric", "double precision", "bigint", "integer"], ["real"]),
  ...pairs(["numeric", "bigint"], ["double precision"]),
  ...pairs(["real", "double precision"], ["numeric"]),
  ...pairs(["smallint", "integer", "bigint", "numeric", "real", "double precision"], ["boolean"]),
  ...pairs(
    ["timestamp without time zone", "timestamp with time zone"],
    ["date", "time without time zone", "time with time zone"],
  ),
  ...pairs(["time with time zone", "interval"], ["time without time zone"]),
  ...pairs(["time without time zone"], ["interval"]),
  ...pairs(["inet"], ["cidr"]),
  ...pairs(["json"], ["jsonb"]),
  ...pairs(["bit varying"], ["bit"]),
]);

const TOTAL: ReadonlySet<string> = new Set([
  ...pairs(["timestamp without time zone", "timestamp with time zone"], ["date"]),
  ...pairs(["integer", "bigint"], ["real"]),
  ...pairs(["bigint"], ["double precision"]),
  ...pairs(["smallint", "integer"], ["boolean"]),
]);

function pairs(from: readonly string[], to: readonly string[]): string[] {
  return from.flatMap((old) => to.map((wanted) => `${old} > ${wanted}`));
}
