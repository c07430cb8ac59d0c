// Postgres alone: the objects of LinkML's compliance suite through plain INSERT statements (see insert.ts), without our API and without Zod.
// No valid object is refused; of the invalid ones most are. Only references to rows that a document does not hold are not looked at (foreign
// keys are off): LinkML has no rule about them.

import { afterAll, beforeAll, expect, test } from "vitest";
import { compile, type CompiledSchema } from "../../src/compile.ts";
import type { Enforcement } from "../../src/lower/enforcement.ts";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import { joined } from "../../src/text/pieces.ts";
import { complianceCases, type ComplianceCase } from "../support/compliance.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { BindError, insertStatements, NoTable } from "./insert.ts";

/** `refused`: by Postgres, with its code. `unbound`: no parameter of the column's type holds the value. */
interface Verdict {
  readonly kind: "taken" | "refused" | "unbound" | "no-table" | "no-schema";
  readonly why: string;
}

const cases = complianceCases("the compliance suite through Postgres alone");
let database: TestDatabase;
const verdicts = new Map<ComplianceCase, Verdict>();
/** What the compiler says of each metaslot of each slot and class of these schemas. */
const enforcement: Enforcement[] = [];

beforeAll(async () => {
  if (cases.length === 0) return;
  database = await createDatabase();
  const bySchema = Map.groupBy(cases, ({ bundle }) => JSON.stringify(bundle));
  let number = 0;
  for (const [, group] of bySchema) {
    const namespace = `c${++number}`;
    const compiled = await load(group[0]!, namespace);
    for (const one of group) verdicts.set(one, await judge(one, compiled));
    await database.query(`DROP SCHEMA IF EXISTS ${namespace} CASCADE`);
  }
}, 300_000);

afterAll(async () => {
  await database?.drop();
});

/** Below these shares of the invalid objects something has broken: all that plain SQL refuses, and what the server itself does. */
const FLOOR = { all: 0.88, server: 0.65 };

/** Valid objects that plain SQL refuses all the same, and why. */
const VALID_BUT_REFUSED: ReadonlyMap<string, string> = new Map([
  [
    "classification_rules/classification_rules/default/v15_t_None",
    "the object has a member of a subclass that only a classification rule would move it into",
  ],
]);

test.skipIf(cases.length === 0)("plain SQL refuses most invalid objects, and no valid one", () => {
  const settled = cases.filter(({ doubtful }) => doubtful === undefined);
  const valid = settled.filter((one) => one.valid && isRejected(one));
  const invalid = settled.filter((one) => !one.valid);
  const rejected = invalid.filter(isRejected);
  const byServer = rejected.filter((one) => verdicts.get(one)!.kind === "refused");
  const share = (part: readonly ComplianceCase[]): number => part.length / invalid.length;
  console.info(
    `test/compliance/postgres: plain SQL refuses ${rejected.length} of ${invalid.length} invalid objects (${percent(share(rejected))}), ` +
      `${byServer.length} (${percent(share(byServer))}) in the server, the others because no typed parameter holds the value; ` +
      `and ${valid.length} of ${settled.length - invalid.length} valid ones\n${perMetaslot(invalid)}`,
  );
  const whole = enforcement.filter(({ postgres, reason }) => postgres.length > 0 && !reason);
  const part = enforcement.filter(({ postgres, reason }) => postgres.length > 0 && reason);
  console.info(
    `test/compliance/postgres: of ${enforcement.length} metaslots that say something of a slot or class, ` +
      `Postgres enforces ${whole.length} (${percent(whole.length / enforcement.length)}) as Zod does, ${part.length} in part`,
  );
  if (process.env["TEST_VERBOSE"] === "1") console.info(listing(invalid, valid));
  const refused = valid.map((one) => `${one.id}: ${verdicts.get(one)!.why}`);
  expect(refused.filter((line) => !VALID_BUT_REFUSED.has(line.split(": ")[0]!))).toEqual([]);
  expect(valid.length, "every exception is still one").toBe(VALID_BUT_REFUSED.size);
  expect(share(rejected)).toBeGreaterThan(FLOOR.all);
  expect(share(byServer)).toBeGreaterThan(FLOOR.server);
});

function isRejected(one: ComplianceCase): boolean {
  const { kind } = verdicts.get(one)!;
  return kind === "refused" || kind === "unbound";
}

function perMetaslot(invalid: readonly ComplianceCase[]): string {
  const all = Map.groupBy(
    invalid.flatMap((one) => one.coreElements.map((element) => ({ element, one }))),
    ({ element }) => element,
  );
  return [...all]
    .map(([element, list]) => ({
      element,
      all: list.length,
      rejected: list.filter(({ one }) => isRejected(one)).length,
    }))
    .toSorted((a, b) => (a.element < b.element ? -1 : 1))
    .map((row) => `  ${row.element.padEnd(24)} ${String(row.rejected).padStart(4)} of ${row.all}`)
    .join("\n");
}

function listing(invalid: readonly ComplianceCase[], wrong: readonly ComplianceCase[]): string {
  const lines = [...invalid.filter((one) => !isRejected(one)), ...wrong].map((one) => {
    const { kind, why } = verdicts.get(one)!;
    return `${one.valid ? "VALID  " : "invalid"} ${kind.padEnd(9)} ${one.id} ${why} ${JSON.stringify(one.object)}`;
  });
  return lines.join("\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Compiles the schema of a case and loads it into a namespace; a word where that is not possible. */
async function load(one: ComplianceCase, namespace: string): Promise<CompiledSchema | string> {
  const { compiled, diagnostics } = compile(one.bundle);
  if (compiled === undefined) {
    return diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ message }) => message)
      .join(" ");
  }
  for (const entry of compiled.lowered.enforcement)
    enforcement.push(...entry.classes.map(() => entry));
  const moved = { ...compiled, database: { ...compiled.database, namespace } };
  await database.query(joined(schemaSql(moved.database)));
  return moved;
}

/** What a client that only knows SQL makes of the object; nothing of it stays in the database. */
async function judge(one: ComplianceCase, compiled: CompiledSchema | string): Promise<Verdict> {
  if (typeof compiled === "string") return { kind: "no-schema", why: compiled };
  let statements: readonly string[];
  try {
    statements = insertStatements(
      compiled,
      one.targetClass,
      one.object as Readonly<Record<string, unknown>>,
    );
  } catch (error) {
    if (error instanceof BindError) return { kind: "unbound", why: error.message };
    if (error instanceof NoTable) return { kind: "no-table", why: error.message };
    throw error;
  }
  const undo = "DO $$ BEGIN RAISE EXCEPTION 'taken' USING ERRCODE = 'TAKEN'; END $$";
  const script = ["SET LOCAL session_replication_role = replica", ...statements, undo].join(";\n");
  try {
    await database.query(script);
  } catch (error) {
    const { code = "", message } = error as { readonly code?: string; readonly message: string };
    if (code === "TAKEN") return { kind: "taken", why: "" };
    // Values and rules; columns and tables that are not there; types that do not fit.
    expect(code, `${one.id}: ${message}\n${script}`).toMatch(/^(?:22|23|42703|42P01|42804)/);
    return { kind: "refused", why: `${code} ${message}` };
  }
  throw new Error(`${one.id}: the script was not undone`);
}
