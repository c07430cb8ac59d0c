// A case → its proof: applied; the catalog then equals what was desired; a second plan is empty; no row of a kept column has changed.
import { expect } from "vitest";

import { readCatalog } from "../../src/postgres/catalog/catalog.ts";
import { retiredNamespace } from "../../src/migration/names.ts";
import type { Database } from "../../src/relational/database.ts";
import { quoteIdentifier, qualifiedName } from "../../src/sql/quote.ts";
import type { TestDatabase } from "../support/postgres.ts";
import type { MigrationCase } from "./cases.ts";
import { apply, clear, outcome, plan, sessionOf, status } from "./run.ts";

/** Whatever is in the database goes before. */
export async function proveCase(opened: TestDatabase, scenario: MigrationCase): Promise<void> {
  await clear(opened);
  const session = sessionOf(opened);
  if (scenario.before.tables.length > 0)
    expect(outcome(await apply(session, scenario.before))).toBe("applied");
  if (scenario.rows !== undefined) await opened.query(scenario.rows);
  const values = await contents(opened, scenario.before, scenario.after);

  const planned = await plan(session, scenario.after);
  expect(planned.steps.map((step) => `${step.kind} ${step.object}`)).toEqual(scenario.steps);
  expect(planned.steps.flatMap((step) => step.hazards.map((hazard) => hazard.allow))).toEqual(
    scenario.allow ?? [],
  );
  expect(planned.questions).toEqual([]);

  if (scenario.blockers !== undefined) return expectBlocked(opened, scenario, scenario.blockers);
  expect(planned.blockers).toEqual([]);
  expect(await apply(session, scenario.after)).toMatchObject({ outcome: "applied" });
  expect((await plan(session, scenario.after)).steps).toEqual([]);
  expect(await status(session, scenario.after)).toMatchObject({ in_sync: true, drift: false });
  expect(await contents(opened, scenario.after, scenario.before)).toEqual(values);
  await expectRetired(opened, scenario);
}

async function expectBlocked(
  opened: TestDatabase,
  scenario: MigrationCase,
  blockers: NonNullable<MigrationCase["blockers"]>,
): Promise<void> {
  const session = sessionOf(opened);
  const before = await readCatalog(session, "public");
  const planned = await plan(session, scenario.after);
  expect(
    planned.blockers.map(({ code, count, sample_keys: keys }) =>
      [code, count, keys].filter((part) => part !== undefined),
    ),
  ).toEqual(blockers);
  expect(JSON.stringify(planned.blockers)).not.toContain("secret");
  const refused = outcome(await apply(session, scenario.after));
  expect(refused).toBe(
    blockers.every(([code]) => code.startsWith("rows_violate")) ? "rows_violate" : "blocked",
  );
  expect((await readCatalog(session, "public")).fingerprints).toEqual(before.fingerprints);
}

/** The values of all columns that are in both databases, as text, by table. */
async function contents(
  opened: TestDatabase,
  database: Database,
  other: Database,
): Promise<unknown> {
  const tables = await Promise.all(
    database.tables.map(async (table) => {
      const twin = other.tables.find((candidate) => candidate.name === table.name);
      const columns = table.columns.filter((column) =>
        twin?.columns.some((candidate) => candidate.name === column.name),
      );
      if (columns.length === 0) return [];
      const list = columns
        .map((column) => `${quoteIdentifier(column.name)}::text`)
        .toSorted()
        .join(", ");
      const rows = await opened.query(
        `SELECT ${list} FROM ${qualifiedName("public", table.name)} ORDER BY 1`,
      );
      return [
        [table.name, JSON.stringify(rows).replaceAll("2020-02-29 00:00:00+00", "2020-02-29")],
      ];
    }),
  );
  return tables.flat().filter(([, rows]) => rows !== "[]");
}

/** What is no longer desired is still there, with its rows, under a name with the migration's number. */
async function expectRetired(
  opened: TestDatabase,
  { before, after, rows }: MigrationCase,
): Promise<void> {
  for (const table of before.tables) {
    if (rows?.includes(`INSERT INTO ${quoteIdentifier(table.name)}`) !== true) continue;
    const twin = after.tables.find((candidate) => candidate.name === table.name);
    const place =
      twin === undefined
        ? qualifiedName(retiredNamespace("public"), `_retired_2_${table.name}`)
        : qualifiedName("public", table.name);
    const gone = table.columns.filter(
      (column) =>
        twin !== undefined && !twin.columns.some((candidate) => candidate.name === column.name),
    );
    const conditions = gone.map((column) => `"_retired_2_${column.name}" IS NOT NULL`);
    const [row] = await opened.query(
      `SELECT count(*) AS kept FROM ${place}${conditions.length === 0 ? "" : ` WHERE ${conditions.join(" OR ")}`}`,
    );
    expect(Number(row?.["kept"])).toBeGreaterThan(0);
  }
}
