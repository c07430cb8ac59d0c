// A column changes its type with all that stands on it and refers to it: converted, as a native enum, as an identifier.
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { migrate } from "../../../src/postgres/migrate/migrate.ts";
import { changeRetired } from "../../../src/postgres/retired/change-retired.ts";
import { readRetired } from "../../../src/postgres/retired/retired.ts";
import type { Session } from "../../../src/postgres/session.ts";
import type { Database } from "../../../src/relational/database.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import {
  check,
  column,
  database,
  index,
  primaryKey,
  reference,
  required,
  table,
  unique,
  withIdentity,
} from "../build.ts";
import { everything, people, setUp } from "../people.ts";
import { allowing, apply, clear, outcome, plan, request, sessionOf, status } from "../run.ts";

let opened: TestDatabase;
let session: Session;

describe("with all that stands on it", () => {
  beforeAll(async () => {
    opened = await createDatabase();
    session = sessionOf(opened);
  });
  afterAll(() => opened.drop());

  const schema = (type: string): Database => {
    const value = type === "text" ? "'3'" : "3";
    return database(
      table("Team", primaryKey("Team_pkey", "id"), required("id", "bigint")),
      table(
        "Person",
        { ...required("v", type, value), comment: "what counts" },
        column("twice", type, { generated: type === "text" ? "v || v" : "v * 2" }),
        column("team", type),
        unique("Person_v_key", ["v"]),
        check("Person_v_check", type === "text" ? "v <> ''" : "v > 0", "v"),
        index("Person_v", ["v"], { descending: true }),
        index("Person_id", ["id"], { where: type === "text" ? "v > 'a'" : "v > 7" }),
        ...(type === "text" ? [] : [reference("Person_team_fkey", "team", "Team")]),
      ),
    );
  };

  test("a column is converted: keys, rules, indexes, defaults and what is computed from it are made anew", async () => {
    await setUp(
      opened,
      schema("text"),
      `INSERT INTO "Team" VALUES (7), (8);
       INSERT INTO "Person" (id, v, team) VALUES ('a', '1', '7'), ('b', '02', '08'), ('c', '4', NULL)`,
    );
    const { steps, blockers } = await plan(session, schema("bigint"));
    expect(blockers).toEqual([]);
    expect(steps.flatMap(({ hazards }) => hazards.map(({ allow }) => allow))).toEqual([
      "narrow_type:Person.v#1",
      "narrow_type:Person.team#1",
    ]);
    expect(outcome(await apply(session, schema("bigint")))).toBe("applied");
    expect((await plan(session, schema("bigint"))).steps).toEqual([]);
    expect(await status(session, schema("bigint"))).toMatchObject({ in_sync: true, drift: false });
    expect(
      await people(opened, "v, twice, team, _retired_2_v AS old_v, _retired_2_team AS old_team"),
    ).toEqual([
      { id: "a", v: "1", twice: "2", team: "7", old_v: "1", old_team: "7" },
      { id: "b", v: "2", twice: "4", team: "8", old_v: "02", old_team: "08" },
      { id: "c", v: "4", twice: "8", team: null, old_v: "4", old_team: null },
    ]);
    await opened.query(`INSERT INTO "Person" (id) VALUES ('d')`);
    expect(await opened.query(`SELECT v FROM "Person" WHERE id = 'd'`)).toEqual([{ v: "3" }]);
  });

  test("a row that the converted values would leave without its target is in the way", async () => {
    await setUp(
      opened,
      schema("text"),
      `INSERT INTO "Team" VALUES (7); INSERT INTO "Person" (id, v, team) VALUES ('a', '1', '07'), ('b', '2', '09')`,
    );
    const { blockers } = await plan(session, schema("bigint"));
    expect(blockers.map(({ code, count, sample_keys: keys }) => [code, count, keys])).toEqual([
      ["rows_violate_foreign_key", 1, ["b"]],
    ]);
  });

  test("a native enum loses a value that rows have", async () => {
    const moods = (...values: string[]): Database => ({
      ...database(table("Person", column("v", "public.mood"))),
      types: [{ name: "mood", values }],
    });
    await setUp(
      opened,
      moods("good", "bad", "odd"),
      `INSERT INTO "Person" VALUES ('a', 'good'), ('b', 'odd'), ('c', NULL), ('d', 'odd')`,
    );
    const left = await everything(opened);
    const { steps, plan_hash: planHash } = await plan(session, moods("good", "bad"));
    const found = steps.flatMap(({ hazards }) => hazards);
    expect(found).toMatchObject([{ allow: "narrow_type:Person.v#2", sample_keys: ["b", "d"] }]);
    expect(outcome(await migrate(session, request(moods("good", "bad"), { planHash })))).toBe(
      "hazard_not_allowed",
    );
    expect(await everything(opened)).toEqual(left);
    expect(outcome(await apply(session, moods("good", "bad")))).toBe("applied");
    expect(await people(opened, "v::text, _retired_2_v::text AS old")).toEqual([
      { id: "a", v: "good", old: "good" },
      { id: "b", v: null, old: "odd" },
      { id: "c", v: null, old: null },
      { id: "d", v: null, old: "odd" },
    ]);
    expect((await plan(session, moods("good", "bad"))).steps).toEqual([]);

    // The former type stays with the old values, and goes with them.
    const former = "_retired_2__former_mood";
    const { things } = await readRetired(session, "public");
    expect(things.map(({ item }) => `${item.kind} ${item.object}`)).toEqual([
      "column Person._retired_2_v",
      `type ${former}`,
    ]);
    const change = (what: "purge" | "restore", ...objects: string[]) =>
      changeRetired(session, { ...request(moods()), namespace: "public", what, objects });
    expect(await change("restore", former)).toMatchObject({ unknown: [{ index: 0 }] });
    expect(await change("purge", former)).toMatchObject({ refusal: { code: "blocked" } });
    expect(await change("purge", former, "Person._retired_2_v")).toMatchObject({
      outcome: "applied",
    });
    expect((await readRetired(session, "public")).things).toEqual([]);
  });

  test("the values of another tool's enum become those of ours, by their new names", async () => {
    await clear(opened);
    await opened.query(
      `CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TABLE "Person" (id text PRIMARY KEY, v mood, w mood[]);
       INSERT INTO "Person" VALUES ('a', 'good', '{bad,good}'), ('b', 'bad', NULL), ('c', NULL, '{}')`,
    );
    const values = { bad: "poor" };
    const wanted = database(
      table(
        "Person",
        { ...column("v", "text"), past: { values } },
        { ...column("w", "text[]"), past: { values } },
        check("Person_v_enum", "v IN ('good', 'poor')", "v"),
      ),
    );
    const answers = { Person: "adopt" };
    const { steps, blockers } = await plan(session, wanted, { answers });
    expect(blockers).toEqual([]);
    expect(steps.flatMap(({ hazards }) => hazards.map(({ allow }) => allow))).toEqual([
      "rename_value:Person.v#1",
      "rename_value:Person.w#1",
    ]);
    expect(outcome(await apply(session, wanted, { answers }))).toBe("applied");
    expect(await people(opened, "v, w::text")).toEqual([
      { id: "a", v: "good", w: "{poor,good}" },
      { id: "b", v: "poor", w: null },
      { id: "c", v: null, w: "{}" },
    ]);
    expect((await plan(session, wanted)).steps).toEqual([]);
  });

  test("a rename that looks like a drop and an addition is a question", async () => {
    const named = (name: string): Database =>
      database(table("Person", column(name, "text"), column("other", "bigint")));
    await setUp(opened, named("nickname"), `INSERT INTO "Person" VALUES ('a', 'Al', 1)`);
    const left = await everything(opened);
    const planned = await plan(session, named("nick_name"));
    expect(planned.questions).toMatchObject([
      { object: "Person.nick_name", question: "renamed_or_new", candidates: ["Person.nickname"] },
    ]);
    const call = { planHash: planned.plan_hash, allow: allowing(planned) };
    expect(outcome(await migrate(session, request(named("nick_name"), call)))).toBe(
      "question_open",
    );
    expect(await everything(opened)).toEqual(left);
  });
});

