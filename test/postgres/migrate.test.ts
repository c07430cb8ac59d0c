// What migrate answers when something speaks against it, on a real server: nothing is changed then, and the answer says what to do.
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { readCatalog } from "../../src/postgres/catalog/catalog.ts";
import {
  getMigration,
  listMigrations,
  readServedHashes,
} from "../../src/postgres/history/history.ts";
import { migrate } from "../../src/postgres/migrate/migrate.ts";
import { DatabaseError, type Session, type Statement } from "../../src/postgres/session.ts";
import { getTable, listTables } from "../../src/postgres/tables.ts";
import { check, column, database, index, reference, required, table } from "../migration/build.ts";
import { apply, outcome, plan, request, sessionOf, status } from "../migration/run.ts";
import { sample } from "../migration/sample.ts";
import { counted } from "../migration/sessions.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";

let opened: TestDatabase;
let session: Session;
beforeEach(async () => {
  opened = await createDatabase();
  session = sessionOf(opened);
});
afterEach(() => opened.drop());

const person = database(table("Person", column("age", "bigint")));
const withoutAge = database(table("Person"));

/** A session that does something before each batch that applies. */
function before(act: () => Promise<unknown>): Session {
  const isApply = (statements: readonly Statement[]): boolean =>
    statements.some(({ text }) => text.startsWith("INSERT INTO"));
  return {
    query: (statement, options) => session.query(statement, options),
    async transaction(statements, options) {
      if (isApply(statements)) await act();
      return session.transaction(statements, options);
    },
  };
}

async function fingerprints(): Promise<unknown> {
  return [...(await readCatalog(session, "public")).fingerprints];
}

describe("refusals, in this order, without a change", () => {
  beforeEach(async () => {
    await apply(session, person);
    await opened.query(`INSERT INTO "Person" VALUES ('a', 1)`);
  });

  test("a hash that is not this plan's", async () => {
    const result = await migrate(
      session,
      request(withoutAge, { planHash: "sha256:0", allow: ["nonsense"] }),
    );
    expect(result).toMatchObject({
      refusal: { code: "stale_plan", status: 409, plan: { steps: [{ kind: "retire_column" }] } },
    });
  });

  test("a hazard that is not allowed, naming the entry; then an entry that fits nothing; then the missing hash", async () => {
    const { plan_hash: planHash } = await plan(session, withoutAge);
    const run = (more: Parameters<typeof request>[1]): ReturnType<typeof migrate> =>
      migrate(session, request(withoutAge, more));
    expect(await run({ planHash })).toMatchObject({
      refusal: { code: "hazard_not_allowed", status: 422, entries: ["drop_column:Person.age"] },
    });
    const allow = ["drop_column:Person.age", "drop_column:Person.agee"];
    expect(await run({ planHash, allow })).toMatchObject({
      refusal: { code: "allow_unused", status: 422, entries: ["drop_column:Person.agee"] },
    });
    expect(await run({ allow: allow.slice(0, 1) })).toMatchObject({
      refusal: { code: "plan_hash_required", status: 422 },
    });
    expect(await status(session, person)).toMatchObject({ in_sync: true });
    expect(outcome(await run({ planHash, allow: allow.slice(0, 1) }))).toBe("applied");
  });

  test("a schema that changed after the plan was made", async () => {
    const { plan_hash: planHash } = await plan(session, withoutAge);
    await opened.query(`ALTER TABLE "Person" ADD COLUMN extra text`);
    expect(
      outcome(
        await migrate(
          session,
          request(withoutAge, { planHash, allow: ["drop_column:Person.age"] }),
        ),
      ),
    ).toBe("stale_plan");
  });

  test("a schema that changes between planning and locking", async () => {
    const { plan_hash: planHash } = await plan(session, withoutAge);
    const racing = before(() =>
      opened.query(`ALTER TABLE "Person" ALTER COLUMN age SET DEFAULT 3`),
    );
    const left = await fingerprints();
    expect(
      outcome(
        await migrate(racing, request(withoutAge, { planHash, allow: ["drop_column:Person.age"] })),
      ),
    ).toBe("stale_plan");
    expect(await fingerprints()).not.toEqual(left);
    expect(await opened.query(`SELECT age FROM "Person"`)).toEqual([{ age: "1" }]);
  });

  test("a table that is dropped between planning and locking", async () => {
    const { plan_hash: planHash } = await plan(session, withoutAge);
    const racing = before(() => opened.query(`DROP TABLE IF EXISTS "Person"`));
    expect(
      outcome(
        await migrate(racing, request(withoutAge, { planHash, allow: ["drop_column:Person.age"] })),
      ),
    ).toBe("stale_plan");
  });

  test("another migration that is running", async () => {
    const other = new Client({ connectionString: opened.connectionString });
    await other.connect();
    await other.query("SELECT pg_advisory_lock(hashtextextended('linkml-neon public', 0))");
    const result = await apply(
      session,
      database(table("Person", column("age", "bigint"), column("new", "text"))),
    );
    expect(result).toMatchObject({ refusal: { code: "migration_in_progress", status: 409 } });
    await other.end();
  });

  test("a table lock that is not got in time, tried in slices", async () => {
    const other = new Client({ connectionString: opened.connectionString });
    await other.connect();
    await other.query(`BEGIN; SELECT * FROM "Person"`);
    const desired = database(table("Person", column("age", "bigint"), column("new", "text")));
    let tries = 0;
    const result = await apply(
      before(async () => tries++),
      desired,
      { lockTimeoutMs: 1200 },
    );
    expect(result).toMatchObject({ refusal: { code: "lock_timeout", status: 503 } });
    expect(tries).toBe(3);
    await other.query("COMMIT");
    expect(outcome(await apply(session, desired))).toBe("applied");
    await other.end();
  });

  test("an older schema than the database has been at", async () => {
    await apply(session, withoutAge);
    const { plan_hash: planHash, steps } = await plan(session, person);
    // What comes back comes with its values.
    expect(steps[0]?.hazards).toMatchObject([
      { code: "restore_column" },
      { code: "downgrade", allow: "downgrade" },
    ]);
    expect(await migrate(session, request(person, { planHash }))).toMatchObject({
      refusal: { code: "downgrade_not_allowed", entries: ["downgrade"] },
    });
    expect(
      outcome(await migrate(session, request(person, { planHash, allow: ["downgrade"] }))),
    ).toBe("applied");
  });
});

