// A database that is not ours alone: others' objects around our tables, a history that someone has altered, locks, rights, killed sessions.
// What is not ours is never changed, and what cannot be done is said before anything is done.
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { readCatalog } from "../../src/postgres/catalog/catalog.ts";
import {
  DamagedHistory,
  getMigration,
  listMigrations,
} from "../../src/postgres/history/history.ts";
import { migrate } from "../../src/postgres/migrate/migrate.ts";
import { readRetired } from "../../src/postgres/retired/retired.ts";
import { DatabaseError, type Session } from "../../src/postgres/session.ts";
import type { Column, Database } from "../../src/relational/database.ts";
import { column, database, filled, index, reference, table } from "../migration/build.ts";
import { apply, outcome, plan, request, rollBack, sessionOf, status } from "../migration/run.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { until } from "../support/until.ts";

let opened: TestDatabase;
let session: Session;
beforeEach(async () => {
  opened = await createDatabase();
  session = sessionOf(opened);
});
afterEach(() => opened.drop());

const person = database(table("Person", column("age", "bigint"), column("name", "text")));
const withoutAge = database(table("Person", column("name", "text")));

async function fingerprints(): Promise<unknown> {
  return [...(await readCatalog(session, "public")).fingerprints];
}

describe("things of others around our tables", () => {
  const cases: readonly {
    readonly name: string;
    readonly sql: string;
    readonly desired: Database;
    readonly blocked: string;
  }[] = [
    {
      name: "a table that inherits from ours",
      sql: `CREATE SCHEMA other; CREATE TABLE other.kid () INHERITS (public."Person")`,
      desired: withoutAge,
      blocked: "Table Person is inherited by other.kid",
    },
    {
      name: "a sequence that would move with the table",
      sql: `CREATE SEQUENCE counter OWNED BY "Person".age`,
      desired: database(),
      blocked: "Person is used by sequence public.counter",
    },
    {
      name: "a rule, a trigger and a policy",
      sql: `CREATE RULE r AS ON DELETE TO "Person" DO INSTEAD NOTHING; CREATE POLICY p ON "Person" USING (true);
        CREATE TRIGGER t BEFORE UPDATE ON "Person" FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
      desired: database(),
      blocked: `Person is used by policy p on table public."Person", rule r on table public."Person", trigger t on table public."Person"`,
    },
    {
      name: "a materialized view over a column",
      sql: `CREATE MATERIALIZED VIEW ages AS SELECT age FROM "Person"`,
      desired: withoutAge,
      blocked: "Person.age is used by materialized view public.ages",
    },
    {
      name: "a type with the name of a new table",
      sql: `CREATE TYPE "Pet" AS ENUM ('cat')`,
      desired: database(...person.tables, table("Pet")),
      blocked: "The name Pet is already taken by an enum type",
    },
  ];

  test.each(cases)("$name: blocked by name", async ({ sql, desired, blocked }) => {
    await apply(session, person);
    await opened.query(sql);
    const before = await fingerprints();
    expect(await plan(session, person)).toMatchObject({ steps: [], blockers: [] });
    const { blockers } = await plan(session, desired);
    expect(blockers.map(({ message }) => message).join("\n")).toContain(blocked);
    expect(outcome(await apply(session, desired))).toBe("blocked");
    expect(await fingerprints()).toEqual(before);
  });

  test("what is in nobody's way is reported and left alone, but for what extensions bring", async () => {
    await apply(session, person);
    await opened.query(`CREATE TABLE parts (x int) PARTITION BY RANGE (x); CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (9);
      CREATE SEQUENCE numbers; CREATE TYPE mood AS ENUM ('good'); CREATE DOMAIN short AS text; CREATE EXTENSION citext;
      CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER TABLE "Person" ENABLE ROW LEVEL SECURITY`);
    expect((await plan(session, person)).foreign).toEqual([
      "part_1",
      "parts",
      "enum type mood",
      "sequence numbers",
      "domain short",
    ]);
    expect(outcome(await apply(session, withoutAge))).toBe("applied");
    expect(outcome(await apply(session, database()))).toBe("applied");
    const left = await opened.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S') ORDER BY 1`,
    );
    expect(left.map((row) => row["relname"])).toEqual(["numbers", "part_1", "parts"]);
  });
});