describe("an identifier changes its type with all that refers to it", () => {
  beforeAll(async () => {
    opened = await createDatabase();
    session = sessionOf(opened);
  });
  afterAll(() => opened.drop());

  const schema = (type: string): Database => {
    const typed = (
      name: string,
      ...parts: Parameters<typeof table>[1][]
    ): ReturnType<typeof table> => {
      const made = table(name, ...parts);
      return {
        ...made,
        columns: made.columns.map((each) => (each.name === "id" ? { ...each, type } : each)),
      };
    };
    return withIdentity(
      database(
        typed(
          "Dog",
          column("friend", type),
          reference("Dog_friend_fkey", "friend", "Pet_identity", {
            deferred: true,
            onUpdate: "cascade",
          }),
          index("Dog_friend", ["friend"]),
        ),
        typed("Cat"),
        table(
          "Cat_toys",
          primaryKey("Cat_toys_pkey", "Cat", "position"),
          required("Cat", type),
          required("position", "integer"),
          reference("Cat_toys_Cat_fkey", "Cat", "Cat", { onDelete: "cascade" }),
        ),
      ),
      "Pet_identity",
      type,
      ["Cat", "Dog"],
    );
  };
  const fill = `INSERT INTO "Cat" VALUES ('1'), ('2'); INSERT INTO "Dog" VALUES ('3', '1'), ('4', '3'), ('5', NULL);
    INSERT INTO "Cat_toys" VALUES ('2', 0), ('2', 1)`;

  test("where every value survives", async () => {
    await setUp(opened, schema("text"), fill);
    const planned = await plan(session, schema("bigint"));
    expect(planned.blockers).toEqual([]);
    expect(outcome(await apply(session, schema("bigint")))).toBe("applied");
    expect((await plan(session, schema("bigint"))).steps).toEqual([]);
    expect(await status(session, schema("bigint"))).toMatchObject({ in_sync: true, drift: false });
    expect(await opened.query(`SELECT id, friend FROM "Dog" ORDER BY 1`)).toEqual([
      { id: "3", friend: "1" },
      { id: "4", friend: "3" },
      { id: "5", friend: null },
    ]);
    expect(await opened.query(`SELECT id FROM "Pet_identity" ORDER BY 1`)).toHaveLength(5);
    await opened.query(`INSERT INTO "Cat" VALUES (6)`);
    expect(await opened.query(`SELECT id FROM "Pet_identity" ORDER BY 1`)).toHaveLength(6);
    expect(outcome(await apply(session, schema("text")))).toBe("applied");
  });

  test("not where one of them would be another", async () => {
    await setUp(opened, schema("text"), `${fill}; INSERT INTO "Cat" VALUES ('007')`);
    const planned = await plan(session, schema("bigint"));
    expect(
      planned.blockers.map(({ code, count, sample_keys: keys }) => [code, count, keys]),
    ).toEqual([
      ["rows_violate_type", 1, ["007"]],
      ["rows_violate_type", 1, ["007"]],
    ]);
    expect(outcome(await apply(session, schema("bigint")))).toBe("rows_violate");
    expect(await status(session, schema("text"))).toMatchObject({ in_sync: true });
  });
});