describe("failures while applying", () => {
  const desired = database(
    table("Aunt"),
    table(
      "Person",
      column("age", "bigint"),
      column("aunt", "text"),
      reference("Person_aunt_fkey", "aunt", "Person"),
    ),
  );

  test("the last step fails: everything is rolled back, the history tells which and why, and the same call works once the cause is gone", async () => {
    await apply(
      session,
      database(table("Person", column("age", "bigint"), column("aunt", "text"))),
    );
    await opened.query(`INSERT INTO "Person" VALUES ('a', 1, NULL)`);
    const left = await fingerprints();
    const { plan_hash: planHash, steps } = await plan(session, desired);
    const racing = before(() => opened.query(`UPDATE "Person" SET aunt = 'secret'`));
    const result = await migrate(racing, request(desired, { planHash }));
    expect(result).toMatchObject({
      refusal: { code: "rows_violate", status: 422, step: steps.length, sqlstate: "23503" },
    });
    expect(JSON.stringify(result)).not.toContain("secret");
    expect(await fingerprints()).toEqual(left);
    const { migrations } = await listMigrations(session, { namespace: "public", limit: 10 });
    expect(migrations).toMatchObject([
      {
        outcome: "failed",
        number: null,
        plan_hash: planHash,
        actor: "test",
        error: { step: steps.length, sqlstate: "23503" },
      },
      { outcome: "applied", number: 1 },
    ]);
    await opened.query(`UPDATE "Person" SET aunt = NULL`);
    expect(outcome(await migrate(session, request(desired, { planHash })))).toBe("applied");
  });

  test("a step fails that nobody could foresee", async () => {
    await apply(session, person);
    await opened.query(`INSERT INTO "Person" VALUES ('a', 1)`);
    const broken = database(
      table("Person", column("age", "bigint"), column("ratio", "bigint", { default: "1 / 0" })),
      table("Zebra"),
    );
    const result = await apply(session, broken);
    expect(result).toMatchObject({
      refusal: { code: "migration_failed", step: 2, sqlstate: "22012" },
    });
    expect((await readCatalog(session, "public")).live.tables.has("Zebra")).toBe(false);
  });

  test("it takes longer than statement_timeout_ms", async () => {
    await apply(session, database(table("Person", column("age", "bigint"))));
    await opened.query(`INSERT INTO "Person" SELECT n::text, n FROM generate_series(1, 200000) n`);
    const result = await apply(session, database(table("Person", column("age", "numeric"))), {
      statementTimeoutMs: 20,
    });
    expect(result).toMatchObject({
      refusal: { code: "database_timeout", status: 504, sqlstate: "57014" },
    });
    expect(await status(session, person)).toMatchObject({ in_sync: true });
  });

  test("the role does not own the table", async () => {
    await apply(session, person);
    const role = `other_${opened.connectionString.split("_").at(-1) ?? ""}`;
    await opened.query(
      `CREATE ROLE ${role} SUPERUSER; ALTER TABLE "Person" OWNER TO ${role}; CREATE ROLE ${role}_app LOGIN PASSWORD 'app'`,
    );
    await opened.query(
      `GRANT USAGE, CREATE ON SCHEMA public, public_history TO ${role}_app; GRANT ALL ON ALL TABLES IN SCHEMA public_history TO ${role}_app`,
    );
    const url = new URL(opened.databaseUrl);
    url.username = `${role}_app`;
    url.password = "app";
    const poor = sessionOf({ ...opened, databaseUrl: url.href });
    const planned = await plan(
      poor,
      database(table("Person", column("age", "bigint"), column("b", "text"))),
    );
    expect(planned.blockers).toMatchObject([{ code: "not_owner", step: 1 }]);
    await opened.query(
      `DROP OWNED BY ${role}_app; DROP ROLE ${role}_app; ALTER TABLE "Person" OWNER TO CURRENT_USER; DROP ROLE ${role}`,
    );
  });

  test("the answer is lost after the commit: the history tells", async () => {
    await apply(session, person);
    const cut: Session = {
      ...session,
      async transaction(statements, options) {
        const results = await session.transaction(statements, options);
        if (statements.some(({ text }) => text.startsWith("INSERT INTO")))
          throw new DatabaseError("unavailable", "cut");
        return results;
      },
    };
    expect(outcome(await apply(cut, desired))).toBe("applied");
  });

  test("the connection is lost before the commit: in doubt, nothing done", async () => {
    await apply(session, person);
    const cut = before(() => Promise.reject(new DatabaseError("unavailable", "cut")));
    expect(outcome(await apply(cut, desired))).toBe("migration_in_doubt");
    expect(await status(session, person)).toMatchObject({ in_sync: true });
  });
});