describe("a history that is not as we made it", () => {
  test.each([
    ["a column is gone", "ALTER TABLE public_history.migration DROP COLUMN serves"],
    [
      "a column has another type",
      "ALTER TABLE public_history.migration ALTER plan TYPE text USING plan::text",
    ],
    ["the model is emptied", "UPDATE public_history.migration SET model = NULL"],
    ["the model is something else", `UPDATE public_history.migration SET model = '{"tables": 3}'`],
    [
      "it is a view",
      "DROP TABLE public_history.migration; CREATE VIEW public_history.migration AS SELECT 1 AS id",
    ],
  ])("%s: said so, nothing is done", async (_, sql) => {
    await apply(session, person);
    await opened.query(sql);
    const before = await fingerprints();
    const { blockers } = await plan(session, withoutAge);
    expect(blockers).toMatchObject([{ step: 0, code: "history_damaged" }]);
    expect(blockers[0]?.message).toContain("public_history.migration");
    expect(outcome(await apply(session, withoutAge))).toBe("blocked");
    expect(await fingerprints()).toEqual(before);
    expect(await status(session, person)).toMatchObject({ in_sync: false });
    const namespace = "public";
    expect((await readRetired(session, namespace)).things).toEqual([]);
    // What only looks at it says the same, or shows what can be shown.
    const looks = [
      listMigrations(session, { namespace, limit: 5 }),
      getMigration(session, { namespace, id: "1" }),
      rollBack(session, "1"),
    ];
    for (const look of await Promise.allSettled(looks)) {
      if (look.status === "rejected") expect(look.reason).toBeInstanceOf(DamagedHistory);
    }
  });

  test("it is gone: what is there and as wanted is taken over, the rest is nobody's", async () => {
    await apply(session, person);
    await opened.query("DROP TABLE public_history.migration");
    expect(await plan(session, withoutAge)).toMatchObject({ steps: [], foreign: ["Person.age"] });
    expect(outcome(await apply(session, person))).toBe("nothing_to_do");
    expect(await status(session, person)).toMatchObject({ in_sync: true });
    expect(outcome(await apply(session, withoutAge))).toBe("applied");
  });

  test("it belongs to someone else", async () => {
    await apply(session, person);
    const role = `app_${opened.connectionString.split("_").at(-1) ?? ""}`;
    await opened.query(`CREATE ROLE ${role} LOGIN PASSWORD 'app'`);
    const url = new URL(opened.databaseUrl);
    url.username = role;
    url.password = "app";
    const poor = sessionOf({ ...opened, databaseUrl: url.href });
    expect((await plan(poor, person)).blockers).toMatchObject([
      { code: "history_damaged", message: expect.stringContaining("may not use") as string },
    ]);
    await opened.query(`DROP SCHEMA public_history CASCADE`);
    expect(await apply(poor, person)).toMatchObject({ refusal: { code: "database_permission" } });
    await opened.query(`DROP ROLE ${role}`);
  });
});

