// Every case is proved: asked where a person must decide, applied, in step, nothing left to do; the rows are where they belong; and taken
// back, everything is as it was.
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { migrate } from "../../../src/postgres/migrate/migrate.ts";
import type { Database } from "../../../src/relational/database.ts";
import { pick } from "../../support/pick.ts";
import { createDatabase, openPglite, type TestDatabase } from "../../support/postgres.ts";
import { FULL, SEED } from "../../support/seed.ts";
import { column, database, table } from "../build.ts";
import { contents } from "../people.ts";
import { renameCases } from "./rename-cases.ts";
import { apply, clear, outcome, plan, request, rollBack, sessionOf, status } from "../run.ts";

const swaps = renameCases.filter(({ name }) => name.includes("swap"));
const inParts = FULL ? renameCases : [...swaps, ...pick(renameCases, 2, SEED)];
/** PGlite is the slower one and hardly ever differs. */
const onPglite = FULL ? renameCases : [...swaps.slice(0, 1), ...pick(renameCases, 3, SEED)];

describe.each([
  { where: "real Postgres", open: createDatabase, each: renameCases, more: {} },
  { where: `PGlite, seed ${SEED}`, open: openPglite, each: [...new Set(onPglite)], more: {} },
  // As if every table were large: what is left is planned anew after each part.
  {
    where: `real Postgres, in parts, seed ${SEED}`,
    open: createDatabase,
    each: [...new Set(inParts)],
    more: { onlineAboveBytes: 0 },
  },
])("on $where", ({ open, each, more }) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test.each(each)("$name", async (scenario) => {
    const { before, after, answers = {}, questions = {} } = scenario;
    const session = sessionOf(opened);
    await clear(opened);
    expect(outcome(await apply(session, before))).toBe("applied");
    await opened.query(scenario.rows);
    const rows = await contents(opened, before);

    const asked = await plan(session, after, more);
    expect(asked.questions).toEqual(
      Object.entries(questions).map(([object, candidates]) => ({
        object,
        question: "renamed_or_new",
        candidates,
      })),
    );
    const planned = await plan(session, after, { answers, ...more });
    expect(planned).toMatchObject({ questions: [], blockers: [] });
    const steps = planned.steps.map((step) => `${step.kind} ${step.object}`);
    if (scenario.steps.length > 0 && !("onlineAboveBytes" in more))
      expect(steps).toEqual(scenario.steps);
    const hazards = planned.steps.flatMap((step) => step.hazards.map(({ allow }) => allow));
    expect(hazards.filter((allow) => !allow?.startsWith("long_rewrite"))).toEqual(
      scenario.allow ?? [],
    );
    expect(planned.compatible_with_running_version).toBe(false);
    expect(steps.join("\n")).not.toMatch(/retire_table|drop_derived_table/);

    expect(await apply(session, after, { answers, ...more })).toMatchObject({ outcome: "applied" });
    expect(await plan(session, after, more)).toMatchObject({
      steps: [],
      questions: [],
      blockers: [],
    });
    expect(await status(session, after)).toMatchObject({ in_sync: true, drift: false });

    expect(outcome(await rollBack(session, "2", more))).toBe("applied");
    expect(await plan(session, before, more)).toMatchObject({ steps: [], questions: [] });
    expect(await contents(opened, before)).toEqual(rows);
    expect(outcome(await apply(session, after, { answers, reapply: true, ...more }))).toBe(
      "applied",
    );
    for (const [query, values] of scenario.finds)
      expect((await opened.query(query)).map((row) => Object.values(row)[0])).toEqual(values);
  });
});

/** No question has such an answer. */
const misfits: readonly Readonly<Record<string, string>>[] = [
  { "Person.nickname": "renamed_from:Person.nobody" },
  { "Person.nickname": "renamed_from:Human.alias" },
  { "Person.nickname": "adopt" },
  { "Person.nickname": "maybe" },
  { "Person.age": "new" },
  { Human: "renamed_from:Person" },
  { constructor: "new" },
];

