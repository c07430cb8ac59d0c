// Rows for any table: values from the edges of their types, repeated ones, missing ones, and those that its checks speak of. What a rule
// refuses stays out.

import type { Column, Database, Table } from "../../../src/relational/database.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../../src/sql/quote.ts";
import { typeNameIn } from "../../../src/sql/type-name.ts";
import type { TestDatabase } from "../../support/postgres.ts";

/** Rows that are tried, and as many as are kept. */
const TRIES = 40;
const ROWS = 9;

/** Fills all tables; returns those that got no row. The same seed gives the same rows. */
export async function seedRows(
  opened: TestDatabase,
  database: Database,
  seed: number,
): Promise<readonly string[]> {
  const empty: string[] = [];
  const random = randomSource(seed);
  for (const table of inOrder(database)) {
    let kept = 0;
    for (let attempt = 0; attempt < TRIES && kept < ROWS; attempt++) {
      const sql = rowStatement(database, table, random);
      // Each alone: what breaks a rule must not take the others with it.
      kept += await opened.query(sql).then(
        () => 1,
        () => 0,
      );
    }
    if (kept === 0) empty.push(table.name);
  }
  return empty;
}

function rowStatement(database: Database, table: Table, random: () => number): string {
  const references = table.constraints.filter(({ kind }) => kind === "foreign_key");
  const values = new Map<string, string>();
  for (const column of table.columns) {
    if (column.generated !== undefined || column.identity === "always") continue;
    if ((column.identity ?? column.serial) !== undefined && random() < 0.8) continue;
    const pool = [...poolOf(column, database), ...spokenOf(column, table)];
    const value = pool[Math.floor(random() * pool.length)] ?? "NULL";
    values.set(column.name, !column.notNull && random() < 0.25 ? "NULL" : value);
  }
  for (const key of references) {
    if (key.kind !== "foreign_key" || random() < 0.2) continue;
    const offset = Math.floor(random() * 4);
    for (const [position, column] of key.columns.entries()) {
      const target = quoteIdentifier(key.targetColumns[position] ?? "");
      const list = key.targetColumns.map(quoteIdentifier).join(", ");
      const from = qualifiedName(database.namespace, key.targetTable);
      values.set(
        column,
        `(SELECT ${target} FROM ${from} ORDER BY ${list} OFFSET ${offset} LIMIT 1)`,
      );
    }
  }
  const into = qualifiedName(database.namespace, table.name);
  if (values.size === 0) return `INSERT INTO ${into} DEFAULT VALUES`;
  return `INSERT INTO ${into} (${[...values.keys()].map(quoteIdentifier).join(", ")}) VALUES (${[...values.values()].join(", ")})`;
}

/** Referred tables before those that refer to them, as far as there is such an order. */
function inOrder({ tables }: Database): readonly Table[] {
  const sorted = new Set<Table>();
  const visit = (table: Table, open: readonly Table[]): void => {
    if (open.includes(table)) return;
    for (const constraint of table.constraints) {
      const target =
        constraint.kind === "foreign_key" &&
        tables.find(({ name }) => name === constraint.targetTable);
      if (target) visit(target, [...open, table]);
    }
    sorted.add(table);
  };
  for (const table of tables) visit(table, []);
  return [...sorted];
}

function poolOf({ type }: Column, { namespace, types = [] }: Database): readonly string[] {
  if (type.endsWith("[]")) {
    const elements = POOLS[elementName(type)] ?? labels();
    const cast = (list: readonly string[]): string => `ARRAY[${list.join(", ")}]::${type}`;
    return ["'{}'", cast(elements.slice(0, 1)), cast(["NULL"]), cast(elements.slice(0, 3))];
  }
  return POOLS[elementName(type)] ?? labels();
  function labels(): readonly string[] {
    const name = typeNameIn(namespace, type);
    return (types.find((other) => other.name === name)?.values ?? []).map(quoteLiteral);
  }
}

function elementName(type: string): string {
  return type
    .replaceAll("[]", "")
    .replace(/\([^)]*\)/, "")
    .trim();
}

/** Literals in the checks and predicates over a column, and what is next to a number. */
function spokenOf(column: Column, table: Table): readonly string[] {
  const text = [
    ...table.constraints.map((constraint) =>
      constraint.kind === "check" && constraint.columns.includes(column.name)
        ? constraint.expression.sql
        : "",
    ),
    ...table.indexes.map(({ where }) => where?.sql ?? ""),
  ].join(" ");
  const strings = text.match(/'(?:[^']|'')*'/g) ?? [];
  const numbers = (text.match(/\b\d+\b/g) ?? []).flatMap((number) => [
    number,
    String(Number(number) + 1),
    String(Number(number) - 1),
  ]);
  return [...strings, ...numbers];
}

const TEXTS = ["''", "'a'", "'A'", "'value1'", "'42'", "'1.5'", "'true'", "'é\u{1f600}'", "'x y'", "repeat('long ', 60)", "'2024-02-29'"]; // prettier-ignore

/** Type → literals: ordinary ones first. */
const POOLS: Readonly<Record<string, readonly string[]>> = {
  smallint: ["1", "2", "0", "-1", "32767", "-32768"],
  integer: ["1", "2", "3", "0", "-1", "2147483647", "-2147483648"],
  bigint: ["1", "2", "3", "0", "-1", "2147483648", "9007199254740993", "-9223372036854775808"],
  numeric: ["1", "1.5", "0", "-0.005", "99999.9999", "12345678901234567890.123456789", "'NaN'"],
  real: ["1", "0.5", "-0.1", "3.4e38", "'NaN'", "'Infinity'"],
  "double precision": ["1", "0.1", "-2.5", "1e300", "0.1::real", "'-Infinity'"],
  boolean: ["true", "false"],
  text: TEXTS,
  "character varying": TEXTS,
  character: ["'a'", "''", "'b '", "'abc'"],
  uuid: ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'"], // prettier-ignore
  date: ["'2024-02-29'", "'0001-01-01'", "'infinity'", "'4000-12-31'"],
  "time without time zone": ["'00:00:00'", "'03:04:05.123456'", "'24:00:00'"],
  "time with time zone": ["'00:00:00+00'", "'23:59:59.999999+02'"],
  "timestamp without time zone": ["'2024-02-29 12:00:00'", "'1999-12-31 23:59:59.999999'", "'infinity'"], // prettier-ignore
  "timestamp with time zone": ["'2024-02-29 12:00:00+00'", "'2020-01-01 00:00:00.000001+05:30'", "now()"], // prettier-ignore
  interval: ["'1 day'", "'1 mon -3 days 04:05:06.789'", "'0'"],
  json: [`'{"b": 1, "a": [1,  2]}'`, `'{"a": 1, "a": 2}'`, "'null'", "'[]'"],
  jsonb: [`'{"a": 1}'`, "'[]'", "'null'", `'"text"'`],
  bytea: [String.raw`'\x00ff'`, "''"],
  bit: ["B'1'", "B'01'", "B'00011111'", "B'0101'"],
  "bit varying": ["B'1'", "B'0101'", "B''"],
  money: ["'1.00'", "'-0.01'"],
  inet: ["'127.0.0.1'", "'10.0.0.1/8'", "'::1'"],
  cidr: ["'127.0.0.0/8'"],
  macaddr: ["'00:00:00:00:00:01'"],
  macaddr8: ["'00:00:00:ff:fe:00:00:00'"],
  point: ["'(1,2)'"],
};

/** Numbers from 0 to 1, the same for the same seed. */
function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
