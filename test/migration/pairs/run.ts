// One direction of a pair, proved: what is loaded is taken over, filled, migrated; then the catalog is what was desired, the second plan is
// empty, and no value has changed but those that a hazard has counted.

import type { Plan } from "../../../src/migration/plan.ts";
import { isRetiredName } from "../../../src/migration/names.ts";
import { canonicalize } from "../../../src/postgres/wording/canonical.ts";
import { migrate } from "../../../src/postgres/migrate/migrate.ts";
import { readCatalog } from "../../../src/postgres/catalog/catalog.ts";
import type { Database, Expression, Table } from "../../../src/relational/database.ts";
import { byName, compareText, normalize } from "../../../src/relational/normalize.ts";
import { qualifiedName, quoteIdentifier } from "../../../src/sql/quote.ts";
import type { TestDatabase } from "../../support/postgres.ts";
import { carryOut, outcome, plan, request, rollBack, sessionOf } from "../run.ts";
import { changedValues, contentsOf, type Contents } from "./contents.ts";
import { seedRows } from "./seed.ts";

export interface Result {
  /** `corrected`: applied once rows that were in the way were gone. */
  readonly outcome: "nothing to do" | "applied" | "corrected" | "refused";
  /** Codes of what was in the way. */
  readonly reasons: readonly string[];
  /** Tables that no row fits. */
  readonly unfilled: number;
  readonly rows: number;
  /** Values that a hazard said would change. */
  readonly counted: number;
}

/** What a catalog says of a database, as something to wish for. */
export async function readDesired(opened: TestDatabase, namespace: string): Promise<Database> {
  return asDesired((await readCatalog(sessionOf(opened), namespace)).live.database);
}

/** Without what only a live database has. */
function asDesired(database: Database): Database {
  return normalize({
    ...database,
    tables: database.tables.map((table) => ({
      ...table,
      indexes: table.indexes.map((index) => without(index, "reads", "invalid")),
    })),
    types: (database.types ?? []).map((type) => without(type, "users", "dependents")),
  });
}

function without<T extends object>(object: T, ...keys: (keyof T)[]): T {
  const rest = { ...object };
  for (const key of keys) delete rest[key];
  return rest;
}

export interface PairOptions {
  readonly seed: number;
  /** Whether the migration is taken back at the end: all is then as it was. */
  readonly takeBack: boolean;
}

/** Throws where anything but a refusal with a reason keeps the database from becoming what is desired. */
export async function migratePair(
  opened: TestDatabase,
  desired: Database,
  { seed, takeBack }: PairOptions,
): Promise<Result> {
  const session = sessionOf(opened);
  const { namespace } = desired;
  const loaded = await readDesired(opened, namespace);
  const taken = await migrate(session, request(loaded));
  if ("refusal" in taken || taken.outcome !== "nothing_to_do") {
    const { plan: adopted } = "refusal" in taken ? taken.refusal : taken;
    throw new Error(`what is there is not as it reads: ${outcome(taken)}\n${stepsOf(adopted)}`);
  }
  const unfilled = (await seedRows(opened, loaded, seed)).length;

  const definition = (await readCatalog(session, namespace)).fingerprints;
  const first = await plan(session, desired);
  const reasons = [...new Set(first.blockers.map(({ code }) => code))];
  const start = await contentsOf(opened, loaded);
  if (reasons.length > 0) await expectUntouched();
  if (reasons.length > 0) await correctRows(opened, desired, first);
  const planned = reasons.length > 0 ? await plan(session, desired) : first;
  const before = await contentsOf(opened, loaded);
  const result = await carryOut(session, desired, planned);
  const rows = [...before.values()].reduce((sum, { values }) => sum + values.length, 0);
  const facts = { reasons, unfilled, rows, counted: 0 };
  if ("refusal" in result) {
    if (result.refusal.code !== "blocked" && result.refusal.code !== "rows_violate")
      throw new Error(`${result.refusal.code}: ${result.refusal.detail}\n${stepsOf(planned)}`);
    return {
      outcome: "refused",
      ...facts,
      reasons: planned.blockers.map(({ code, message }) => `${code}: ${message}`),
    };
  }
  await expectConverged(opened, desired, planned);
  const counts = new Map(
    planned.steps.flatMap(({ object, hazards }) =>
      hazards.flatMap(({ count }) => (count === undefined ? [] : [[object, count] as const])),
    ),
  );
  const kept = (await readCatalog(session, namespace)).live.database;
  const changed = await changedValues(opened, before, await contentsOf(opened, kept));
  const told = JSON.stringify([...counts].toSorted(byKey));
  const found = JSON.stringify([...changed].toSorted(byKey));
  if (told !== found)
    throw new Error(`values changed: ${found}, told: ${told}\n${stepsOf(planned)}`);
  const counted = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (takeBack && result.outcome === "applied")
    await expectTakenBack(opened, { loaded, before, id: result.migration?.id ?? "" });
  const done = outcome(result) === "nothing_to_do" ? "nothing to do" : "applied";
  return { ...facts, counted, outcome: reasons.length > 0 ? "corrected" : done };

  async function expectUntouched(): Promise<void> {
    const refused = outcome(await carryOut(session, desired, first));
    if (refused !== "blocked" && refused !== "rows_violate")
      throw new Error(`with ${reasons.join(", ")} in the way: ${refused}`);
    const after = JSON.stringify([...(await readCatalog(session, namespace)).fingerprints]);
    if (after !== JSON.stringify([...definition]))
      throw new Error("a refused plan changed something");
    const values = JSON.stringify([...(await contentsOf(opened, loaded))]);
    if (values !== JSON.stringify([...start])) throw new Error("a refused plan changed values");
  }
}

