// What a probe asks where identity tables are concerned: their rows, as they will be, are those of the tables that feed them.

import type { ForeignKey, Table } from "../../relational/database.ts";
import {
  IDENTITY_COLUMNS,
  type IdentityFeeders,
  identitySources,
  type IdentitySource,
} from "../../relational/identity.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { futureColumns, storedRows } from "./future-rows.ts";

/** The live tables and the wanted ones. */
export interface Scope {
  readonly namespace: string;
  readonly before: ReadonlyMap<string, Table>;
  readonly after: ReadonlyMap<string, Table>;
  /** Of `after`. */
  readonly feeders: IdentityFeeders;
  /** Percent of the rows of the table to look at, where those are not all. */
  readonly sample?: number | undefined;
}

/** Whether a key points from a row to its own identity, which triggers keep. */
export function isOwnIdentity(key: ForeignKey, table: Table | undefined): boolean {
  const sources = table === undefined ? [] : identitySources(table);
  return sources.some(
    ({ identity, column }) => identity === key.targetTable && column === key.columns[0],
  );
}

/** A subquery for what a reference will find; undefined where there is no such table. */
export function targetRows(
  { targetTable, targetColumns }: ForeignKey,
  scope: Scope,
): string | undefined {
  const table = scope.after.get(targetTable);
  if (table === undefined) return undefined;
  const { namespace, before } = scope;
  return (
    identityRows(targetTable, scope) ??
    futureColumns(namespace, table, before.get(table.name), targetColumns)
  );
}

/**
 * A condition for rows of `table` whose key another table that feeds the same identity table has too, and the subquery in it for all keys
 * there will be; undefined where it is the only one.
 */
export function sharedIdentities(
  table: string,
  source: IdentitySource,
  scope: Scope,
): { readonly condition: string; readonly keys: string } | undefined {
  const isOther = (feeder: { readonly table: Table }): boolean => feeder.table.name !== table;
  const keys = identityRows(source.identity, scope);
  if (keys === undefined || scope.feeders.get(source.identity)?.some(isOther) !== true)
    return undefined;
  const condition = `EXISTS (SELECT 1 FROM ${keys} other WHERE other.${IDENTITY_COLUMNS.key} = probe.${quoteIdentifier(source.column)} AND other.source <> ${quoteLiteral(table)})`;
  return { condition, keys };
}

/**
 * A subquery for the rows, with their "probe key", of kept references to what leaves an identity table, and the one in it for all kept
 * references; undefined where none is kept.
 */
export function leavingReferences(
  source: IdentitySource,
  scope: Scope,
): { readonly rows: string; readonly references: string } | undefined {
  const references = keptReferences(source.identity, scope);
  if (references === undefined) return undefined;
  const { namespace } = scope;
  const identity = scope.before.get(source.identity);
  const place =
    identity === undefined
      ? qualifiedName(namespace, source.identity)
      : storedRows(namespace, identity);
  const leaving = `SELECT 1 FROM ${place} i WHERE i.${IDENTITY_COLUMNS.type} = ${quoteLiteral(source.type)} AND i.${IDENTITY_COLUMNS.key} = probe.${IDENTITY_COLUMNS.key}`;
  return {
    rows: `(SELECT "probe key" FROM ${references} probe WHERE EXISTS (${leaving}))`,
    references,
  };
}

/** What refers to an identity table before and afterwards: the key that it has, and whose row it is, of which column of which table. */
function keptReferences(identity: string, { namespace, before, after }: Scope): string | undefined {
  const parts = [...after.values()].flatMap((table) => {
    const live = before.get(table.name);
    if (live === undefined) return [];
    return table.constraints.flatMap((key) => {
      if (key.kind !== "foreign_key" || key.targetTable !== identity || isOwnIdentity(key, table))
        return [];
      const rows = futureColumns(namespace, table, live, key.columns);
      const column = key.columns[0] ?? "";
      const place = quoteLiteral(`${table.name}.${column}: `);
      return `SELECT ${quoteIdentifier(column)} AS ${IDENTITY_COLUMNS.key}, ${place} || "probe key" AS "probe key" FROM ${rows} probe`;
    });
  });
  return parts.length === 0 ? undefined : `(${parts.join(" UNION ALL ")})`;
}

/** All keys that feed an identity table, and from which table each is; undefined where none does. */
function identityRows(identity: string, scope: Scope): string | undefined {
  const parts = (scope.feeders.get(identity) ?? []).map(
    ({ table, source }) =>
      `SELECT ${quoteIdentifier(source.column)} AS ${IDENTITY_COLUMNS.key}, ${quoteLiteral(table.name)} AS source FROM ${futureColumns(scope.namespace, table, scope.before.get(table.name), [source.column])} source`,
  );
  return parts.length === 0 ? undefined : `(${parts.join(" UNION ALL ")})`;
}
