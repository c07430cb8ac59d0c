// Any database → any other: either it converges and every kept value stays, or it is refused because of rows, and nothing changes. Taken
// back, it is what it was, with all rows.
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { readCatalog } from "../../../src/postgres/catalog/catalog.ts";
import type { Database, Table } from "../../../src/relational/database.ts";
import { identityFeeders } from "../../../src/relational/identity.ts";
import { compareText } from "../../../src/relational/normalize.ts";
import { qualifiedName, quoteIdentifier } from "../../../src/sql/quote.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { FULL, SEED } from "../../support/seed.ts";
import { expectIdentities } from "../people.ts";
import { randomDatabase, TABLES } from "./random.ts";
import { carryOut, clear, outcome, plan, rollBack, sessionOf, status } from "../run.ts";

const RUNS = FULL ? 500 : 8;

let opened: TestDatabase;
beforeAll(async () => {
  opened = await createDatabase();
});
afterAll(() => opened.drop());

test(`there and back, seed ${SEED}`, { timeout: 30_000 + RUNS * 10_000 }, async () => {
  console.info(`test/migration/random: TEST_SEED=${SEED}, ${RUNS} pairs`);
  await fc.assert(
    fc.asyncProperty(randomDatabase, randomDatabase, fc.boolean(), async (from, to, filled) => {
      await clear(opened);
      await converge(from, from);
      if (filled) {
        const derived = identityFeeders(from.tables);
        for (const table of from.tables) if (!derived.has(table.name)) await fill(table);
      }
      const first = await contents(from, from);
      const forward = await converge(from, to);
      const second = await contents(to, to);
      const backward = await converge(to, from);
      if (backward !== undefined)
        await takeBack(backward, forward === undefined ? from : to, second);
      if (forward !== undefined) await takeBack(forward, from, first);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

/** Id of the migration; undefined where there was nothing to do, or rows were in the way. */
async function converge(from: Database, to: Database): Promise<string | undefined> {
  const session = sessionOf(opened);
  const planned = await plan(session, to);
  const before = await contents(from, to);
  const definition = (await readCatalog(session, "public")).fingerprints;
  const applied = await carryOut(session, to, planned);
  const result = outcome(applied);
  if (planned.blockers.length > 0) {
    expect(
      planned.blockers
        .map((blocker) => blocker.code)
        .filter((code) => !code.startsWith("rows_violate")),
    ).toEqual([]);
    expect(result).toBe("rows_violate");
    expect((await readCatalog(session, "public")).fingerprints).toEqual(definition);
    return undefined;
  }
  expect(["applied", "nothing_to_do"]).toContain(result);
  expect((await plan(session, to)).steps).toEqual([]);
  expect(await status(session, to)).toMatchObject({ in_sync: true, drift: false });
  expect(await contents(to, from)).toEqual(before);
  await expectIdentities(opened, to);
  return "migration" in applied ? applied.migration?.id : undefined;
}

async function takeBack(id: string, to: Database, rows: unknown): Promise<void> {
  const session = sessionOf(opened);
  expect(outcome(await rollBack(session, id))).toBe("applied");
  expect((await plan(session, to)).steps).toEqual([]);
  expect(await status(session, to)).toMatchObject({ in_sync: true, drift: false });
  expect(await contents(to, to)).toEqual(rows);
  await expectIdentities(opened, to);
}

/** Values of the columns that both have, as far as the tables are there. */
async function contents(
  database: Database,
  other: Database,
): Promise<readonly (readonly [string, string])[]> {
  const derived = identityFeeders([...database.tables, ...other.tables]);
  const present = (await readCatalog(sessionOf(opened), "public")).live.database.tables;
  const found: (readonly [string, string])[] = [];
  for (const table of database.tables.filter(({ name }) => !derived.has(name))) {
    const sides = [other.tables, present].map((tables) =>
      givenColumns(tables.find((twin) => twin.name === table.name)),
    );
    const shared = givenColumns(table).filter((name) =>
      sides.every((names) => names.includes(name)),
    );
    if (shared.length === 0) continue;
    const list = shared
      .map((name) => `${quoteIdentifier(name)}::text`)
      .toSorted()
      .join(", ");
    const rows = await opened.query(
      `SELECT ${list} FROM ${qualifiedName("public", table.name)} ORDER BY id`,
    );
    if (rows.length > 0) found.push([table.name, JSON.stringify(rows)]);
  }
  return found.toSorted(([left], [right]) => compareText(left, right));
}

/** Those whose values nobody computes. */
function givenColumns(table: Table | undefined): readonly string[] {
  return (table?.columns ?? []).flatMap(({ name, generated }) => (generated ? [] : name));
}

/** Three rows that keep every rule a table can have, with gaps where there may be any. */
async function fill(table: Table): Promise<void> {
  // No two tables share a key.
  const first = 10 * (1 + TABLES.indexOf(table.name));
  const given = table.columns.filter(({ generated }) => generated === undefined);
  for (const row of [1, 2, 3]) {
    const values = given.map((column) =>
      column.name === "id"
        ? String(first + row)
        : column.notNull || row === 1
          ? (VALUES[column.name]?.(row) ?? "NULL")
          : "NULL",
    );
    const names = given.map((column) => quoteIdentifier(column.name)).join(", ");
    await opened
      .query(
        `INSERT INTO ${qualifiedName("public", table.name)} (${names}) VALUES (${values.join(", ")}) ON CONFLICT DO NOTHING`,
      )
      .catch((error: unknown) => {
        // A check such as `doc is not null` refuses the gaps: then this row stays out.
        if (!/check constraint/.test(String(error))) throw error;
      });
  }
}

const VALUES: Readonly<Record<string, (row: number) => string>> = {
  num: (row) => String(row + 10),
  twice: (row) => String(row),
  Text: (row) => `'value ${row}'`,
  list: (row) => `ARRAY['${row}']`,
  doc: (row) => `'{"row": ${row}}'`,
  at: (row) => `'2024-01-0${row} 00:00:00.123456+00'`,
  amount: (row) => `${row}.25`,
  uid: (row) => `'00000000-0000-0000-0000-00000000000${row}'`,
};
