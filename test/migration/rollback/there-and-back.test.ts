// Every change that the other tests make is taken back: the definitions and all rows are then as they were, to the letter.
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Database } from "../../../src/relational/database.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../../src/sql/quote.ts";
import { pick } from "../../support/pick.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { column, database, table } from "../build.ts";
import { cases } from "../cases.ts";
import { narrowCases } from "../loss/loss-cases.ts";
import { renameCases } from "../rename/rename-cases.ts";
import { apply, clear, outcome, plan, rollBack, sessionOf, status } from "../run.ts";

interface Case {
  readonly name: string;
  readonly before: Database;
  readonly rows: string;
  readonly after: Database;
  readonly answers?: Readonly<Record<string, string>>;
}

const narrowed = narrowCases.map(({ name, from, to, more, values }): Case => {
  const person = (type: string): Database =>
    database(table("Person", { ...column("v", type), ...more }));
  const list = values.map((value, row) => {
    const text = value === null ? "NULL" : quoteLiteral(value);
    return `('${String.fromCharCode(97 + row)}', ${text})`;
  });
  const rows = `INSERT INTO "Person" VALUES ${list.join(", ")}`;
  return { name: `${name}: ${from} to ${to}`, before: person(from), rows, after: person(to) };
});

const all: readonly Case[] = [
  ...cases.flatMap(({ blockers, before, rows, ...rest }) =>
    blockers === undefined && before.tables.length > 0
      ? [{ ...rest, before, rows: rows ?? "SELECT" }]
      : [],
  ),
  ...renameCases,
  ...narrowed,
];

const SEED = Number(process.env["TEST_SEED"] ?? Date.now() % 2 ** 31);
const chosen = process.env["TEST_FULL"] === "1" ? all : pick(all, 6, SEED);

let opened: TestDatabase;
beforeAll(async () => {
  console.info(
    `test/migration/there-and-back: TEST_SEED=${SEED}, ${chosen.length} of ${all.length}`,
  );
  opened = await createDatabase();
});
afterAll(() => opened.drop());

test.each(chosen)("$name", async ({ before, rows, after, answers = {} }) => {
  await clear(opened);
  const session = sessionOf(opened);
  expect(outcome(await apply(session, before))).toBe("applied");
  await opened.query(rows);
  const values = await contents(before);
  const forward = await apply(session, after, { answers });
  expect(outcome(forward)).toBe("applied");
  expect(outcome(await rollBack(session, "2"))).toBe("applied");
  expect(await contents(before)).toEqual(values);
  expect((await plan(session, before)).steps).toEqual([]);
  expect(await status(session, before)).toMatchObject({ in_sync: true, drift: false });
});

/** All rows of all tables, as text. */
async function contents({ tables }: Database): Promise<unknown> {
  const found: unknown[] = [];
  for (const { name, columns } of tables) {
    const list = columns.map((each) => `${quoteIdentifier(each.name)}::text`).join(", ");
    const rows = await opened.query(
      `SELECT jsonb_build_array(${list})::text AS row FROM ${qualifiedName("public", name)} ORDER BY 1`,
    );
    found.push([name, rows.map(({ row }) => row)]);
  }
  return found;
}
