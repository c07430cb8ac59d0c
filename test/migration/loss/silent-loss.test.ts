// Nothing is lost without a word: every change that could lose values says how many and which, changes nothing when refused, and keeps the
// old values when allowed.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { retiredName } from "../../../src/migration/names.ts";
import { readCatalog } from "../../../src/postgres/catalog/catalog.ts";
import { migrate } from "../../../src/postgres/migrate/migrate.ts";
import type { Session } from "../../../src/postgres/session.ts";
import type { Column, Database } from "../../../src/relational/database.ts";
import { quoteIdentifier, quoteLiteral } from "../../../src/sql/quote.ts";
import { createDatabase, openPglite, type TestDatabase } from "../../support/postgres.ts";
import { hasPostgres15, openPostgres15 } from "../../support/postgres-15.ts";
import { FULL, SEED } from "../../support/seed.ts";
import { column, database, table } from "../build.ts";
import { narrowCases, ruleCases, type NarrowCase } from "./loss-cases.ts";
import { everything, keyOf, people, setUp } from "../people.ts";
import { apply, outcome, plan, request, sessionOf, status } from "../run.ts";

let opened: TestDatabase;
let session: Session;

function databaseOf({ more = { notNull: false } }: NarrowCase, type: string): Database {
  const v: Column = { name: "v", type, ...more };
  return database(table("Person", v, column("other", "text")));
}

/** Every so manieth case, from another one on each time; all with TEST_FULL=1. */
function some<T>(items: readonly T[], every: number): readonly T[] {
  return FULL ? items : items.filter((_, index) => (index + SEED) % every === 0);
}

describe.each([
  ["Postgres 18", true, createDatabase, 2],
  ["Postgres 15", hasPostgres15, openPostgres15, 6],
  ["PGlite", true, openPglite, 6],
] as const)(`on %s, seed ${SEED}`, (_, isThere, open, every) => {
  if (!isThere) {
    test.skip("it is not installed");
    return;
  }
  beforeAll(async () => {
    opened = await open();
    session = sessionOf(opened);
  });
  afterAll(() => opened.drop());

  describe.each(some(narrowCases, every))("$name, $from to $to", (scenario) => {
    const { from, to, values, changed, converted } = scenario;
    const hazard = `narrow_type:Person.v#${changed.length}`;
    const after = databaseOf(scenario, to);
    beforeEach(async () => {
      const list = values.map(
        (value, row) =>
          `('${keyOf(row)}', ${value === null ? "NULL" : quoteLiteral(value)}, 'kept')`,
      );
      await setUp(
        opened,
        databaseOf(scenario, from),
        `INSERT INTO "Person" VALUES ${list.join(", ")}`,
      );
    });

    test("is foretold with its count, and changes nothing when refused", async () => {
      const left = await everything(opened);
      const planned = await plan(session, after);
      const hazards = planned.steps.flatMap((step) => step.hazards);
      expect(hazards).toMatchObject([
        { code: "narrow_type", allow: hazard, count: changed.length, sample_keys: changed },
      ]);
      expect(planned.blockers).toEqual([]);
      const call = { planHash: planned.plan_hash };
      expect(await migrate(session, request(after, call))).toMatchObject({
        refusal: { code: "hazard_not_allowed", entries: [hazard] },
      });
      const fewer = `narrow_type:Person.v#${changed.length - 1}`;
      expect(await migrate(session, request(after, { ...call, allow: [fewer] }))).toMatchObject({
        refusal: { code: "hazard_not_allowed", entries: [hazard] },
      });
      expect(await everything(opened)).toEqual(left);
    });

    test("is applied when allowed, and the old values stay", async () => {
      const old = await people(opened, "v::text, other");
      const number = (await readCatalog(session, "public")).history?.next ?? 0;
      expect(await apply(session, after)).toMatchObject({ outcome: "applied" });
      expect(
        await people(opened, `${quoteIdentifier(retiredName(number, "v"))}::text AS v, other`),
      ).toEqual(old);
      expect(await people(opened, "v::text")).toEqual(
        converted.map((v, row) => ({ id: keyOf(row), v })),
      );
      expect((await plan(session, after)).steps).toEqual([]);
      expect(await status(session, after)).toMatchObject({ in_sync: true, drift: false });
    });

    test("happens in place where no row would change", async () => {
      await opened.query(`DELETE FROM "Person" WHERE id = ANY ('{${changed.join(",")}}')`);
      const planned = await plan(session, after);
      const step = planned.steps.find(({ kind }) => kind === "change_type");
      expect(step).toMatchObject({
        hazards: [],
        counts: [{ hazard: "narrow_type:Person.v", rows: 0 }],
      });
      // An entry that was needed when it was written is no typo now.
      const call = { planHash: planned.plan_hash, allow: [hazard] };
      expect(outcome(await migrate(session, request(after, call)))).toBe("applied");
      expect(await people(opened, "v::text")).toEqual(
        converted.flatMap((v, row) =>
          changed.includes(keyOf(row)) ? [] : [{ id: keyOf(row), v }],
        ),
      );
      expect((await plan(session, after)).steps).toEqual([]);
    });
  });

  test.each(some(ruleCases, every))("$name is foretold, and nothing changes", async (scenario) => {
    await setUp(opened, scenario.before, scenario.rows);
    const left = await everything(opened);
    const planned = await plan(session, scenario.after);
    expect(
      planned.blockers.map(({ code, count, sample_keys: keys }) => [code, count, keys]),
    ).toEqual(scenario.blockers);
    expect(outcome(await apply(session, scenario.after))).toBe("rows_violate");
    expect(await everything(opened)).toEqual(left);
  });
});
