// `sql.type` → the Postgres type of a column and the limits that it sets, if every value of the range has a place in it.

import type { BaseType } from "../linkml/metamodel.ts";

/** A type that a column is to have instead of the usual one. */
export interface SqlType {
  /** As format_type prints it. */
  readonly type: string;
  /** The type whose operators and functions its values have: that of ranges without `sql.type`. */
  readonly base: string;
  /** Of a number. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Digits after the point, at most. */
  readonly decimals?: number;
  /** Characters of a text, at most. */
  readonly maxLength?: number;
}

/** A name with its modifiers. */
interface Written {
  readonly name: string;
  readonly modifiers: readonly number[];
}

const SYNTAX = /^([a-z][a-z0-9 ]*?)\s*(?:\(\s*(\d{1,9})\s*(?:,\s*(\d{1,9})\s*)?\))?$/;

/** Other words for the same. */
const ALIASES: Readonly<Record<string, string>> = {
  varchar: "character varying",
  int2: "smallint",
  int: "integer",
  int4: "integer",
  int8: "bigint",
  decimal: "numeric",
  float8: "double precision",
  bool: "boolean",
  time: "time without time zone",
  timestamptz: "timestamp with time zone",
};

const TEXTS = ["text", "varchar", "varchar(n)", "uuid"];
const NUMBERS = ["numeric", "numeric(p, s)"];

/** By what a range without `sql.type` is stored as, the types that hold its values, as an author may write them. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  text: TEXTS,
  uuid: TEXTS,
  bigint: ["smallint", "integer", "bigint"],
  numeric: NUMBERS,
  "double precision": ["double precision", ...NUMBERS],
  boolean: ["boolean"],
  date: ["date"],
  "time without time zone": ["time"],
  "timestamp with time zone": ["timestamptz"],
  jsonb: ["jsonb"],
};

/** Texts of several forms are no uuid, and have no length of their own. */
const ANY_MOMENT: BaseType = "date_or_datetime";

/** What `sql.type` may say of a range with this base, which is usually stored as `usual`. */
export function allowedSqlTypes(base: BaseType, usual: string): readonly string[] {
  return base === ANY_MOMENT ? ["text"] : (ALLOWED[usual] ?? []);
}

/** Undefined where not every value of the range has a place in it, or where it is none of the types that are known here. */
export function readSqlType(text: string, base: BaseType, usual: string): SqlType | undefined {
  const written = parse(text);
  const allowed = allowedSqlTypes(base, usual);
  if (written === undefined || !allowed.some((each) => isWrittenAs(written, each)))
    return undefined;
  return sqlType(written);
}

/** The limits that a type of a column sets, as format_type prints it. */
export function limitsOfType(type: string): SqlType | undefined {
  const written = parse(type);
  return written && sqlType(written);
}

function sqlType({ name, modifiers }: Written): SqlType | undefined {
  switch (name) {
    case "character varying":
      return varying(modifiers);
    case "smallint":
      return { type: name, base: "bigint", minimum: -(2 ** 15), maximum: 2 ** 15 - 1 };
    case "integer":
      return { type: name, base: "bigint", minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
    case "numeric":
      return numeric(modifiers);
    default:
      return { type: name, base: name };
  }
}

function parse(text: string): Written | undefined {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, " ");
  const [, name, ...digits] = SYNTAX.exec(words) ?? [];
  if (name === undefined) return undefined;
  const modifiers = digits.flatMap((each) => (each === undefined ? [] : [Number(each)]));
  return { name: ALIASES[name] ?? name, modifiers };
}

/** Modifiers are given to none but those that are shown with some. */
function isWrittenAs({ name, modifiers }: Written, shown: string): boolean {
  const known = /^([a-z ]+)(\(.*\))?$/.exec(shown);
  const plain = known?.[1] ?? shown;
  return (ALIASES[plain] ?? plain) === name && (known?.[2] !== undefined) === modifiers.length > 0;
}

/** The longest that Postgres has. */
const MAX_CHARACTERS = 10_485_760;

function varying([length, ...others]: readonly number[]): SqlType | undefined {
  const varyingType = { type: "character varying", base: "text" };
  if (length === undefined) return varyingType;
  if (length < 1 || length > MAX_CHARACTERS || others.length > 0) return undefined;
  return { ...varyingType, type: `${varyingType.type}(${length})`, maxLength: length };
}

/** The most digits that Postgres has as a modifier. */
const MAX_DIGITS = 1000;

function numeric([size, decimals = 0]: readonly number[]): SqlType | undefined {
  if (size === undefined) return { type: "numeric", base: "numeric" };
  if (size < 1 || size > MAX_DIGITS || decimals > size) return undefined;
  const limit = largest(size - decimals, decimals);
  return {
    type: `numeric(${size},${decimals})`,
    base: "numeric",
    decimals,
    ...(limit !== undefined && { minimum: -limit, maximum: limit }),
  };
}

/** A double has some 15 digits. */
const EXACT_DIGITS = 15;

/** The largest number with so many digits before and after the point, or the largest double below the next power of ten. */
function largest(before: number, after: number): number | undefined {
  if (before + after <= EXACT_DIGITS) return Number(`${"9".repeat(before)}.${"9".repeat(after)}0`);
  const beyond = Number(`1e${before}`);
  return Number.isFinite(beyond) ? beyond * (1 - Number.EPSILON / 2) : undefined;
}

/** The type that another one has its operators and functions from: `character varying(20)` → `text`. */
export function baseOf(type: string): string {
  const name = type.replace(/\(.*\)/, "");
  if (name.startsWith("character varying")) return name.replace("character varying", "text");
  return name.replace(/^(?:smallint|integer)\b/, "bigint");
}
