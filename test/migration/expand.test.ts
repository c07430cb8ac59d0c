// The database between an old version and a new one: reached by steps that the running version survives, and left by the rest.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Change } from "../../src/migration/change.ts";
import { diff } from "../../src/migration/diff/diff.ts";
import { expanded } from "../../src/migration/expand/expand.ts";
import { planSteps } from "../../src/migration/plan.ts";
import type { Database } from "../../src/relational/database.ts";
import { normalize } from "../../src/relational/normalize.ts";
import { check, column, database, index, reference, required, table, unique } from "./build.ts";
import { planContext } from "./plan-context.ts";
import { randomDatabase } from "./random/random.ts";
import { FULL, SEED } from "../support/seed.ts";

const RUNS = FULL ? 5000 : 300;

function steps(changes: readonly Change[]): readonly string[] {
  const planned = planSteps(changes, planContext);
  return planned.map(({ step }) => `${step.phase} ${step.kind} ${step.object}`);
}

/** The steps of an expand, and of the contract after it. */
function phases(from: Database, to: Database): readonly (readonly string[])[] {
  const between = expanded(normalize(from), normalize(to), []);
  return [steps(diff(normalize(from), between)), steps(diff(between, normalize(to)))];
}

test(`any two databases, seed ${SEED}`, () => {
  console.info(`test/migration/expand: TEST_SEED=${SEED}, ${RUNS} pairs`);
  fc.assert(
    fc.property(randomDatabase, randomDatabase, (one, other) => {
      const [from, to] = [normalize(one), normalize(other)];
      const between = expanded(from, to, []);
      const [expand = []] = phases(from, to);
      expect(expand.filter((step) => !step.startsWith("expand"))).toEqual([]);
      expect(steps(diff(between, expanded(between, to, [])))).toEqual([]);
      expect(steps(diff(from, expanded(from, from, [])))).toEqual([]);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

describe("what goes when", () => {
  const cases: readonly {
    readonly name: string;
    readonly from: Database;
    readonly to: Database;
    readonly expand: readonly string[];
    readonly contract: readonly string[];
  }[] = [
    {
      name: "a required column is added optional, and required later",
      from: database(table("A")),
      to: database(table("A", required("name", "text"))),
      expand: ["expand add_column A.name"],
      contract: ["contract set_not_null A.name"],
    },
    {
      name: "a required column with a default is added as it is",
      from: database(table("A")),
      to: database(table("A", required("name", "text", "'x'"))),
      expand: ["expand add_column A.name"],
      contract: [],
    },
    {
      name: "a column that goes is first no longer asked for",
      from: database(table("A", required("old", "text"))),
      to: database(table("A")),
      expand: ["expand drop_not_null A.old"],
      contract: ["contract retire_column A.old"],
    },
    {
      name: "a table that goes is left alone until then",
      from: database(table("A"), table("B", column("a", "text"), reference("B_a_fkey", "a", "A"))),
      to: database(table("A")),
      expand: [],
      contract: ["expand drop_constraint B.B_a_fkey", "contract retire_table B"],
    },
    {
      name: "a rule that changes is not there in between",
      from: database(table("A", column("n", "bigint"), check("A_n_check", "n > 5", "n"))),
      to: database(table("A", column("n", "bigint"), check("A_n_check", "n < 3", "n"))),
      expand: ["expand drop_constraint A.A_n_check"],
      contract: ["contract add_constraint A.A_n_check"],
    },
    {
      name: "a type change waits, with all that stands on the column",
      from: database(
        table("A", column("n", "integer"), check("A_n_check", "n > 5", "n"), index("A_n", ["n"])),
      ),
      to: database(
        table("A", column("n", "bigint"), check("A_n_check", "n > 5", "n"), index("A_n", ["n"])),
      ),
      expand: [],
      contract: [
        "expand drop_constraint A.A_n_check",
        "contract change_type A.n",
        "expand add_constraint A.A_n_check",
      ],
    },
    {
      name: "a unique key comes last, and one that goes goes first",
      from: database(
        table("A", column("x", "text"), column("y", "text"), unique("A_x_key", ["x"])),
      ),
      to: database(table("A", column("x", "text"), column("y", "text"), unique("A_y_key", ["y"]))),
      expand: ["expand drop_constraint A.A_x_key"],
      contract: ["contract add_constraint A.A_y_key"],
    },
    {
      name: "a key of a column that goes stays with it",
      from: database(table("A", column("x", "text"), unique("A_x_key", ["x"], false))),
      to: database(table("A")),
      expand: [],
      contract: ["expand drop_constraint A.A_x_key", "contract retire_column A.x"],
    },
  ];
  test.each(cases)("$name", ({ from, to, expand, contract }) => {
    expect(phases(from, to)).toEqual([expand, contract]);
  });
});

test("what will be renamed keeps its old name, and no empty twin is made", () => {
  const from = normalize(database(table("User", column("nick", "text")), table("Post")));
  const to = normalize(
    database(table("Person", column("nick", "text")), table("Post", column("x", "text"))),
  );
  const between = expanded(from, to, [
    { kind: "table", how: "renamed", from: "User", to: "Person" },
  ]);
  expect(steps(diff(from, between))).toEqual(["expand add_column Post.x"]);
  const changed = normalize(database(table("User", column("alias", "text")), table("Post")));
  const same = expanded(from, changed, [
    { kind: "column", how: "renamed", table: "User", from: "nick", to: "alias" },
  ]);
  expect(steps(diff(from, same))).toEqual([]);
});

test("what will be renamed keeps its rules until then", () => {
  const from = normalize(
    database(table("A", column("old", "text"), check("A_old_check", `"old" <> ''`, "old"))),
  );
  const to = normalize(
    database(table("A", column("new", "text"), check("A_new_check", `"new" <> ''`, "new"))),
  );
  const between = expanded(from, to, [
    { kind: "column", how: "renamed", table: "A", from: "old", to: "new" },
  ]);
  expect(steps(diff(from, between))).toEqual([]);
});
