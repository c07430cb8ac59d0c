// A folder in schemas/ is a case: `before.yaml` is compiled and applied, `seed.sql` fills it, and the plan from there to `after.yaml` is
// compared with `expected.txt`, then applied and proved. The files are fragments of the schema below; several of them make a folder
// (`after/*.yaml`), and `after-2.yaml` goes on from `after.yaml`, with `seed-2.sql` before it. To add a case: make the folder, run
// `UPDATE=1 vitest run test/migration/schemas`, and read what it wrote.

import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderPlan } from "../../src/migration/render.ts";
import { retiredName, retiredNamespace } from "../../src/migration/names.ts";
import type { Match } from "../../src/migration/match/match.ts";
import type { Plan } from "../../src/migration/plan.ts";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import type { Moves } from "../../src/migration/retired/way-back.ts";
import { readCatalog } from "../../src/postgres/catalog/catalog.ts";
import { migrate } from "../../src/postgres/migrate/migrate.ts";
import type { Session } from "../../src/postgres/session.ts";
import type { Database, Table } from "../../src/relational/database.ts";
import { identityFeeders } from "../../src/relational/identity.ts";
import { qualifiedName, quoteIdentifier } from "../../src/sql/quote.ts";
import { joined } from "../../src/text/pieces.ts";
import { compileBundle } from "../support/compile.ts";
import { pick } from "../support/pick.ts";
import { createDatabase, openPglite, type TestDatabase } from "../support/postgres.ts";
import { FULL, SEED } from "../support/seed.ts";
import { expectIdentities, liveTables } from "./people.ts";
import {
  allNew,
  allowing,
  apply,
  clear,
  outcome,
  plan,
  request,
  sessionOf,
  status,
} from "./run.ts";

const ROOT = `id: https://example.org/case
name: case
prefixes: {linkml: "https://w3id.org/linkml/"}
imports: ["linkml:types"]
default_range: string
`;

const FOLDER = join(import.meta.dirname, "schemas");
const CASES = readdirSync(FOLDER).toSorted();
const updating = process.env["UPDATE"] === "1";

/** PGlite is the slower one and hardly ever differs: a few cases each time, all with TEST_FULL=1. */
const few = FULL || updating ? CASES : pick(CASES, 4, SEED);

describe.each([
  ["real Postgres", createDatabase, CASES],
  [`PGlite, seed ${SEED}`, openPglite, few],
] as const)("on %s", (_, open, chosen) => {
  let opened: TestDatabase;
  /** Made from schema.sql alone, to compare with. */
  let reference: TestDatabase;
  beforeAll(async () => {
    opened = await open();
    reference = await createDatabase();
  });
  afterAll(async () => {
    await opened.drop();
    await reference.drop();
  });

  test.each(chosen)("%s", async (name) => {
    const folder = join(FOLDER, name);
    const session = sessionOf(opened);
    await clear(opened);
    let current = compileStage(folder, "before");
    expect(["applied", "nothing_to_do"]).toContain(outcome(await apply(session, current)));
    const texts: string[] = [];
    for (const [index, stage] of stagesOf(folder).entries()) {
      const seed = join(folder, index === 0 ? "seed.sql" : `seed-${index + 1}.sql`);
      if (existsSync(seed)) await opened.query(readFileSync(seed, "utf8"));
      const desired = compileStage(folder, stage);
      const planned = await plan(session, desired);
      texts.push(planText(planned));
      if (planned.blockers.length > 0) await expectBlocked(opened, session, current, desired);
      else {
        await expectApplied(opened, session, planned, current, desired);
        await expectSame(opened, reference, desired);
      }
      current = desired;
    }
    expectFile(join(folder, "expected.txt"), texts.join("\n----\n\n"));
  });
});

function stagesOf(folder: string): string[] {
  const later = [2, 3, 4, 5].map((count) => `after-${count}`);
  return ["after", ...later.filter((stage) => existsSync(join(folder, `${stage}.yaml`)))];
}

function compileStage(folder: string, stage: string): Database {
  const paths = globSync([`${stage}.yaml`, `${stage}/*.yaml`], { cwd: folder });
  expect(paths, `${stage} is missing`).not.toEqual([]);
  const fragments = paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]);
  const files = { "schema.yaml": ROOT, ...Object.fromEntries(fragments) };
  const { compiled, errors } = compileBundle({ root: "schema.yaml", files });
  expect(errors).toEqual([]);
  return compiled!.database;
}

/** As the terminal shows it, but for the hash; then the statements. */
function planText(planned: Plan): string {
  const shown = renderPlan(planned).replace(/\nplan sha256:\w+$/, "");
  const steps = planned.steps.flatMap((step) => [
    `-- ${step.id} ${step.kind} ${step.object}`,
    ...step.sql.map((statement) => `${statement};`),
  ]);
  return [shown, ...(steps.length === 0 ? [] : ["", ...steps])].join("\n") + "\n";
}

