// What was counted: what an `allow` entry permits, what happens when it grows, and when nothing could be counted.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { migrate } from "../../../src/postgres/migrate/migrate.ts";
import type { Session } from "../../../src/postgres/session.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { column, database, table } from "../build.ts";
import { keyOf, people, setUp } from "../people.ts";
import { apply, outcome, plan, request, sessionOf, status } from "../run.ts";

let opened: TestDatabase;
let session: Session;

describe("what is counted", () => {
  const before = database(table("Person", column("v", "text"), column("w", "text")));
  const after = database(table("Person", column("v", "integer"), column("w", "text")));
  const entry = (count: number): string => `narrow_type:Person.v#${count}`;
  beforeAll(async () => {
    opened = await createDatabase();
    session = sessionOf(opened);
  });
  afterAll(() => opened.drop());
  beforeEach(() =>
    setUp(opened, before, `INSERT INTO "Person" VALUES ('a', '1'), ('b', 'x'), ('c', 'y')`),
  );

  /** A session in which someone adds a row before each batch that applies. */
  function racing(row: string): Session {
    return {
      query: (statement, options) => session.query(statement, options),
      async transaction(statements, options) {
        const isApply = statements.some(({ text }) => text.includes("pg_try_advisory_xact_lock"));
        if (isApply)
          await opened.query(`INSERT INTO "Person" VALUES ${row} ON CONFLICT DO NOTHING`);
        return session.transaction(statements, options);
      },
    };
  }

  test("may be less than what is allowed", async () => {
    const { plan_hash: planHash } = await plan(session, after);
    const call = { planHash, allow: [entry(20)] };
    expect(outcome(await migrate(session, request(after, call)))).toBe("applied");
  });

  test("stays out of the hash of the plan", async () => {
    const { plan_hash: planHash } = await plan(session, after);
    await opened.query(`INSERT INTO "Person" VALUES ('d', 'z')`);
    expect(await plan(session, after)).toMatchObject({ plan_hash: planHash });
    const call = { planHash, allow: [entry(2)] };
    expect(await migrate(session, request(after, call))).toMatchObject({
      refusal: { code: "hazard_not_allowed", entries: [entry(3)] },
    });
  });

  test("is counted again under the lock: what has grown is refused, and nothing changes", async () => {
    const { plan_hash: planHash } = await plan(session, after);
    const call = { planHash, allow: [entry(2)] };
    const result = await migrate(racing(`('d', 'z')`), request(after, call));
    expect(result).toMatchObject({
      refusal: { code: "hazard_not_allowed", entries: [entry(3)] },
    });
    expect(await people(opened, "v")).toHaveLength(4);
    expect(await status(session, before)).toMatchObject({ in_sync: true });
  });

  test("may grow up to what is allowed", async () => {
    const { plan_hash: planHash } = await plan(session, after);
    const call = { planHash, allow: [entry(3)] };
    expect(outcome(await migrate(racing(`('d', 'z')`), request(after, call)))).toBe("applied");
    expect(await people(opened, "v")).toEqual(
      ["1", null, null, null].map((v, row) => ({ id: keyOf(row), v })),
    );
  });

  test("is counted again also where it was nothing", async () => {
    await opened.query(`DELETE FROM "Person" WHERE id <> 'a'`);
    const planned = await plan(session, after);
    expect(planned.steps.flatMap(({ hazards }) => hazards)).toEqual([]);
    const call = { planHash: planned.plan_hash };
    expect(outcome(await migrate(racing(`('d', '007')`), request(after, call)))).toBe("stale_plan");
    expect(await people(opened, "v")).toEqual([
      { id: "a", v: "1" },
      { id: "d", v: "007" },
    ]);
  });

  test("is as exact in two columns at once, in the same plan", async () => {
    const both = database(table("Person", column("v", "integer"), column("w", "date")));
    await opened.query(`UPDATE "Person" SET w = '2020-02-30' WHERE id = 'c'`);
    const planned = await plan(session, both);
    expect(planned.steps.flatMap(({ hazards }) => hazards.map(({ allow }) => allow))).toEqual([
      entry(2),
      "narrow_type:Person.w#1",
    ]);
    expect(outcome(await apply(session, both))).toBe("applied");
    expect(await status(session, both)).toMatchObject({ in_sync: true, drift: false });
  });

  test("needs an entry with a number, and one that fits", async () => {
    const { plan_hash: planHash } = await plan(session, after);
    const refused = async (...allow: string[]): Promise<unknown> =>
      migrate(session, request(after, { planHash, allow }));
    const missing = { refusal: { code: "hazard_not_allowed", entries: [entry(2)] } };
    for (const text of [
      "narrow_type:Person.v",
      "narrow_type:Person.v#",
      "narrow_type:Person.v#1",
      "drop_column:Person.v#2",
    ])
      expect(await refused(text)).toMatchObject(missing);
    for (const typo of [
      "narrow_type:Person.w#2",
      "narrow_type:Person.v#x",
      "drop_column:Person.v#2",
    ])
      expect(await refused(entry(2), typo)).toMatchObject({
        refusal: { code: "allow_unused", entries: [typo] },
      });
    expect(await status(session, before)).toMatchObject({ in_sync: true });
  });

  test("comes back: rows that hold the old values can be read beside the new ones, and a second change retires again", async () => {
    await apply(session, after);
    expect(outcome(await apply(session, before))).toBe("applied");
    expect(outcome(await apply(session, after))).toMatch(/applied/);
    expect(await status(session, after)).toMatchObject({ in_sync: true, drift: false });
  });

  test("that was not counted in time is said to be so, and is not changed", async () => {
    await opened.query(
      `INSERT INTO "Person" SELECT i::text, md5(i::text) FROM generate_series(1, 200000) i`,
    );
    const planned = await plan(session, after, { statementTimeoutMs: 1 });
    expect(planned.blockers).toMatchObject([{ code: "probe_failed" }]);
    const step = planned.steps.find(({ kind }) => kind === "convert_column");
    expect(step?.counts).toEqual([{ hazard: "narrow_type:Person.v" }]);
    expect(step?.hazards[0]).not.toHaveProperty("allow");
    const call = { planHash: planned.plan_hash, allow: [entry(999_999)], statementTimeoutMs: 1 };
    expect(outcome(await migrate(session, request(after, call)))).toBe("blocked");
    expect(await status(session, before)).toMatchObject({ in_sync: true });
  });

  test("is not asked of an empty table, where any type may follow", async () => {
    await opened.query(`TRUNCATE "Person"`);
    for (const type of ["integer", "jsonb", "text[]", "date", "uuid", "bytea", "boolean"]) {
      const wanted = database(table("Person", column("v", type), column("w", "text")));
      const planned = await plan(session, wanted);
      expect(planned.steps.flatMap(({ hazards }) => hazards)).toEqual([]);
      expect(outcome(await apply(session, wanted))).toBe("applied");
    }
  });
});
