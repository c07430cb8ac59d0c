// Changes that would lose something without a word if nobody looked: what is in the rows, what is wanted, and what exactly the plan must say.
import type { Column, Database } from "../../../src/relational/database.ts";
import { check, column, database, index, reference, required, table, unique } from "../build.ts";

/** A column changes its type. Rows are keyed a, b, c, … in the order of `values`. */
export interface NarrowCase {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Rules of the column, on both sides. */
  readonly more?: Omit<Column, "name" | "type">;
  readonly values: readonly (string | null)[];
  /** Keys of the rows that change or cannot be converted. */
  readonly changed: readonly string[];
  /** What the new column holds afterwards, as text. */
  readonly converted: readonly (string | null)[];
}

export const narrowCases: readonly NarrowCase[] = [
  {
    name: "text becomes a shorter one",
    from: "text",
    to: "character varying(3)",
    values: ["abc", "abcd", null, "abc ", "ß∑😀"],
    changed: ["b", "d"],
    converted: ["abc", "abc", null, "abc", "ß∑😀"],
  },
  {
    name: "numbers lose their fraction",
    from: "numeric",
    to: "integer",
    values: ["1", "1.5", "2.00", "1e12", "NaN", null],
    changed: ["b", "d", "e"],
    converted: ["1", "2", "2", null, null, null],
  },
  {
    name: "numbers lose digits",
    from: "double precision",
    to: "real",
    values: ["0.5", "0.1", "1e300", "NaN", "16777217"],
    changed: ["b", "c", "e"],
    converted: ["0.5", "0.1", null, "NaN", "1.6777216e+07"],
  },
  {
    name: "decimals get fewer places",
    from: "numeric(10,2)",
    to: "numeric(10,1)",
    values: ["1.50", "1.55", "99999999.90", "0.04"],
    changed: ["b", "d"],
    converted: ["1.5", "1.6", "99999999.9", "0.0"],
  },
  {
    name: "decimals get fewer digits",
    from: "numeric(10,2)",
    to: "numeric(4,2)",
    values: ["99.99", "100.00", "-3.10"],
    changed: ["b"],
    converted: ["99.99", null, "-3.10"],
  },
  {
    name: "moments lose their time",
    from: "timestamp with time zone",
    to: "date",
    values: ["2020-02-29 00:00:00+00", "2020-02-29 23:59:59.999999+00", "infinity"],
    changed: ["b"],
    converted: ["2020-02-29", "2020-02-29", "infinity"],
  },
  {
    name: "a naive moment loses its time",
    from: "timestamp without time zone",
    to: "date",
    values: ["2020-02-29 00:00:00", "2020-02-29 12:00:00"],
    changed: ["b"],
    converted: ["2020-02-29", "2020-02-29"],
  },
  {
    name: "JSON loses order and duplicates",
    from: "json",
    to: "jsonb",
    values: ['{"a": 1}', '{"b": 1, "a": 2}', '{"a": 1, "a": 2}', '"\\u0000"'],
    changed: ["b", "c", "d"],
    converted: ['{"a": 1}', '{"a": 2, "b": 1}', '{"a": 2}', null],
  },
  {
    name: "numbers become truth values",
    from: "bigint",
    to: "boolean",
    values: ["0", "1", "7", "-1", null, "9000000000"],
    changed: ["c", "d", "f"],
    converted: ["false", "true", "true", "true", null, null],
  },
  {
    name: "text becomes a number",
    from: "text",
    to: "integer",
    values: ["12", "007", "abc", "", "99999999999", "-5"],
    changed: ["b", "c", "d", "e"],
    converted: ["12", "7", null, null, null, "-5"],
  },
  {
    name: "big numbers become small ones",
    from: "bigint",
    to: "smallint",
    values: ["32767", "32768", "-32768"],
    changed: ["b"],
    converted: ["32767", null, "-32768"],
  },
  {
    name: "a list becomes its first element",
    from: "text[]",
    to: "text",
    values: ["{one}", "{one,two}", "{}", null],
    changed: ["b", "c"],
    converted: ["one", "one", null, null],
  },
  {
    name: "a column with a default",
    from: "text",
    to: "date",
    more: { notNull: false, default: { sql: "'2020-01-01'" } },
    values: ["2020-02-29", "29 Feb 2020", "soon"],
    changed: ["b", "c"],
    converted: ["2020-02-29", "2020-02-29", null],
  },
  {
    name: "a required column that keeps a value everywhere",
    from: "numeric",
    to: "bigint",
    more: { notNull: true },
    values: ["1", "1.5"],
    changed: ["b"],
    converted: ["1", "2"],
  },
];

