// The blockers of a plan → its rows corrected, as somebody would who reads them: exactly the rows that they name are given another value, or
// go where no value helps; and what cannot be written before a column is there is said in the schema.

import type { Blocker, Plan } from "../../../src/migration/plan.ts";
import type { Column, Database, ForeignKey, Table } from "../../../src/relational/database.ts";
import { identityFeeders, identitySources } from "../../../src/relational/identity.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../../src/sql/quote.ts";
import type { TestDatabase } from "../../support/postgres.ts";
import { homeOf, type Mended, NO_PLAN, referencesTo, removed, type Row, set } from "./mend-row.ts";
import { NAMESPACE } from "./replay.ts";
import { valueOf } from "./seed.ts";

/** The two sides of a plan. */
export interface Sides {
  readonly before: Database;
  readonly desired: Database;
}

/** Gives what the schema is then, and the rows that were mended. `earlier`: those that were before; some may be in the way again. */
export async function mend(
  opened: TestDatabase,
  sides: Sides,
  plan: Plan,
  earlier: readonly Mended[],
): Promise<{ readonly desired: Database; readonly mended: readonly Mended[] }> {
  const mended: Mended[] = [];
  let { desired } = sides;
  for (const blocker of plan.blockers) {
    const step = plan.steps[blocker.step - 1];
    if (step?.kind === "empty_identity") {
      mended.push(...(await redirected(opened, sides.before, step.object, plan)));
      continue;
    }
    const wanted = desired.tables.find(({ name }) => step?.object.startsWith(`${name}.`));
    if (step === undefined || wanted === undefined || blocker.sample_keys === undefined)
      throw new Error(`${step?.kind} ${step?.object}: ${blocker.message}`);
    const part = step.object.slice(wanted.name.length + 1);
    const why = `${blocker.code} ${step.object}`;
    const home = await homeOf(opened, plan, wanted);
    const column = wanted.columns.find(({ name }) => name === part);
    if (step.kind === "add_column" && column !== undefined) {
      desired = await backfilled(opened, desired, wanted, column);
      const how = "backfilled";
      mended.push(
        ...blocker.sample_keys.map((key) => ({ table: home.name, key, how, why }) as const),
      );
      continue;
    }
    for (const key of keysToMend(blocker)) {
      const row: Row = { home, condition: `${home.key} = ${quoteLiteral(key)}` };
      const isSame = (each: Mended): boolean =>
        each.table === home.name && each.key === key && each.why === why;
      const tried = earlier.filter(isSame).length;
      if (await corrected(opened, { sides, wanted, part, row, tried }))
        mended.push({ table: home.name, key, how: "changed", why });
      else mended.push(...(await removed(opened, sides.before, row, why)));
    }
  }
  return { desired, mended };
}

/** References to rows that leave an identity table (`Table.identity`) point to others in it, or to nothing. */
async function redirected(
  opened: TestDatabase,
  before: Database,
  object: string,
  { steps }: Plan,
): Promise<readonly Mended[]> {
  const place = leavingFrom(before, object);
  if (place === undefined) throw new Error(object);
  const { leaving, source } = place;
  const identity = qualifiedName(NAMESPACE, source.identity);
  const type = quoteLiteral(source.type);
  // One that leaves as well would be in the way next time.
  const types = steps.flatMap((step) =>
    step.kind === "empty_identity" ? (leavingFrom(before, step.object)?.source.type ?? []) : [],
  );
  const why = `rows_violate_foreign_key ${object}`;
  const mended: Mended[] = [];
  const references = referencesTo(before, { namespace: NAMESPACE, name: leaving.name });
  for (const { referring, column, target } of references) {
    if (target !== source.identity) continue;
    const home = await homeOf(opened, NO_PLAN, referring);
    const rows = await opened.query(
      `SELECT ${home.key} AS key FROM ${qualifiedName(NAMESPACE, home.name)} WHERE ${quoteIdentifier(column)} IN (SELECT id FROM ${identity} WHERE type = ${type})`,
    );
    for (const { key } of rows) {
      const row: Row = { home, condition: `${home.key} = ${quoteLiteral(key ?? "")}` };
      const other = `(SELECT min(id) FROM ${identity} WHERE type NOT IN (${types.map(quoteLiteral).join(", ")}))`;
      const took =
        (await set(opened, row, column, other, `${quoteIdentifier(column)} IS NOT NULL`)) ||
        (await set(opened, row, column, "NULL", "true"));
      if (took) mended.push({ table: home.name, key: key ?? "", how: "changed", why });
      else mended.push(...(await removed(opened, before, row, why)));
    }
  }
  return mended;
}

