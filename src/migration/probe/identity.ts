// What a probe asks where identity tables are concerned: their rows, as they will be, are those of the tables that feed them.

import type { ForeignKey, Table } from "../../relational/database.ts";
import {
  IDENTITY_COLUMNS,
  type identityFeeders,
  identitySources,
  type IdentitySource,
} from "../../relational/identity.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { futureRows, storedRows } from "./future-rows.ts";

/** The live tables and the wanted ones. */
export interface Scope {
  readonly namespace: string;
  readonly before: ReadonlyMap<string, Table>;
  readonly after: ReadonlyMap<string, Table>;
  /** Of `after`. */
  readonly feeders: ReturnType<typeof identityFeeders>;
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

/** A subquery for the rows that references to `name` will find; undefined where there is no such table. */
export function targetRows(name: string, scope: Scope): string | undefined {
  const table = scope.after.get(name);
  if (table === undefined) return undefined;
  return (
    identityRows(name, scope) ?? futureRows(scope.namespace, table, scope.before.get(table.name))
  );
}

/** A condition for rows of `table` whose key another table that feeds the same identity table has too; undefined where it is the only one. */
export function sharedIdentities(
  table: string,
  source: IdentitySource,
  scope: Scope,
): string | undefined {
  const others = identityRows(source.identity, scope, table);
  return others === undefined
    ? undefined
    : `EXISTS (SELECT 1 FROM ${others} other WHERE other.${IDENTITY_COLUMNS.key} = probe.${quoteIdentifier(source.column)})`;
}

/** A subquery for the rows, with their "probe key", of kept references to what leaves an identity table; undefined where none is kept. */
export function leavingReferences(source: IdentitySource, scope: Scope): string | undefined {
  const { namespace } = scope;
  const identity = scope.before.get(source.identity);
  const leaving = `SELECT 1 FROM ${identity === undefined ? qualifiedName(namespace, source.identity) : storedRows(namespace, identity)} i WHERE i.${IDENTITY_COLUMNS.type} = ${quoteLiteral(source.type)} AND i.${IDENTITY_COLUMNS.key}`;
  const parts = [...scope.after.values()].flatMap((table) => {
    const before = scope.before.get(table.name);
    if (before === undefined) return [];
    return table.constraints.flatMap((constraint) =>
      constraint.kind === "foreign_key" &&
      constraint.targetTable === source.identity &&
      !isOwnIdentity(constraint, table)
        ? [
            `SELECT "probe key" FROM ${futureRows(namespace, table, before)} probe WHERE EXISTS (${leaving} = probe.${quoteIdentifier(constraint.columns[0] ?? "")})`,
          ]
        : [],
    );
  });
  return parts.length === 0 ? undefined : `(${parts.join(" UNION ALL ")})`;
}

/** All keys that feed an identity table, but those of `except`; undefined where none does. */
function identityRows(identity: string, scope: Scope, except?: string): string | undefined {
  const parts = (scope.feeders.get(identity) ?? [])
    .filter(({ table }) => table.name !== except)
    .map(
      ({ table, source }) =>
        `SELECT ${quoteIdentifier(source.column)} AS ${IDENTITY_COLUMNS.key} FROM ${futureRows(scope.namespace, table, scope.before.get(table.name))} source`,
    );
  return parts.length === 0 ? undefined : `(${parts.join(" UNION ALL ")})`;
}
