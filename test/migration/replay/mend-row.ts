// One row of a table, found by the key that a blocker names it by: given another value, or removed with what holds on to it.

import type { Plan } from "../../../src/migration/plan.ts";
import type { Database, Table } from "../../../src/relational/database.ts";
import { identitySources } from "../../../src/relational/identity.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../../src/sql/quote.ts";
import type { TestDatabase } from "../../support/postgres.ts";
import { NAMESPACE } from "./replay.ts";

/** One row, and what became of it. */
export interface Mended {
  /** As it is called before the plan. */
  readonly table: string;
  readonly key: string;
  readonly how: "changed" | "removed" | "backfilled";
  /** `rows_violate_check User.age_range` */
  readonly why: string;
}

/** Where the rows of a table are before a plan. */
export interface Home {
  readonly namespace: string;
  readonly name: string;
  /** What blockers call its rows. */
  readonly key: string;
}

/** The plan may rename the table, or bring it back from among the retired ones, which have lost their keys. */
export async function homeOf(
  opened: TestDatabase,
  { steps }: Pick<Plan, "steps">,
  wanted: Table,
): Promise<Home> {
  const [moving] = steps.flatMap(({ kind, object, sql }) =>
    object === wanted.name && (kind === "rename_table" || kind === "restore_table") ? sql : [],
  );
  const named = /^ALTER TABLE "((?:[^"]|"")+)"\."((?:[^"]|"")+)"/.exec(moving ?? "");
  const namespace = named?.[1] ?? NAMESPACE;
  const name = named?.[2]?.replaceAll('""', '"') ?? wanted.name;
  const columns = await opened.query(
    `SELECT attname AS name FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
     WHERE indisprimary AND indrelid = to_regclass($1) ORDER BY array_position(indkey, attnum)`,
    [qualifiedName(namespace, name)],
  );
  const own = columns.map((column) => column["name"] ?? "");
  const key = own.length > 0 ? own : keyColumns(wanted);
  const parts = key.map((column) => `${quoteIdentifier(column)}::text`);
  return {
    namespace,
    name,
    key: parts.length === 0 ? "ctid::text" : `concat_ws(',', ${parts.join(", ")})`,
  };
}

function keyColumns({ constraints }: Table): readonly string[] {
  return constraints.flatMap((each) => (each.kind === "primary_key" ? each.columns : []));
}

export interface Row {
  readonly home: Home;
  readonly condition: string;
}

/** Whether the row takes the value, and then fulfils the condition. */
export async function set(
  opened: TestDatabase,
  { home, condition }: Row,
  column: string,
  value: string,
  wanted: string,
): Promise<boolean> {
  const target = qualifiedName(home.namespace, home.name);
  const changed = quoteIdentifier(column);
  const statement = `DO $mend$ BEGIN
    UPDATE ${target} SET ${changed} = ${value} WHERE ${condition};
    IF NOT FOUND OR EXISTS (SELECT 1 FROM ${target} WHERE ${condition} AND NOT (${wanted})) THEN RAISE EXCEPTION 'in the way'; END IF;
  END $mend$`;
  return opened.query(statement).then(
    () => true,
    () => false,
  );
}

/** The row goes; what refers to it lets go of it, or goes first. */
export async function removed(
  opened: TestDatabase,
  before: Database,
  { home, condition }: Row,
  why: string,
): Promise<readonly Mended[]> {
  const target = qualifiedName(home.namespace, home.name);
  const mended: Mended[] = [];
  for (const { referring, column, refersTo, optional } of referencesTo(before, home)) {
    const table = referring.name;
    const other = await homeOf(opened, NO_PLAN, referring);
    const refers = `${quoteIdentifier(column)} IN (SELECT ${quoteIdentifier(refersTo)} FROM ${target} WHERE ${condition})`;
    const keys = await opened.query(
      `SELECT ${other.key} AS key FROM ${qualifiedName(NAMESPACE, table)} WHERE ${refers}`,
    );
    for (const { key } of keys) {
      const row: Row = { home: other, condition: `${other.key} = ${quoteLiteral(key ?? "")}` };
      if (optional && (await set(opened, row, column, "NULL", "true")))
        mended.push({ table, key: key ?? "", how: "changed", why });
      else mended.push(...(await removed(opened, before, row, why)));
    }
  }
  const gone = await opened.query(
    `DELETE FROM ${target} WHERE ${condition} RETURNING ${home.key} AS key`,
  );
  const how = "removed";
  return [
    ...mended,
    ...gone.map(({ key }) => ({ table: home.name, key: key ?? "", how, why }) as const),
  ];
}

export const NO_PLAN: Pick<Plan, "steps"> = { steps: [] };

interface Reference {
  readonly referring: Table;
  readonly column: string;
  /** The table that the foreign key names. */
  readonly target: string;
  readonly refersTo: string;
  /** It may have no value. */
  readonly optional: boolean;
}

/** The columns by which rows of tables refer to those of a table, be it through an identity table that it feeds. */
export function referencesTo(
  { tables }: Database,
  { namespace, name }: Pick<Home, "namespace" | "name">,
): readonly Reference[] {
  const table = tables.find((each) => each.name === name);
  if (table === undefined || namespace !== NAMESPACE) return [];
  const fed = new Map(identitySources(table).map(({ identity, column }) => [identity, column]));
  return tables.flatMap((other) =>
    other.constraints.flatMap((key) => {
      if (key.kind !== "foreign_key" || (other === table && fed.has(key.targetTable))) return [];
      const refersTo = key.targetTable === name ? key.targetColumns[0] : fed.get(key.targetTable);
      const column = other.columns.find((each) => each.name === key.columns[0]);
      if (refersTo === undefined || column === undefined) return [];
      const { targetTable: target } = key;
      const place = { referring: other, column: column.name, target, refersTo };
      return [{ ...place, optional: !column.notNull }];
    }),
  );
}