describe("repeating", () => {
  test("many at once: one applies, the others are told so", async () => {
    await apply(session, withoutAge);
    const { plan_hash: planHash } = await plan(session, person);
    const results = await Promise.all(
      Array.from({ length: 12 }, () => migrate(session, request(person, { planHash }))),
    );
    const outcomes = results.map(outcome);
    expect(outcomes.filter((word) => word === "applied")).toHaveLength(1);
    expect(
      outcomes.filter(
        (word) => !["applied", "already_applied", "migration_in_progress"].includes(word),
      ),
    ).toEqual([]);
    expect(outcome(await migrate(session, request(person, { planHash })))).toBe("already_applied");
    await opened.query(`ALTER TABLE "Person" ALTER COLUMN age SET DEFAULT 9`);
    expect(outcome(await migrate(session, request(person, { planHash })))).toBe("stale_plan");
  });

  test("a run with nothing to do is one round trip and leaves no trace; a new schema hash alone is stored", async () => {
    await apply(session, sample);
    const wire = counted(session);
    const same = request(sample);
    expect(outcome(await migrate(wire.session, same))).toBe("nothing_to_do");
    expect(wire.calls()).toBe(1);
    expect(
      (await listMigrations(session, { namespace: "public", limit: 10 })).migrations,
    ).toHaveLength(1);
    const renamed = await migrate(wire.session, { ...same, schemaHash: "sha256:described-anew" });
    expect(renamed).toMatchObject({ outcome: "nothing_to_do", migration: { id: "2" } });
    expect(wire.calls()).toBe(3);
    expect(await readServedHashes(session, "public", 5000)).toEqual([same.databaseHash]);
  });

  test("the first run takes three round trips at most, a later plan two", async () => {
    const wire = counted(session);
    await migrate(wire.session, request(sample));
    expect(wire.calls()).toBe(3);
    const more = database(...sample.tables, table("Extra", required("a", "text", "'x'")));
    await migrate(wire.session, request(more, { dryRun: true }));
    expect(wire.calls()).toBe(5);
  });
});

