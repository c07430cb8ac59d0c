// Whom of the version that is still running a step disturbs, and in which phase it belongs.
import { describe, expect, test } from "vitest";

import { diff } from "../../src/migration/diff/diff.ts";
import { planSteps } from "../../src/migration/plan.ts";
import type { Column, Constraint, Database, Index } from "../../src/relational/database.ts";
import { check, column, database, index, reference, required, table, unique } from "./build.ts";
import { planContext } from "./plan-context.ts";

type Part = Column | Constraint | Index;

const person = (...parts: Part[]): Database => database(table("Person", ...parts));

/** As Postgres words it. */
const oneOf = (...values: string[]): Constraint =>
  check(
    "Person_v_enum",
    `(v = ANY (ARRAY[${values.map((value) => `'${value}'::text`).join(", ")}]))`,
    "v",
  );
const atMost = (limit: number): Constraint => check("Person_v_range", `(v <= ${limit})`, "v");

const v = (type = "text"): Column => column("v", type);

/** A change, and its steps as `kind, phase, compatibility`. */
const cases: readonly (readonly [name: string, from: Database, to: Database, steps: string[]])[] = [
  ["an optional column", person(), person(v()), ["add_column expand additive"]],
  [
    "a required one with a default",
    person(),
    person(required("v", "text", "'x'")),
    ["add_column expand additive"],
  ],
  [
    "a required one without",
    person(),
    person(required("v", "text")),
    ["add_column contract writer_risk"],
  ],
  [
    "a table with all that belongs to it",
    database(),
    person(required("v", "text"), oneOf("a"), index("Person_v", ["v"], { unique: true })),
    ["create_table expand additive", "create_index expand additive"],
  ],
  ["a column that goes", person(v()), person(), ["retire_column contract breaking"]],
  [
    "a value that becomes required",
    person(v()),
    person(required("v", "text")),
    ["set_not_null contract writer_risk"],
  ],
  [
    "one that becomes optional",
    person(required("v", "text")),
    person(v()),
    ["drop_not_null expand reader_risk"],
  ],
  ["an index", person(v()), person(v(), index("i", ["v"])), ["create_index expand additive"]],
  [
    "a unique one",
    person(v()),
    person(v(), index("i", ["v"], { unique: true })),
    ["create_index contract writer_risk"],
  ],
  [
    "a unique key",
    person(v()),
    person(v(), unique("k", ["v"])),
    ["add_constraint contract writer_risk"],
  ],
  [
    "a foreign key",
    person(v()),
    person(v(), reference("k", "v", "Person")),
    ["add_constraint contract writer_risk"],
  ],
  [
    "a rule on an old column",
    person(v()),
    person(v(), oneOf("a", "b")),
    ["add_constraint contract writer_risk"],
  ],
  [
    "a rule on a new column",
    person(),
    person(v(), oneOf("a", "b")),
    ["add_column expand additive", "add_constraint expand additive"],
  ],
  [
    "a rule that goes",
    person(v(), oneOf("a", "b")),
    person(v()),
    ["drop_constraint expand additive"],
  ],
  [
    "a longer list of values",
    person(v(), oneOf("a", "b")),
    person(v(), oneOf("b", "c", "a")),
    ["drop_constraint expand additive", "add_constraint expand reader_risk"],
  ],
  [
    "a shorter one",
    person(v(), oneOf("a", "b", "c")),
    person(v(), oneOf("a", "b")),
    ["drop_constraint expand additive", "add_constraint contract writer_risk"],
  ],
  [
    "a looser bound",
    person(v("integer"), atMost(10)),
    person(v("integer"), atMost(20)),
    ["drop_constraint expand additive", "add_constraint expand reader_risk"],
  ],
  [
    "a tighter one",
    person(v("integer"), atMost(20)),
    person(v("integer"), atMost(10)),
    ["drop_constraint expand additive", "add_constraint contract writer_risk"],
  ],
  [
    "a longer text",
    person(v("character varying(5)")),
    person(v("character varying(9)")),
    ["change_type expand additive"],
  ],
  [
    "a larger number",
    person(v("integer")),
    person(v("bigint")),
    ["change_type contract reader_risk"],
  ],
  [
    "a smaller one",
    person(v("bigint")),
    person(v("integer")),
    ["change_type contract writer_risk"],
  ],
  ["a number as text", person(v("integer")), person(v("text")), ["change_type contract breaking"]],
  ["a list", person(v("text")), person(v("text[]")), ["change_type contract breaking"]],
];

describe("the running version", () => {
  test.each(cases)("%s", (_, from, to, steps) => {
    expect(
      planSteps(diff(from, to), planContext).map(
        ({ step }) => `${step.kind} ${step.phase} ${step.compatibility}`,
      ),
    ).toEqual(steps);
  });

  test("does not find a column whose values are converted", () => {
    const from = person(v("text"));
    const converted = diff(from, person(v("integer")), (_table, name) => name === "v");
    const [{ step } = {}] = planSteps(converted, planContext);
    expect(step).toMatchObject({ kind: "convert_column", compatibility: "breaking" });
  });
});