function expectFile(file: string, text: string): void {
  if (updating) {
    expect(process.env["CI"], "expectations are not rewritten in CI").toBeUndefined();
    writeFileSync(file, text);
  }
  expect(existsSync(file), `${file} is missing: run with UPDATE=1 and read it`).toBe(true);
  expect(text).toBe(readFileSync(file, "utf8"));
}

/** Nothing is done, whatever is allowed. */
async function expectBlocked(
  opened: TestDatabase,
  session: Session,
  current: Database,
  desired: Database,
): Promise<void> {
  const before = await readCatalog(session, "public");
  const rows = await contents(opened, current.tables);
  expect(outcome(await apply(session, desired))).toMatch(/^(rows_violate|blocked)$/);
  expect((await readCatalog(session, "public")).fingerprints).toEqual(before.fingerprints);
  expect(await contents(opened, current.tables)).toEqual(rows);
}

async function expectApplied(
  opened: TestDatabase,
  session: Session,
  planned: Plan,
  current: Database,
  desired: Database,
): Promise<void> {
  const number = (await readCatalog(session, "public")).history?.next ?? 1;
  const rows = await contents(opened, current.tables);
  if (allowing(planned).length > 0) {
    const call = { planHash: planned.plan_hash, answers: allNew(planned) };
    const unasked = await migrate(session, request(desired, call));
    expect(outcome(unasked)).toBe("hazard_not_allowed");
  }
  expect(outcome(await apply(session, desired))).toBe(
    planned.steps.length === 0 ? "nothing_to_do" : "applied",
  );
  expect(await plan(session, desired)).toMatchObject({ steps: [], blockers: [], questions: [] });
  expect(await status(session, desired)).toMatchObject({ in_sync: true, drift: false });
  const moved = whereabouts(await renames(opened, number), desired, number);
  expect(await contents(opened, current.tables, moved)).toEqual(rows);
  await expectIdentities(opened, desired);
}

/** The live tables are those that schema.sql makes, but for the order of columns and what was retired. */
async function expectSame(
  opened: TestDatabase,
  reference: TestDatabase,
  desired: Database,
): Promise<void> {
  await clear(reference);
  await reference.query(joined(schemaSql(desired)));
  expect(await liveTables(opened)).toEqual(await liveTables(reference));
}

/** Where the rows of a table, and the values of a column, have gone. */
type Whereabouts = (table: Table) => {
  readonly place: string;
  /** SQL for a column's value as it was; in a list of one by now, perhaps. */
  readonly value: (name: string) => string;
};

const inPlace: Whereabouts = (table) => ({
  place: qualifiedName("public", table.name),
  value: quoteIdentifier,
});

/** What the history says that a migration renamed. */
async function renames(opened: TestDatabase, number: number): Promise<readonly Match[]> {
  const [row] = await opened.query(
    `SELECT moves::text FROM public_history.migration WHERE number = ${number} AND outcome = 'applied'`,
  );
  const { matches } = JSON.parse(row?.["moves"] ?? `{"matches": []}`) as Moves;
  return matches.filter(({ how }) => how === "renamed");
}

function whereabouts(matches: readonly Match[], desired: Database, number: number): Whereabouts {
  return (table) => {
    const name = matches.find((item) => item.kind === "table" && item.from === table.name)?.to;
    const twin = desired.tables.find((other) => other.name === (name ?? table.name));
    if (twin === undefined) {
      const place = qualifiedName(retiredNamespace("public"), retiredName(number, table.name));
      return { place, value: quoteIdentifier };
    }
    // Values that someone gave make way for computed ones.
    const kept = new Set(
      twin.columns.filter((column) => column.generated === undefined).map(({ name }) => name),
    );
    const renamed = new Map(
      matches.flatMap((item) =>
        item.kind === "column" && item.table === twin.name ? [[item.from, item.to] as const] : [],
      ),
    );
    const column = (old: string): string =>
      renamed.get(old) ?? (kept.has(old) ? old : retiredName(number, old));
    const lists = new Set(
      twin.columns.filter(({ type }) => type.endsWith("[]")).map(({ name }) => name),
    );
    const wereLists = new Set(
      table.columns.filter(({ type }) => type.endsWith("[]")).map(({ name }) => name),
    );
    const value = (old: string): string => {
      const name = quoteIdentifier(column(old));
      return lists.has(column(old)) && !wereLists.has(old)
        ? `array_to_string(${name}, ', ')`
        : name;
    };
    return { ...inPlace(twin), value };
  };
}

/** Every value of these tables that someone gave, as text: table → rows. What is derived from them is left out. */
async function contents(
  opened: TestDatabase,
  tables: readonly Table[],
  where: Whereabouts = inPlace,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, readonly string[]> = {};
  const identities = identityFeeders(tables);
  for (const table of tables.filter(({ name }) => !identities.has(name))) {
    const { place, value } = where(table);
    const values = table.columns
      .filter(({ generated }) => generated === undefined)
      .map(({ name }) => `${value(name)}::text`);
    const rows = await opened.query(
      `SELECT jsonb_build_array(${values.join(", ")})::text AS row FROM ${place} ORDER BY 1`,
    );
    found[table.name] = rows.map((row) => row["row"] ?? "");
  }
  return found;
}
