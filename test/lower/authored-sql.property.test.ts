// Whatever the grammar of authored SQL takes, Postgres takes as well; what it prints, it reads again as the same.
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { readAuthoredSql } from "../../src/lower/authored-sql.ts";
import { ExpressionError } from "../../src/text/expression-reader.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { FULL, SEED } from "../support/seed.ts";

const RUNS = FULL ? 5000 : 300;

const COLUMNS: Readonly<Record<string, string>> = {
  name: "text",
  age: "bigint",
  price: "numeric",
  ratio: "double precision",
  active: "boolean",
  at: "timestamp with time zone",
  day: "date",
  uid: "uuid",
  tags: "text[]",
  doc: "jsonb",
};

let opened: TestDatabase;
beforeAll(async () => {
  opened = await createDatabase();
  const columns = Object.entries(COLUMNS).map(([name, type]) => `"${name}" ${type}`);
  await opened.query(`CREATE TABLE t (${columns.join(", ")})`);
});
afterAll(() => opened.drop());

function read(text: string) {
  return readAuthoredSql(text, (name) => {
    const type = COLUMNS[name];
    if (type === undefined) throw new ExpressionError(`${name} is no slot`);
    return { column: name, type };
  });
}

const { condition } = fc.letrec<Record<"text" | "number" | "condition", string>>((tie) => {
  const [text, number, bool] = [tie("text"), tie("number"), tie("condition")];
  const of = (template: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc
      .tuple(...parts)
      .map((values) =>
        values.reduce<string>((made, value) => made.replace("?", () => value), template),
      );
  return {
    text: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(
        "name",
        `"name"`,
        "'a'",
        "'it''s'",
        "'$1 -- /*'",
        "NULL",
        "day::text",
        "uid::text",
      ),
      of("lower(?)", text),
      of("(? || ?)", text, text),
      of("coalesce(?, ?)", text, text),
      of("split_part(?, ' ', 1)", text),
      of("left(?, ?)", text, fc.constantFrom("1", "age", "-2")),
      of("CASE WHEN ? THEN ? ELSE ? END", bool, text, text),
      of("doc ->> ?", fc.constantFrom("'k'", "'x y'")),
      of("(?)::text", number),
      of("replace(trim(?), 'a', 'b')", text),
    ),
    number: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(
        "age",
        "price",
        "ratio",
        "1",
        "2.5",
        "1e3",
        "9999999999",
        "cardinality(tags)",
      ),
      of("(? + ?)", number, number),
      of("? * ?", number, number),
      of("- ?", number),
      of("abs(?)", number),
      of("round(?, 2)", number),
      of("length(?)", text),
      of("greatest(?, ?)", number, number),
      of("(?)::bigint", number),
    ),
    condition: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(
        "active",
        "TRUE",
        "at > '2020-01-01'::timestamptz",
        "uid IS NULL",
        "'a' = 'b'",
      ),
      of("NOT ?", bool),
      of("(? AND ?)", bool, bool),
      of("? OR ?", bool, bool),
      of("? IS NOT NULL", text),
      of("? < ?", number, number),
      of("? = ?", text, text),
      of("? NOT LIKE ?", text, text),
      of("? IN (?, ?)", number, number, number),
      of("? BETWEEN ? AND ?", number, number, number),
      of("? IS DISTINCT FROM ?", text, text),
      of("(?) IS NOT FALSE", bool),
    ),
  };
});

test(`conditions, seed ${SEED}`, { timeout: 30_000 + RUNS * 20 }, async () => {
  console.info(`test/lower/authored-sql: TEST_SEED=${SEED}, ${RUNS} conditions`);
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(condition, async (text) => {
      let sql: string;
      try {
        ({ sql } = read(text));
      } catch (error) {
        // Operators that bind otherwise than the templates assume make nonsense.
        expect(error).toBeInstanceOf(ExpressionError);
        return;
      }
      taken++;
      expect(read(sql).sql).toBe(sql);
      // Constants are computed at once, and may not fit; that is a matter of values (class 22), not of SQL.
      await opened.query(`SELECT ${sql} FROM t`).catch((error: Error & { code?: string }) => {
        expect(error.code, `${sql}: ${error.message}`).toMatch(/^22/);
      });
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(taken).toBeGreaterThan(RUNS / 2);
});

test(`any text is taken or refused, seed ${SEED}`, () => {
  const words = ["name", "'", '"', "(", ")", "::", "text", "=", "-", "not", "is", "null", "case", "when", "end", "in", ",", "lower(", "1", ";", "--", "$$"]; // prettier-ignore
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(text, (given) => {
      try {
        const bare = read(given).sql.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, "");
        expect(bare).not.toMatch(/['";$\\]|--|\/\*/);
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
      }
    }),
    { seed: SEED, numRuns: RUNS * 3 },
  );
});
