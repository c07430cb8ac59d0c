// A table that refers to any of many makes the questions about rows long: their text grows as the schema does, not as its square, or a schema
// of a thousand classes would be over what the database takes at once.
import { expect, test } from "vitest";

import { diff } from "../../../src/migration/diff/diff.ts";
import type { LiveTable } from "../../../src/migration/live.ts";
import { planSteps } from "../../../src/migration/plan.ts";
import { probeStatement } from "../../../src/migration/probe/answer.ts";
import { probesFor } from "../../../src/migration/probe/probe.ts";
import type { Database } from "../../../src/relational/database.ts";
import { column, database, reference, table, withIdentity } from "../build.ts";
import { planContext } from "../plan-context.ts";

const FILLED: LiveTable = { rows: 9, empty: false, heap: 8192, ownable: true, children: [] };

test.each([
  ["enter", false, true],
  ["leave", true, false],
] as const)("the rows of many tables %s an identity table", (_, before, after) => {
  const [few, many] = [60, 120].map((count) => probeText(count, before, after).length);
  expect(few).toBeGreaterThan(10_000);
  expect(many).toBeLessThan((few ?? 0) * 2.2);
});

/** `before`, `after`: whether all of the tables feed the identity table, or only one does. */
function probeText(count: number, before: boolean, after: boolean): string {
  const [managed, desired] = [before, after].map((all) => referringTables(count, all)) as [
    Database,
    Database,
  ];
  const planned = planSteps(diff(managed, desired), planContext);
  const tables = new Map(managed.tables.map(({ name }) => [name, FILLED]));
  const live = { database: managed, tables, relations: [], dependents: [], retired: [] };
  return probeStatement(probesFor(planned, managed, desired, live));
}

/** Each table has references to any of them. */
function referringTables(count: number, all: boolean): Database {
  const names = Array.from({ length: count }, (_, index) => `Kind${index}`);
  const tables = names.map((name) =>
    table(name, column("any", "text"), reference(`${name}_any_fkey`, "any", "Any")),
  );
  return withIdentity(database(...tables), "Any", "text", all ? names : names.slice(0, 1));
}
