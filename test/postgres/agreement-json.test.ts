// What a CHECK asks of JSON is what Zod asks: filters of SQL/JSON paths and live validators, made from the same random classes and conditions,
// judge the same values. Where a filter leaves something out it may take more, and must say so; it never takes less.
// The seed is printed; TEST_SEED repeats a run.

import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Condition, ObjectShape, Shape } from "../../src/constraint/shape.ts";
import { type LiveValidators, liveValidators } from "../../src/emit/live-zod.ts";
import { FALSE, type Formula, TRUE } from "../../src/lower/formula.ts";
import { pathExists } from "../../src/lower/json-path.ts";
import { JsonPredicates } from "../../src/lower/json-predicate.ts";
import type { Unsaid } from "../../src/lower/unsaid.ts";
import { classTables, conditions, objectValue, valueOf } from "../compile/random-shapes.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { FULL, SEED } from "../support/seed.ts";

const RUNS = FULL ? 2_000 : 100;
const several = { minLength: 8, maxLength: 8 };

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(async () => {
  await database?.drop();
});

test(`objects, seed ${SEED}`, { timeout: 600_000 }, async () => {
  const cases = classTables().chain((classes) => {
    const object = [...classes.values()][0]!;
    return fc.tuple(fc.constant(classes), fc.array(objectValue(object, classes, 4), several));
  });
  const seen = counter();
  await fc.assert(
    fc.asyncProperty(cases, async ([classes, values]) => {
      const name = [...classes.keys()][0]!;
      const unsaid: Unsaid[] = [];
      const broken = new JsonPredicates(classes).violation({ kind: "object", name }, unsaid);
      const live = liveValidators(classes).validator(name, "document");
      await compare(values, broken, unsaid, (value) => !live.safeParse(value).success, seen);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  seen.expectAll("objects");
});

test(`conditions, seed ${SEED}`, { timeout: 600_000 }, async () => {
  const cases = classTables().chain((classes) => {
    const names = [...classes.keys()];
    const options: readonly Shape[] = [{ kind: "any" }, { kind: "object", name: names[0]! }];
    return fc.tuple(
      fc.constant(classes),
      conditions(names),
      fc.boolean(),
      fc.array(valueOf({ kind: "union", anyOf: options }, classes), several),
    );
  });
  const seen = counter();
  await fc.assert(
    fc.asyncProperty(cases, async ([classes, condition, wanted, values]) => {
      const unsaid: Unsaid[] = [];
      const found = new JsonPredicates(classes).truth(condition, wanted, unsaid);
      const live: LiveValidators = liveValidators(classes);
      await compare(
        values,
        found,
        unsaid,
        (value) => live.holds(condition, value) === wanted,
        seen,
      );
    }),
    { seed: SEED, numRuns: RUNS, examples: nullElements },
  );
  seen.expectAll("conditions");
});

/** Found by the property: null is no element, also where an element may be anything. */
const nullElements: [[Map<string, ObjectShape>, Condition, boolean, unknown[]]][] = [
  { kind: "is", shape: { kind: "any" } } as const,
  { kind: "none", of: [{ kind: "is", shape: { kind: "any" } }] } as const,
].flatMap((element) =>
  [true, false].map((wanted): (typeof nullElements)[number] => [
    [
      new Map([["Thing", { name: "Thing", properties: [], rules: [] }]]),
      { kind: "some", element },
      wanted,
      [[null], ["a"], [null, "a"], []],
    ],
  ]),
);

/** Whether Postgres finds the formula true exactly where `expected` is; never more often, and less often only where something is unsaid. */
async function compare(
  values: readonly unknown[],
  formula: Formula,
  unsaid: readonly Unsaid[],
  expected: (value: unknown) => boolean,
  seen: ReturnType<typeof counter>,
): Promise<void> {
  // Null is not stored as JSON, and text never holds what Postgres has not.
  const stored = values
    .map((value) => JSON.parse(JSON.stringify(value ?? null)) as unknown)
    .filter((value) => value !== null);
  const sql =
    formula === TRUE ? "true" : formula === FALSE ? "false" : pathExists("v::jsonb", "$", formula);
  const rows = await database.query(
    `SELECT ${sql} AS found FROM unnest($1::text[]) WITH ORDINALITY AS list(v, n) ORDER BY n`,
    [arrayLiteral(stored)],
  );
  for (const [index, value] of stored.entries()) {
    const found = rows[index]?.["found"] === "t";
    const word = `${JSON.stringify(value)}\n${sql}\n${JSON.stringify(unsaid)}`;
    if (found) expect(expected(value), `Postgres says more: ${word}`).toBe(true);
    else if (unsaid.length === 0)
      expect(expected(value), `Postgres says less: ${word}`).toBe(false);
    seen.count(found, unsaid.length === 0);
  }
}

function arrayLiteral(values: readonly unknown[]): string {
  const items = values.map((value) =>
    JSON.stringify(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"'),
  );
  return `{${items.map((item) => `"${item}"`).join(",")}}`;
}

/** How often each verdict fell, with and without gaps: a property that never sees one of them proves little. */
function counter() {
  const counts = new Map<string, number>();
  return {
    count(found: boolean, exact: boolean): void {
      const key = `${found ? "found" : "not found"}${exact ? "" : ", in part"}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    expectAll(what: string): void {
      console.info(
        `test/postgres/agreement-json: TEST_SEED=${SEED}, ${what}: ${JSON.stringify(Object.fromEntries(counts))}`,
      );
      for (const key of ["found", "not found"]) {
        expect(counts.get(key) ?? 0, key).toBeGreaterThan(RUNS / 4);
      }
    },
  };
}