describe("what is not renamed", () => {
  let opened: TestDatabase;
  const before = database(table("Person", column("alias", "text"), column("age", "bigint")));
  const after = database(table("Person", column("nickname", "text"), column("age", "bigint")));
  const named: Database = database(
    table(
      "Person",
      { ...column("nickname", "text"), past: { renamedFrom: ["alias"] } },
      column("age", "bigint"),
    ),
  );
  beforeAll(async () => {
    opened = await createDatabase();
  });
  afterAll(() => opened.drop());

  async function start(): Promise<ReturnType<typeof sessionOf>> {
    await clear(opened);
    const session = sessionOf(opened);
    await apply(session, before);
    await opened.query(`INSERT INTO "Person" VALUES ('a', 'x', 1)`);
    return session;
  }

  test("what only looks like it is asked about, and nothing is done before", async () => {
    const session = await start();
    const { plan_hash: planHash } = await plan(session, after);
    const call = { planHash, allow: ["drop_column:Person.alias"] };
    const refused = await migrate(session, request(after, call));
    expect(refused).toMatchObject({
      refusal: {
        code: "question_open",
        status: 422,
        detail:
          'Person.nickname: new, or what was called Person.alias. Answer "renamed_from:Person.alias" or "new": only a rename keeps the rows or values.',
      },
    });
    expect((await plan(session, before)).steps).toEqual([]);
  });

  test.each(misfits)("an answer to no question: %o", async (answers) => {
    const session = await start();
    const { plan_hash: planHash } = await plan(session, after, { answers });
    const call = { planHash, answers, allow: ["drop_column:Person.alias"] };
    const refused = await migrate(session, request(after, call));
    const [[object, answer] = []] = Object.entries(answers);
    expect(refused).toMatchObject({
      refusal: { code: "answer_unused", status: 422, entries: [`${object}=${answer}`] },
    });
    expect((await plan(session, before)).steps).toEqual([]);
  });

  test("what someone's view names", async () => {
    const session = await start();
    await opened.query(`CREATE VIEW aliases AS SELECT alias FROM "Person"`);
    const planned = await plan(session, named);
    expect(planned.blockers).toMatchObject([{ step: 1, code: "foreign_dependent" }]);
    expect(planned.blockers[0]?.message).toContain("view public.aliases");
    expect(outcome(await apply(session, named))).toBe("blocked");
  });

  test("what someone else has put beside it, unless an answer says so", async () => {
    await clear(opened);
    const session = sessionOf(opened);
    await apply(session, database(table("Person", column("age", "bigint"))));
    await opened.query(
      `ALTER TABLE "Person" ADD COLUMN alias text; INSERT INTO "Person" VALUES ('a', 1, 'x')`,
    );
    const planned = await plan(session, named);
    expect(planned.questions).toEqual([
      { object: "Person.nickname", question: "renamed_or_new", candidates: ["Person.alias"] },
    ]);
    const answers = { "Person.nickname": "renamed_from:Person.alias" };
    expect(outcome(await apply(session, named, { answers }))).toBe("applied");
    expect(await opened.query(`SELECT nickname FROM "Person"`)).toEqual([{ nickname: "x" }]);
    expect(await status(session, named)).toMatchObject({ in_sync: true, drift: false });
  });

  test("what has been renamed already", async () => {
    const session = await start();
    await apply(session, named);
    const both = database(
      table(
        "Person",
        { ...column("nickname", "text"), past: { renamedFrom: ["alias"] } },
        column("age", "bigint"),
        column("alias", "text"),
      ),
    );
    expect(await apply(session, both)).toMatchObject({ outcome: "applied" });
    expect(await plan(session, named)).toMatchObject({ questions: [] });
    const steps = (await plan(session, named)).steps.map(({ kind }) => kind);
    expect(steps).toEqual(["retire_column"]);
  });
});
