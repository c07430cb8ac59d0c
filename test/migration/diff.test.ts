import { describe, expect, test } from "vitest";
import { planHash, planSteps, type PlanContext } from "../../src/migration/plan.ts";
import { diff } from "../../src/migration/diff/diff.ts";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import { classifyTypeChange } from "../../src/migration/types/type-change.ts";
import { joined } from "../../src/text/pieces.ts";
import { column, database, required, table } from "./build.ts";
import { cases } from "./cases.ts";
import { planContext } from "./plan-context.ts";
import { sample } from "./sample.ts";

const context: PlanContext = { ...planContext, number: 7, rows: new Map([["Person", 3]]) };

describe("diff", () => {
  test.each(cases)(
    "$name: none between equals, the same whatever the order of declaration",
    ({ before, after }) => {
      expect(diff(after, after)).toEqual([]);
      const shuffled = {
        ...after,
        tables: after.tables
          .toReversed()
          .map((item) => ({ ...item, constraints: item.constraints.toReversed() })),
      };
      const kinds = (to: typeof after): string[] =>
        planSteps(diff(before, to), context)
          .map(({ step }) => step.sql.join("; "))
          .toSorted();
      expect(kinds(shuffled)).toHaveLength(kinds(after).length);
      expect(diff(after, shuffled)).toEqual([]);
    },
  );
});

describe("plan hash", () => {
  const location = { file: "a.yaml", line: 1, column: 1 };
  const steps = (name: string, rows: number, where = location) =>
    planSteps(
      diff(
        database(table("Person")),
        database(table("Person", { ...column(name, "text"), location: where })),
      ),
      {
        ...context,
        rows: new Map([["Person", rows]]),
      },
    ).map(({ step }) => step);

  test("stands for the base, the database and what is done; not for estimates or places", () => {
    const hash = planHash("base", "hash", steps("a", 1));
    expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(planHash("base", "hash", steps("a", 99, { ...location, line: 5 }))).toBe(hash);
    expect(planHash("other", "hash", steps("a", 1))).not.toBe(hash);
    expect(planHash("base", "other", steps("a", 1))).not.toBe(hash);
    expect(planHash("base", "hash", steps("b", 1))).not.toBe(hash);
  });

  test("steps carry the author's place and the table's size", () => {
    expect(steps("a", 12)).toMatchObject([
      {
        id: 1,
        kind: "add_column",
        object: "Person.a",
        rows_estimate: 12,
        source: location,
        phase: "expand",
        hazards: [],
      },
    ]);
  });
});

describe("phases", () => {
  test.each([
    ["an optional column", database(table("Person", column("a", "text"))), "expand"],
    [
      "a required column with a default",
      database(table("Person", required("a", "text", "'x'"))),
      "expand",
    ],
    ["a required column without one", database(table("Person", required("a", "text"))), "contract"],
    ["a table", database(table("Person"), table("Pet", required("a", "text"))), "expand"],
    ["nothing of what was there", database(), "contract"],
  ])("%s is %3$s", (_, to, phase) => {
    const phases = planSteps(diff(database(table("Person")), to), context).map(
      ({ step }) => step.phase,
    );
    expect([...new Set(phases)]).toEqual([phase]);
  });
});

describe("type changes", () => {
  test.each([
    ["character varying(10)", "character varying(20)", "metadata"],
    ["character varying(20)", "character varying(10)", "lossy"],
    ["character varying(20)", "text", "metadata"],
    ["text", "character varying(20)", "lossy"],
    ["numeric(8,2)", "numeric(10,2)", "metadata"],
    ["numeric(8,2)", "numeric(10,4)", "rewrite"],
    ["numeric(8,2)", "numeric", "metadata"],
    ["numeric", "numeric(8,2)", "lossy"],
    ["timestamp(3) without time zone", "timestamp(6) without time zone", "metadata"],
    ["timestamp(3) without time zone", "timestamp without time zone", "metadata"],
    ["timestamp without time zone", "timestamp(3) without time zone", "lossy"],
    ["timestamp without time zone", "timestamp with time zone", "index_rebuild"],
    ["integer", "bigint", "rewrite"],
    ["bigint", "integer", "may_fail"],
    ["bigint", "double precision", "lossy"],
    ["integer", "real", "lossy"],
    ["integer[]", "bigint[]", "rewrite"],
    ["text", "text[]", "rewrite"],
    ["character varying(5)[]", "text[]", "rewrite"],
    ["uuid", "text", "rewrite"],
    ["text", "uuid", "may_fail"],
    ["json", "jsonb", "lossy"],
    ["date", "timestamp with time zone", "may_fail"],
    ["numeric(8,2)", "integer", "lossy"],
    ["numeric", "character varying(3)", "may_fail"],
  ] as const)("%s to %s is %s", (from, to, expected) => {
    expect(classifyTypeChange(from, to)).toBe(expected);
  });
});

test("schema.sql is the same for the same database, in one transaction, and touches nothing outside", () => {
  const script = joined(schemaSql(sample));
  expect(joined(schemaSql({ ...sample, tables: sample.tables.toReversed() }))).toBe(script);
  expect(script).toMatch(/^--[^]*\nBEGIN;\n[^]*\nCOMMIT;\n$/);
  expect([...script.matchAll(/CREATE TABLE (\S+)/g)].map(([, name]) => name)).toEqual([
    '"public"."Team"',
    '"public"."Team_members"',
    '"public"."User"',
  ]);
  expect(script).not.toContain("history");
});
