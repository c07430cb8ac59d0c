import { expect, test } from "vitest";

import { diff } from "../../src/migration/diff/diff.ts";
import { planSteps, type Plan } from "../../src/migration/plan.ts";
import { renderPlan } from "../../src/migration/render.ts";
import { column, database, required, table } from "./build.ts";
import { planContext } from "./plan-context.ts";

const empty: Plan = {
  plan_hash: "sha256:ab",
  base_fingerprint: "",
  schema_hash: "",
  database_hash: "",
  steps: [],
  blockers: [],
  questions: [],
  foreign: [],
  compatible_with_running_version: true,
};

test("nothing to do", () => {
  expect(renderPlan(empty)).toBe("Nothing to do: the database is as the schema says.");
});

test("everything a plan can say", () => {
  const before = database(table("Person", column("age", "bigint")));
  const after = database(table("Person", required("nick", "text")), table("Pet"));
  const context = { ...planContext, number: 3, rows: new Map([["Person", 12]]) };
  const steps = planSteps(diff(before, after), context).map(({ step }) => step);
  const text = renderPlan({
    ...empty,
    steps,
    blockers: [
      {
        step: 3,
        code: "rows_violate_not_null",
        count: 2,
        sample_keys: ["a", "b"],
        message: "2 rows.",
        fix: "Fill them.",
      },
    ],
    questions: [
      { object: "Pet", question: "adopt", candidates: ["adopt"] },
      { object: "Person.nick", question: "renamed_or_new", candidates: ["Person.alias"] },
    ],
    foreign: ["legacy", "Person.note"],
    compatible_with_running_version: false,
  });
  expect(text).toBe(
    `
  #  step           object       lock              effect
  1  retire_column  Person.age   access exclusive  breaks the running version
  2  create_table   Pet          -
  3  add_column     Person.nick  access exclusive  breaks the running version

Hazards:
  1: Column Person.age is renamed to _retired_3_age; the application no longer sees its values.
     allow: drop_column:Person.age

In the way:
  3: 2 rows.
     for example: a, b
     Fill them.

Questions:
  Pet: already there, but not made by a migration of ours, and different
    answer: Pet=adopt
  Person.nick: new, or what was called Person.alias
    answer: Person.nick=renamed_from:Person.alias
    answer: Person.nick=new

Not ours, left alone:
  legacy, Person.note

3 steps; the running version may not keep working.
plan sha256:ab`.slice(1),
  );
});
