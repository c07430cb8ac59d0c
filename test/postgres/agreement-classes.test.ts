// Zod and Postgres agree on whole rows: random LinkML classes with bounds, patterns, choices and rules are compiled and loaded, and rows that
// Zod accepts are taken by the table from the statement that REST sends. What the table takes, Zod accepts as the row then is, unless the
// compiler has said that Postgres leaves something to Zod. The seed is printed; TEST_SEED repeats a run.

import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compile, type CompiledSchema } from "../../src/compile.ts";
import { type LiveValidators, liveValidators } from "../../src/emit/live-zod.ts";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import { planStatement } from "../../src/rest/query.ts";
import { joined } from "../../src/text/pieces.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { FULL, SEED } from "../support/seed.ts";
import { randomClasses } from "./random-class.ts";

/** Each is tried once more without what is wrong with it. */
const ROWS = 5;
const CLASSES = FULL ? 400 : 25;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(async () => {
  await database?.drop();
});

test(`random classes, seed ${SEED}`, { timeout: 900_000 }, async () => {
  const seen = { accepted: 0, refused: 0, "refused by Zod alone": 0, "schemas refused": 0 };
  let number = 0;
  await fc.assert(
    fc.asyncProperty(randomClasses(ROWS), async ({ schema, rows }) => {
      const { compiled, diagnostics } = compile({
        root: "schema.yaml",
        files: { "schema.yaml": schema },
      });
      if (compiled === undefined) {
        // Constraints that no value meets are errors.
        const errors = diagnostics.filter(({ severity }) => severity === "error");
        expect(errors.map(({ code }) => code)).not.toEqual([]);
        seen["schemas refused"]++;
        return;
      }
      const namespace = `n${++number}`;
      await database.query(joined(schemaSql({ ...compiled.database, namespace })));
      const gaps = compiled.lowered.enforcement.filter(({ reason }) => reason !== undefined);
      const validators = liveValidators(compiled.model.classes);
      const zod = validators.validator("Thing", "create");
      const bodies = rows.flatMap((row) => [row, mended(row, zod)]);
      for (const [index, row] of bodies.entries()) {
        const body = JSON.parse(JSON.stringify({ ...row, id: index })) as Row;
        const accepted = zod.safeParse(body).success;
        const stored = await store(compiled, namespace, body);
        const word = `${schema}\n${JSON.stringify(body)}`;
        if (accepted) expect(stored, `Zod accepts it: ${word}`).not.toHaveProperty("refused");
        else if (!("refused" in stored)) {
          const again = zod.safeParse(stored.row).success;
          if (gaps.length === 0)
            expect(again, `Postgres takes it: ${word}\n${JSON.stringify(stored.row)}`).toBe(true);
          else if (!again) seen["refused by Zod alone"]++;
        }
        seen[accepted ? "accepted" : "refused"]++;
      }
      await database.query(`DROP SCHEMA ${namespace} CASCADE`);
    }),
    { seed: SEED, numRuns: CLASSES },
  );
  console.info(`test/postgres/agreement-classes: TEST_SEED=${SEED}, ${JSON.stringify(seen)}`);
  expect(Math.min(seen.accepted, seen.refused), "both verdicts occur").toBeGreaterThan(CLASSES / 4);
});

type Row = Readonly<Record<string, unknown>>;

/** Without the members that Zod dislikes: most random rows have one. */
function mended(row: Row, zod: ReturnType<LiveValidators["validator"]>): Row {
  const issues = zod.safeParse({ ...row, id: 1 }).error?.issues ?? [];
  const wrong = new Set(issues.map(({ path }) => path[0]));
  return Object.fromEntries(Object.entries(row).filter(([name]) => !wrong.has(name)));
}

/** The row as REST shows it, or why it is not taken. */
async function store(
  { resources }: CompiledSchema,
  namespace: string,
  body: Row,
): Promise<{ readonly row: Row } | { readonly refused: string }> {
  const resource = resources.find((candidate) => candidate.class === "Thing")!;
  const slots = resource.slots.filter((slot) => slot.name in body);
  const statement = planStatement(
    {
      kind: "create",
      resource,
      body: JSON.stringify(body),
      assignments: slots.map((slot) => ({ slot, value: body[slot.name] })),
      nested: [],
      minimal: false,
    },
    namespace,
  );
  try {
    const [answer] = await database.query(statement.text, statement.params);
    const row = JSON.parse(answer?.["row"] ?? "") as Row;
    const given = Object.entries(row).filter(
      ([name, value]) => value !== null && name !== "_version",
    );
    return { row: Object.fromEntries(given) };
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    expect(code, message).toMatch(/^2[23]/);
    return { refused: `${code} ${message}` };
  }
}
