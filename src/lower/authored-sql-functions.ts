// The functions and casts that SQL in a schema may use: nothing that waits, reads files or tables, depends on a setting, or makes a long
// text out of a short one.

/** When the result can change for the same operands: never, between transactions, or from call to call. */
export type Stability = "immutable" | "stable" | "volatile";

export interface SqlFunction {
  /** Types of the operands; those from `optional` on may be left out. */
  readonly takes: readonly OperandType[];
  readonly optional?: number;
  readonly gives: string;
  readonly stability?: Stability;
}

/** A Postgres type, any number, or any list. */
type OperandType = "text" | "integer" | "number" | "list";

const ofText: SqlFunction = { takes: ["text"], gives: "text" };
const trim: SqlFunction = { takes: ["text", "text"], optional: 1, gives: "text" };
const length: SqlFunction = { takes: ["text"], gives: "integer" };
const side: SqlFunction = { takes: ["text", "integer"], gives: "text" };
const substring: SqlFunction = {
  takes: ["text", "integer", "integer"],
  optional: 2,
  gives: "text",
};

export const SQL_FUNCTIONS: ReadonlyMap<string, SqlFunction> = new Map(
  Object.entries({
    lower: ofText,
    upper: ofText,
    initcap: ofText,
    reverse: ofText,
    md5: ofText,
    btrim: trim,
    ltrim: trim,
    rtrim: trim,
    length,
    char_length: length,
    left: side,
    right: side,
    substr: substring,
    substring,
    replace: { takes: ["text", "text", "text"], gives: "text" },
    split_part: { takes: ["text", "text", "integer"], gives: "text" },
    strpos: { takes: ["text", "text"], gives: "integer" },
    round: { takes: ["number", "integer"], optional: 1, gives: "numeric" },
    cardinality: { takes: ["list"], gives: "integer" },
    now: { takes: [], gives: "timestamp with time zone", stability: "stable" },
    gen_random_uuid: { takes: [], gives: "uuid", stability: "volatile" },
  } satisfies Record<string, SqlFunction>),
);

/** Functions whose result has the type that all of their operands share. */
export const COMMON_TYPE_FUNCTIONS: ReadonlySet<string> = new Set([
  "coalesce",
  "nullif",
  "greatest",
  "least",
]);

/** Functions whose result has the type of their only operand, a number. */
export const NUMBER_FUNCTIONS: ReadonlySet<string> = new Set(["abs", "ceil", "floor"]);

/** Other names of what is here. */
export const FUNCTION_ALIASES: ReadonlyMap<string, string> = new Map([
  ["trim", "btrim"],
  ["ceiling", "ceil"],
  ["character_length", "char_length"],
]);

/** What a cast may be to, by the names in use, as format_type prints it. */
export const CAST_TYPES: ReadonlyMap<string, string> = new Map([
  ["text", "text"],
  ["int", "integer"],
  ["integer", "integer"],
  ["bigint", "bigint"],
  ["numeric", "numeric"],
  ["decimal", "numeric"],
  ["double precision", "double precision"],
  ["boolean", "boolean"],
  ["uuid", "uuid"],
  ["jsonb", "jsonb"],
  ["date", "date"],
  ["time", "time without time zone"],
  ["time without time zone", "time without time zone"],
  ["timestamptz", "timestamp with time zone"],
  ["timestamp with time zone", "timestamp with time zone"],
]);

/** From small to large. */
export const NUMBER_TYPES: readonly string[] = ["integer", "bigint", "numeric", "double precision"];