describe("what is not ours", () => {
  test("stays: tables, columns, checks, indexes and views of others are reported and never touched", async () => {
    await apply(
      session,
      database(table("Person", column("age", "bigint"), column("name", "text"))),
    );
    await opened.query(`CREATE TABLE legacy (x int); ALTER TABLE "Person" ADD COLUMN note text; CREATE INDEX by_note ON "Person" (note);
      ALTER TABLE "Person" ADD CONSTRAINT note_check CHECK (note <> ''); CREATE VIEW names AS SELECT name FROM "Person"`);
    const planned = await plan(
      session,
      database(table("Person", column("age", "bigint"), column("name", "text"))),
    );
    expect(planned).toMatchObject({
      steps: [],
      foreign: ["Person.note", "Person.note_check", "Person.by_note", "legacy", "view names"],
    });
    expect(
      await status(
        session,
        database(table("Person", column("age", "bigint"), column("name", "text"))),
      ),
    ).toMatchObject({ in_sync: true, drift: false });
    expect(outcome(await apply(session, database(table("Person", column("name", "text")))))).toBe(
      "applied",
    );
    const catalog = await readCatalog(session, "public");
    expect([...catalog.live.tables.keys()].toSorted()).toEqual(["Person", "legacy"]);
    expect(catalog.live.database.tables[0]?.columns.map((item) => item.name)).toEqual([
      "id",
      "_retired_2_age",
      "name",
      "note",
    ]);
  });

  test("blocks what would break it, by name", async () => {
    await apply(
      session,
      database(table("Person", column("name", "text"), column("age", "integer"))),
    );
    await opened.query(
      `CREATE VIEW names AS SELECT name FROM "Person" WHERE age > 3; CREATE TABLE "Other" (p text REFERENCES "Person" (id))`,
    );
    const planned = await plan(session, database(table("Person", column("age", "bigint"))));
    expect(planned.blockers).toMatchObject([
      {
        code: "foreign_dependent",
        message: expect.stringContaining("view public.names") as string,
      },
      {
        code: "foreign_dependent",
        message: expect.stringContaining("view public.names") as string,
      },
    ]);
    const gone = await plan(session, database());
    expect(gone.blockers).toMatchObject([
      {
        message: expect.stringMatching(
          /constraint Other_p_fkey of Other.*view public\.names/,
        ) as string,
      },
    ]);
    expect(outcome(await apply(session, database()))).toBe("blocked");
  });

  test("takes a name that we need: said so", async () => {
    await opened.query(
      `CREATE VIEW "Person" AS SELECT 1; CREATE TABLE other (x int); CREATE INDEX "Pet_x" ON other (x)`,
    );
    const planned = await plan(
      session,
      database(table("Person"), table("Pet", column("x", "text"), index("Pet_x", ["x"]))),
    );
    expect(planned.blockers.map(({ code, message }) => [code, message])).toEqual([
      ["name_taken", "The name Person is already taken by a view, which is not ours."],
      ["name_taken", "The name Pet_x is already taken by an index of other, which is not ours."],
    ]);
  });

  test("but is wanted is a question, unless it is exactly as wanted", async () => {
    await opened.query(
      `CREATE TABLE "Person" (id text PRIMARY KEY, age integer); CREATE TABLE "Pet" (id text PRIMARY KEY, spare int)`,
    );
    const desired = database(table("Person", column("age", "bigint")), table("Pet"));
    expect((await plan(session, desired)).questions).toEqual([
      { object: "Person", question: "adopt", candidates: ["adopt"] },
    ]);
    expect(outcome(await apply(session, desired))).toBe("question_open");
    expect(outcome(await apply(session, desired, { answers: { Person: "adopt" } }))).toBe(
      "applied",
    );
    await opened.query(`ALTER TABLE "Pet" ADD COLUMN name character varying(5)`);
    const named = database(
      table("Person", column("age", "bigint")),
      table("Pet", column("name", "text")),
    );
    expect((await plan(session, named)).questions).toMatchObject([{ object: "Pet.name" }]);
    expect(outcome(await apply(session, named, { answers: { "Pet.name": "adopt" } }))).toBe(
      "applied",
    );
  });
});

test("drift is seen and mended", async () => {
  await apply(session, sample);
  await opened.query(
    `ALTER TABLE "User" ALTER COLUMN status SET DEFAULT 'old', DROP CONSTRAINT "User_age_check"; DROP INDEX "User_tags"`,
  );
  expect(await status(session, sample)).toMatchObject({
    in_sync: false,
    drift: true,
    pending_steps: 3,
  });
  const { steps } = await plan(session, sample);
  expect(steps.map((step) => `${step.kind} ${step.object}`)).toEqual([
    "set_default User.status",
    "add_constraint User.User_age_check",
    "create_index User.User_tags",
  ]);
  expect(outcome(await apply(session, sample))).toBe("applied");
  expect(await status(session, sample)).toMatchObject({ in_sync: true, drift: false });
});