/** A rule that rows break; each row's key is its position, a, b, c, … */
export interface RuleCase {
  readonly name: string;
  readonly before: Database;
  readonly rows: string;
  readonly after: Database;
  readonly blockers: readonly (readonly [code: string, count: number, keys: readonly string[]])[];
}

const person = (...parts: Parameters<typeof table>[1][]): Database =>
  database(table("Person", ...parts));
const insert = (...values: string[]): string =>
  `INSERT INTO "Person" VALUES ${values.map((value, row) => `('${String.fromCharCode(97 + row)}', ${value})`).join(", ")}`;
const colours = (...allowed: string[]): ReturnType<typeof check> =>
  check("Person_v_enum", `v IN (${allowed.map((value) => `'${value}'`).join(", ")})`, "v");

export const ruleCases: readonly RuleCase[] = [
  {
    name: "a shorter enum",
    before: person(column("v", "text"), colours("red", "green", "blue")),
    rows: insert("'red'", "'blue'", "NULL", "'blue'"),
    after: person(column("v", "text"), colours("red", "green")),
    blockers: [["rows_violate_check", 2, ["b", "d"]]],
  },
  {
    name: "a new unique key",
    before: person(column("v", "text")),
    rows: insert("'x'", "'y'", "'x'", "NULL", "NULL"),
    after: person(column("v", "text"), unique("Person_v_key", ["v"], false)),
    blockers: [["rows_violate_unique", 2, ["a", "c"]]],
  },
  {
    name: "a new unique key for which missing values are equal",
    before: person(column("v", "text")),
    rows: insert("'x'", "NULL", "NULL"),
    after: person(column("v", "text"), unique("Person_v_key", ["v"])),
    blockers: [["rows_violate_unique", 2, ["b", "c"]]],
  },
  {
    name: "a new unique index",
    before: person(column("v", "text")),
    rows: insert("'x'", "'x'", "NULL", "NULL"),
    after: person(column("v", "text"), index("Person_v", ["v"], { unique: true })),
    blockers: [["rows_violate_unique", 2, ["a", "b"]]],
  },
  {
    name: "a new foreign key",
    before: person(column("v", "text")),
    rows: insert("'a'", "'z'", "NULL"),
    after: person(column("v", "text"), reference("Person_v_fkey", "v", "Person")),
    blockers: [["rows_violate_foreign_key", 1, ["b"]]],
  },
  {
    name: "a new rule",
    before: person(column("v", "integer")),
    rows: insert("1", "-1", "NULL", "0"),
    after: person(column("v", "integer"), check("Person_v_check", "v > 0", "v")),
    blockers: [["rows_violate_check", 2, ["b", "d"]]],
  },
  {
    name: "a value that becomes required",
    before: person(column("v", "integer")),
    rows: insert("1", "NULL", "NULL"),
    after: person(required("v", "integer")),
    blockers: [["rows_violate_not_null", 2, ["b", "c"]]],
  },
  {
    name: "a required column whose values cannot be converted",
    before: person(required("v", "text")),
    rows: insert("'1'", "'x'"),
    after: person(required("v", "integer")),
    blockers: [["rows_violate_not_null", 1, ["b"]]],
  },
  {
    name: "values that a conversion makes equal",
    before: person(column("v", "numeric"), unique("Person_v_key", ["v"])),
    rows: insert("1.2", "1.4", "7"),
    after: person(column("v", "integer"), unique("Person_v_key", ["v"])),
    blockers: [["rows_violate_unique", 2, ["a", "b"]]],
  },
  {
    name: "an identifier of another type",
    before: database(
      table("Person", column("boss", "text"), reference("Person_boss_fkey", "boss", "Person")),
    ),
    rows: `INSERT INTO "Person" VALUES ('1', NULL), ('007', '1')`,
    after: database({
      ...table("Person", column("boss", "bigint"), reference("Person_boss_fkey", "boss", "Person")),
      columns: [required("id", "bigint"), column("boss", "bigint")],
    }),
    blockers: [["rows_violate_type", 1, ["007"]]],
  },
];
