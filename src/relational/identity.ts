// Identity tables: one table that holds the keys of several, so that a foreign key can point at a row of any of them.
// Each of the tables feeds it through triggers; a trigger's arguments say which identity table, from which column, and under which type.

import type { Column, ForeignKey, Routine, Table, Trigger } from "./database.ts";
import { shortenName } from "./name.ts";

/** The columns of every identity table. */
export const IDENTITY_COLUMNS = { key: "id", type: "type" } as const;

/** What one trigger feeds: rows of its table stand in `identity` with the value of `column`, as `type`. */
export interface IdentitySource {
  readonly identity: string;
  readonly column: string;
  readonly type: string;
}

/**
 * Keeps an identity table as its source is. It runs after the change, so that an upsert that ends as an UPDATE leaves nothing behind;
 * a key that another source has already taken is a unique violation. Names come from arguments and the source's own namespace.
 */
export const IDENTITY_ROUTINE: Routine = {
  name: "identity_sync",
  body: `
DECLARE
  identity text := format('%I.%I', TG_TABLE_SCHEMA, TG_ARGV[0]);
  source_column text := format('%I', TG_ARGV[1]);
  type_name text := TG_ARGV[2];
BEGIN
  CASE TG_OP
    WHEN 'INSERT' THEN
      EXECUTE format('INSERT INTO %s (id, type) SELECT ($1).%s, $2', identity, source_column) USING NEW, type_name;
    WHEN 'UPDATE' THEN
      EXECUTE format('UPDATE %s SET id = ($2).%2$s WHERE id = ($1).%2$s AND ($1).%2$s <> ($2).%2$s', identity, source_column) USING OLD, NEW;
    WHEN 'DELETE' THEN
      EXECUTE format('DELETE FROM %s WHERE id = ($1).%s', identity, source_column) USING OLD;
    ELSE
      EXECUTE format('DELETE FROM %s WHERE type = $1', identity) USING type_name;
  END CASE;
  RETURN NULL;
END
`,
};

/** An empty identity table for keys of this column's type. */
export function identityTable(name: string, keyType: string, comment: string): Table {
  const column = (columnName: string, type: string): Column => ({
    name: columnName,
    type,
    notNull: true,
  });
  return {
    name,
    columns: [column(IDENTITY_COLUMNS.key, keyType), column(IDENTITY_COLUMNS.type, "text")],
    constraints: [
      {
        kind: "primary_key",
        name: identityKeyName(name),
        columns: [IDENTITY_COLUMNS.key],
      },
    ],
    indexes: [],
    comment,
  };
}

/** The primary key of an identity table: what a key breaks that another source has already. */
export function identityKeyName(identity: string): string {
  return shortenName(`${identity}_pkey`);
}

/** The triggers by which a table feeds an identity table. */
export function identityTriggers({ identity, column, type }: IdentitySource): readonly Trigger[] {
  const values = [identity, column, type];
  const trigger = (event: Trigger["event"], columns: readonly string[]): Trigger => ({
    name: shortenName(`${identity}_${event}`),
    event,
    columns,
    routine: IDENTITY_ROUTINE.name,
    arguments: values,
  });
  return [trigger("row", [column]), trigger("truncate", [])];
}

/** The foreign key of a source's own column: no row without its identity. */
export function identityForeignKey(table: string, source: IdentitySource): ForeignKey {
  const { identity, column } = source;
  return {
    kind: "foreign_key",
    name: shortenName(`${table}_${column}_${identity}_fkey`),
    columns: [column],
    targetTable: identity,
    targetColumns: [IDENTITY_COLUMNS.key],
    onDelete: "no action",
    onUpdate: "no action",
    deferred: true,
  };
}

/** What a trigger feeds; undefined for the TRUNCATE half of a pair, and for a trigger that is none of ours. */
function identitySource(trigger: Trigger): IdentitySource | undefined {
  const [identity, column, type] = trigger.arguments;
  if (trigger.routine !== IDENTITY_ROUTINE.name || trigger.event !== "row") return undefined;
  if (identity === undefined || column === undefined || type === undefined) return undefined;
  return { identity, column, type };
}

/** All that a table feeds. */
export function identitySources(table: Table): readonly IdentitySource[] {
  return (table.triggers ?? []).flatMap((trigger) => identitySource(trigger) ?? []);
}

/** Identity table → the tables that feed it. */
export type IdentityFeeders = ReadonlyMap<
  string,
  readonly { readonly table: Table; readonly source: IdentitySource }[]
>;

/** All tables that feed an identity table. */
export function identityFeeders(tables: readonly Table[]): IdentityFeeders {
  const feeders = new Map<string, { table: Table; source: IdentitySource }[]>();
  for (const table of tables) {
    for (const source of identitySources(table)) {
      const known = feeders.get(source.identity);
      if (known === undefined) feeders.set(source.identity, [{ table, source }]);
      else known.push({ table, source });
    }
  }
  return feeders;
}