/** `Table.identity` */
function leavingFrom({ tables }: Database, object: string) {
  const leaving = tables.find(({ name }) => object.startsWith(`${name}.`));
  const source = identitySources(leaving ?? NO_TABLE).find(({ identity }) =>
    object.endsWith(`.${identity}`),
  );
  return leaving && source && { leaving, source };
}

const NO_TABLE: Table = { name: "", columns: [], constraints: [], indexes: [] };

/** Of rows that share a value one may keep it. */
function keysToMend({ code, sample_keys: keys = [] }: Blocker): readonly string[] {
  return code === "rows_violate_unique" ? keys.slice(1) : keys;
}

interface Correction {
  readonly sides: Sides;
  readonly wanted: Table;
  /** The column or constraint that the row is in the way of. */
  readonly part: string;
  readonly row: Row;
  /** How often it was corrected before, in vain. */
  readonly tried: number;
}

/** Whether a value was found that takes the row out of the way. */
async function corrected(opened: TestDatabase, correction: Correction): Promise<boolean> {
  const { sides, wanted, part, row, tried } = correction;
  const constraint = wanted.constraints.find(({ name }) => name === part);
  const column = wanted.columns.find(({ name }) => name === part);
  if (column !== undefined) {
    const value = valueOf(wanted, column, "ex:mended");
    return (
      tried === 0 && (await set(opened, row, part, value, `${quoteIdentifier(part)} IS NOT NULL`))
    );
  }
  if (constraint?.kind === "foreign_key") {
    const name = constraint.columns[0] ?? "";
    const values = [...targetsOf(sides, constraint), "NULL"].slice(tried);
    for (const value of values) if (await set(opened, row, name, value, "true")) return true;
    return false;
  }
  if (constraint?.kind !== "check") return false;
  const literals = constraint.expression.sql.match(/'(?:[^']|'')*'/g) ?? [];
  for (const name of constraint.columns) {
    const checked = wanted.columns.find((each) => each.name === name);
    if (checked === undefined || tried > 0) continue;
    const list = checked.type.endsWith("[]");
    const values = literals.map((literal) =>
      list ? `ARRAY[${literal}]::${checked.type}` : literal,
    );
    for (const value of [...values, valueOf(wanted, checked, "ex:mended"), "NULL"])
      if (await set(opened, row, name, value, constraint.expression.sql)) return true;
  }
  return false;
}

/** Keys of rows that a reference may point to, as they are now. */
function targetsOf({ before, desired }: Sides, key: ForeignKey): readonly string[] {
  const feeders = identityFeeders(desired.tables).get(key.targetTable);
  const places = feeders?.map(({ table, source }) => [table.name, source.column] as const) ?? [
    [key.targetTable, key.targetColumns[0] ?? "id"] as const,
  ];
  const there = new Set(before.tables.map(({ name }) => name));
  const parts = places
    .filter(([table]) => there.has(table))
    .map(
      ([table, column]) =>
        `SELECT ${quoteIdentifier(column)} AS id FROM ${qualifiedName(NAMESPACE, table)}`,
    );
  return parts.length === 0 ? [] : [`(SELECT min(id) FROM (${parts.join(" UNION ALL ")}) targets)`];
}

/** With the value that rows get which are there before the column. */
async function backfilled(
  opened: TestDatabase,
  desired: Database,
  table: Table,
  column: Column,
): Promise<Database> {
  const [row] = await opened.query(
    `SELECT (${valueOf(table, column, "ex:mended")})::text AS value`,
  );
  const value = row?.["value"] ?? undefined;
  if (value === undefined) throw new Error(`${table.name}.${column.name}: no value is known`);
  const backfill = { sql: `${quoteLiteral(value)}::${column.type}`, columns: [] };
  const tables = desired.tables.map((each) =>
    each.name === table.name
      ? {
          ...each,
          columns: each.columns.map((other) =>
            other.name === column.name ? { ...other, backfill } : other,
          ),
        }
      : each,
  );
  return { ...desired, tables };
}