test("retiring the same things twice", async () => {
  for (let round = 0; round < 2; round++) {
    // Unless told to begin anew, it would bring back what it retired.
    const answers: Record<string, string> = round === 0 ? {} : { User: "new", Team: "new" };
    expect(outcome(await apply(session, sample, { answers }))).toBe("applied");
    await opened.query(
      `INSERT INTO "User" (name, email) VALUES ('x', '${round}'); INSERT INTO "Team" (home) VALUES ('h')`,
    );
    expect(outcome(await apply(session, database(table("Keep"))))).toBe("applied");
  }
  const kept = await opened.query(
    `SELECT (SELECT count(*) FROM public_retired."_retired_2_User") + (SELECT count(*) FROM public_retired."_retired_4_User") AS rows`,
  );
  expect(kept).toEqual([{ rows: "2" }]);
});

describe("namespaces other than public", () => {
  test("are made where they are not there, and keep to themselves", async () => {
    const app = { ...sample, namespace: 'My "App"' };
    expect(outcome(await apply(session, app))).toBe("applied");
    expect(outcome(await apply(session, app))).toBe("nothing_to_do");
    expect(await status(session, app)).toMatchObject({ in_sync: true });
    expect(
      await opened.query(
        `SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace`,
      ),
    ).toEqual([{ count: "0" }]);
    expect(outcome(await apply(session, { ...app, tables: [] }))).toBe("applied");
  });
});

describe("history", () => {
  test("lists newest first, in pages, and shows one with its plan and SQL", async () => {
    const scope = { namespace: "public" };
    expect(await listMigrations(session, { ...scope, limit: 5 })).toEqual({ migrations: [] });
    expect(await readServedHashes(session, "public", 5000)).toBeUndefined();
    for (const name of ["a", "b", "c"])
      await apply(
        session,
        database(
          table(
            "Person",
            ...["a", "b", "c"]
              .filter((other) => other <= name)
              .map((other) => column(other, "text", { comment: "<&>]]>\r\n'" })),
          ),
        ),
      );
    const first = await listMigrations(session, { ...scope, limit: 2 });
    expect(first).toMatchObject({ migrations: [{ id: "3", steps: 1 }, { id: "2" }], next: "2" });
    const second = await listMigrations(session, { ...scope, limit: 2, cursor: first.next ?? "" });
    expect(second).toMatchObject({
      migrations: [{ id: "1", outcome: "applied", origin: "built" }],
    });
    expect(second.next).toBeUndefined();
    const details = await getMigration(session, { ...scope, id: "3" });
    expect(details?.sql).toEqual([
      `ALTER TABLE "public"."Person" ADD COLUMN "c" text`,
      `COMMENT ON COLUMN "public"."Person"."c" IS '<&>]]>\r\n'''`,
    ]);
    expect(details?.applied_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(await getMigration(session, { ...scope, id: "4" })).toBeUndefined();
    expect(await getMigration(session, { ...scope, id: "x'; --" })).toBeUndefined();
  });
});

describe("tables", () => {
  test("are listed and described as psql does", async () => {
    await apply(session, sample);
    await opened.query(
      "CREATE TABLE legacy (x int DEFAULT 3, y int GENERATED ALWAYS AS (x * 2) STORED)",
    );
    const scope = { namespace: "public", classes: new Map([["User", "User"]]) };
    const tables = await listTables(session, scope);
    expect(tables.map(({ name, owned, class: className }) => [name, owned, className])).toEqual([
      ["Team", true, null],
      ["Team_members", true, null],
      ["User", true, "User"],
      ["legacy", false, null],
    ]);
    const user = await getTable(session, "User", scope);
    expect(user).toMatchObject({
      columns: expect.arrayContaining([
        { name: "id", type: "uuid", nullable: false, default: "gen_random_uuid()", comment: null },
      ]) as unknown,
      indexes: expect.arrayContaining([
        { name: "User_pkey", definition: "PRIMARY KEY (id)", primary: true, unique: true },
      ]) as unknown,
      checks: [
        { name: "User_age_check" },
        { name: "User_settings_check" },
        { name: "User_status_check" },
      ],
      foreign_keys: [{ name: "User_manager_fkey", target: "User" }],
      referenced_by: [{ table: "Team" }, { table: "Team_members" }, { table: "User" }],
    });
    expect((await getTable(session, "legacy", scope))?.columns.map((item) => item.default)).toEqual(
      ["3", "generated always as ((x * 2)) stored"],
    );
    expect(await getTable(session, "nope", scope)).toBeUndefined();
  });
});

test("the rules of a check are compared in Postgres's words, whatever ours are", async () => {
  const worded = (sql: string): ReturnType<typeof database> =>
    database(table("Person", column("age", "bigint"), check("c", sql, "age")));
  await apply(session, worded("age in (1,2)"));
  expect((await plan(session, worded("age IN ( 1, 2 )"))).steps).toEqual([]);
  expect((await plan(session, worded("age IN (1, 3)"))).steps).toHaveLength(2);
});