async function expectTakenBack(
  opened: TestDatabase,
  {
    loaded,
    before,
    id,
  }: { readonly loaded: Database; readonly before: Contents; readonly id: string },
): Promise<void> {
  const back = await rollBack(sessionOf(opened), id);
  if (!("plan" in back) || back.outcome !== "applied")
    throw new Error(`taken back: ${outcome(back)} ${JSON.stringify(back)}`);
  await expectConverged(opened, loaded, back.plan);
  const changed = await changedValues(opened, before, await contentsOf(opened, loaded));
  if (changed.size > 0)
    throw new Error(
      `values lost on the way back: ${JSON.stringify([...changed])}\n${stepsOf(back.plan)}`,
    );
}

/** Takes away the rows that are named as being in the way, until there are none. */
async function correctRows(opened: TestDatabase, desired: Database, first: Plan): Promise<void> {
  let planned = first;
  for (let round = 0; round < 20; round++) {
    const violating = planned.blockers.filter(({ code }) => code.startsWith("rows_violate"));
    if (violating.length === 0) return;
    for (const { step, sample_keys: keys = [] } of violating) {
      const object = planned.steps.find(({ id }) => id === step)?.object ?? "";
      await removeRows(opened, desired.namespace, object, round < 15 ? keys : undefined);
    }
    planned = await plan(sessionOf(opened), desired);
  }
}

async function removeRows(
  opened: TestDatabase,
  namespace: string,
  object: string,
  keys: readonly string[] | undefined,
): Promise<void> {
  const { live } = await readCatalog(sessionOf(opened), namespace);
  const table = live.database.tables.find(({ name }) => object.startsWith(`${name}.`));
  if (table === undefined) return;
  const name = qualifiedName(namespace, table.name);
  const key = table.constraints.find(({ kind }) => kind === "primary_key");
  const row =
    key === undefined
      ? "ctid::text"
      : `concat_ws(',', ${key.columns.map((column) => `${quoteIdentifier(column)}::text`).join(", ")})`;
  const deleted =
    keys === undefined
      ? []
      : await opened
          .query(`DELETE FROM ${name} WHERE ${row} = ANY ($1::text::text[]) RETURNING 1`, [
            `{${keys.map((text) => JSON.stringify(text)).join(",")}}`,
          ])
          .catch(() => []);
  if (deleted.length === 0) await opened.query(`TRUNCATE ${name} CASCADE`);
}

async function expectConverged(
  opened: TestDatabase,
  desired: Database,
  planned: Plan,
): Promise<void> {
  const session = sessionOf(opened);
  const again = await plan(session, desired);
  if (again.steps.length > 0)
    throw new Error(`the second plan: ${stepsOf(again)}\nthe first: ${stepsOf(planned)}`);
  const { live } = await readCatalog(session, desired.namespace);
  const { database: worded } = await canonicalize(
    session,
    normalize(desired),
    undefined,
    live.database.types,
  );
  const wordings = new Map<string, string>();
  const wanted = comparable(worded, ({ sql, canonical = sql }) => {
    wordings.set(sql, canonical);
    return canonical;
  });
  const others = new Set(again.foreign);
  const found = comparable(
    withoutOthers(asDesired(live.database), others),
    ({ sql }) => wordings.get(sql) ?? sql,
  );
  if (found !== wanted)
    throw new Error(`not as desired:\n${found}\nwanted:\n${wanted}\n${stepsOf(planned)}`);
}

/** What the plan names as not ours is left out. */
function withoutOthers(database: Database, others: ReadonlySet<string>): Database {
  const ours = <Part extends { readonly name: string }>(table: string, parts: readonly Part[]) =>
    parts.filter(({ name }) => !others.has(`${table}.${name}`));
  return {
    ...database,
    types: (database.types ?? []).filter(({ name }) => !others.has(`enum type ${name}`)),
    tables: database.tables
      .filter(({ name }) => !others.has(name))
      .map((table) => ({
        ...table,
        columns: ours(table.name, table.columns).filter(({ name }) => !isRetiredName(name)),
        constraints: ours(table.name, table.constraints),
        indexes: ours(table.name, table.indexes),
        triggers: ours(table.name, table.triggers ?? []),
      })),
  };
}

/** As text, with columns in the order of their names. */
function comparable(database: Database, word: (expression: Expression) => string): string {
  const tables = database.tables.map((table: Table) => ({
    ...table,
    triggers: table.triggers ?? [],
    columns: table.columns.toSorted(byName),
  }));
  return JSON.stringify(
    { ...database, types: database.types ?? [], tables, routines: database.routines ?? [] },
    (_, value: unknown) =>
      typeof value === "object" && value !== null
        ? "sql" in value
          ? word(value as Expression)
          : Array.isArray(value)
            ? value
            : Object.fromEntries(Object.entries(value).toSorted(byKey))
        : value,
  );
}

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return compareText(left, right);
}

function stepsOf({ steps }: Plan): string {
  return steps.map(({ kind, object, sql }) => `${kind} ${object}: ${sql.join("; ")}`).join("\n");
}