describe("locks", () => {
  async function whileHolding(lock: string, act: () => Promise<unknown>): Promise<void> {
    const other = new Client({ connectionString: opened.connectionString });
    await other.connect();
    try {
      await other.query(`BEGIN; ${lock}`);
      await act();
    } finally {
      await other.end();
    }
  }

  test("a reader of the table: refused, and after it, applied", async () => {
    await apply(session, person);
    await whileHolding(`SELECT * FROM "Person"`, async () => {
      const result = await apply(session, withoutAge, { lockTimeoutMs: 700 });
      expect(result).toMatchObject({ refusal: { code: "lock_timeout", status: 503 } });
    });
    expect(outcome(await apply(session, withoutAge))).toBe("applied");
  });

  test("a table locked exclusively: even planning gives up, in time and in words", async () => {
    await apply(session, person);
    await whileHolding(`LOCK TABLE "Person" IN ACCESS EXCLUSIVE MODE`, async () => {
      const error: unknown = await plan(session, withoutAge, { lockTimeoutMs: 300 }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(DatabaseError);
      expect(error).toMatchObject({ kind: "postgres", fields: { sqlstate: "55P03" } });
    });
  });
});

test("sessions killed while applying: all of it is there or nothing, and the same call completes it", async () => {
  const names = Array.from({ length: 8 }, (_, number) => `T${number}`);
  const many = database(
    ...names.map((name, number) =>
      table(
        name,
        column("up", "text"),
        index(`${name}_up`, ["up"]),
        ...(number === 0 ? [] : [reference(`${name}_fkey`, "up", `T${number - 1}`)]),
      ),
    ),
  );
  let [from, to]: [Database, Database] = [person, many];
  await apply(session, from);
  const seen = new Set<string>();
  // A longer wait each time, from before the batch begins until after it has ended.
  for (let wait = 0; wait < 60; wait += 6) {
    const planned = await plan(session, to);
    const allow = planned.steps.flatMap((step) => step.hazards.flatMap((item) => item.allow ?? []));
    const call = request(to, { planHash: planned.plan_hash, allow });
    const before = await fingerprints();
    const running = migrate(session, call).then(outcome, (error: unknown) => {
      expect(error).toBeInstanceOf(DatabaseError);
      return "unavailable";
    });
    await new Promise((next) => setTimeout(next, wait));
    await opened.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    const result = await running;
    seen.add(result);
    expect(["applied", "migration_in_doubt", "unavailable"]).toContain(result);
    // The endpoint may still hand out a connection that was killed in its pool.
    const { in_sync: isDone } = await until(() => status(session, to));
    if (!isDone) expect(await fingerprints()).toEqual(before);
    if (result === "applied") expect(isDone).toBe(true);
    expect(outcome(await migrate(session, call))).toBe(isDone ? "already_applied" : "applied");
    [from, to] = [to, from];
  }
  expect([...seen], "some were cut off, or this tries nothing").not.toEqual(["applied"]);
});

test.each(['Strange "ns"; DROP SCHEMA public; --', "ünïcödé", "select", "n".repeat(63)])(
  "a namespace called %s",
  async (namespace) => {
    const inside = (desired: Database): Database => ({ ...desired, namespace });
    expect(outcome(await apply(session, inside(person)))).toBe("applied");
    expect(outcome(await apply(session, inside(person)))).toBe("nothing_to_do");
    expect(outcome(await apply(session, inside(withoutAge)))).toBe("applied");
    expect(outcome(await apply(session, inside(database())))).toBe("applied");
    expect(outcome(await apply(session, inside(person)))).toBe("applied");
    expect(await status(session, inside(person))).toMatchObject({ in_sync: true });
  },
);

test("what rows get, at once or by slices, is not a matter of the settings of the database", async () => {
  await opened.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET datestyle = ''SQL, DMY''', current_database()); END $$`,
  );
  expect(outcome(await apply(session, person))).toBe("applied");
  await opened.query(`INSERT INTO "Person" (id) VALUES ('a')`);
  const march = (name: string): Column => filled(column(name, "date"), `'03/04/2001'::date`);
  const once = database(table("Person", march("once")));
  const sliced = database(table("Person", march("once"), march("sliced")));
  expect(outcome(await apply(session, once))).toBe("applied");
  expect(outcome(await apply(session, sliced, { onlineAboveBytes: 0 }))).toBe("applied");
  const [row] = await opened.query(
    `SELECT once = '2001-03-04' AS once, sliced = '2001-03-04' AS sliced FROM "Person"`,
  );
  expect(row).toEqual({ once: "t", sliced: "t" });
});

test("a table has room for 1,600 columns, retired ones among them: said so", async () => {
  const wide = (count: number): Database =>
    database(
      table("Wide", ...Array.from({ length: count }, (_, number) => column(`c${number}`, "text"))),
    );
  expect(outcome(await apply(session, wide(1599)))).toBe("applied");
  expect(await apply(session, wide(1600))).toMatchObject({
    refusal: { code: "migration_failed", detail: expect.stringContaining("1,600") as string },
  });
  expect(await status(session, wide(1599))).toMatchObject({ in_sync: true });
});

test("a plan that is more than the database takes in one request: said before it is tried", async () => {
  const of = (size: number): Database =>
    database(table("Long", column("a", "text", { comment: "x".repeat(size) })));
  const long = of(9 * 2 ** 20);
  expect((await plan(session, long)).blockers).toMatchObject([{ step: 1, code: "plan_too_large" }]);
  expect(outcome(await apply(session, long))).toBe("blocked");
  expect(outcome(await apply(session, of(3 * 2 ** 20)))).toBe("applied");
});
