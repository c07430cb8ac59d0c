// Rows that enter an identity table or leave it without a trigger → the statements that see to it.

import {
  IDENTITY_COLUMNS,
  type IdentityFeeders,
  type IdentitySource,
} from "../../relational/identity.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";

/** A table whose rows are in an identity table. */
export interface Feeder {
  readonly table: string;
  readonly source: IdentitySource;
}

/** Rows that were there before their triggers enter an identity table. */
export interface FillIdentity extends Feeder {
  readonly kind: "fill_identity";
  /** Types under which the identity table may hold some of them already; absent where it is new. */
  readonly formerTypes?: readonly string[];
  /** The others whose rows are in it. */
  readonly others: readonly Feeder[];
  /** Some rows at a time, each time in a transaction of its own. */
  readonly online?: true;
}

/** What is no row any more leaves an identity table before its rows enter it. */
export interface PruneIdentity extends Feeder {
  readonly kind: "prune_identity";
  readonly formerTypes: readonly string[];
  readonly others: readonly Feeder[];
  readonly online?: true;
}

/** The rows of a source that feeds an identity table no more leave it. */
export interface EmptyIdentity extends Feeder {
  readonly kind: "empty_identity";
  readonly online?: true;
}

const { key: ID, type: TYPE } = IDENTITY_COLUMNS;

/** The tables that feed an identity table, but this one. */
export function otherFeeders(
  feeders: IdentityFeeders,
  table: string,
  identity: string,
): readonly Feeder[] {
  return (feeders.get(identity) ?? []).flatMap((feeder) =>
    feeder.table.name === table ? [] : [{ table: feeder.table.name, source: feeder.source }],
  );
}

/**
 * What the identity table holds of these rows already stays, so that references to them do, under the type that they have now. A key that a
 * row of another table has got violates a constraint. `online`: of the rows between the places `$1` and `$2`, which nobody may delete until
 * they have entered.
 */
export function fillIdentity(change: FillIdentity, namespace: string): string[] {
  const { table, source, formerTypes, others, online } = change;
  const { identity, column, type } = source;
  const target = qualifiedName(namespace, identity);
  const key = quoteIdentifier(column);
  const literal = quoteLiteral(type);
  const insert = (into: string): string =>
    `INSERT INTO ${into} (${ID}, ${TYPE}) SELECT t.${key}, ${literal} FROM ${qualifiedName(namespace, table)} t`;
  if (formerTypes === undefined && online !== true) return [insert(target)];
  const isNew = `NOT EXISTS (SELECT 1 FROM ${target} i WHERE i.${ID} = t.${key} AND i.${TYPE} = ${literal})`;
  const part = online ? " AND t.ctid >= $1 AND t.ctid < $2 FOR KEY SHARE OF t" : "";
  const taken = others
    .map((other) => other.source.type)
    .filter((other) => formerTypes?.includes(other) !== true);
  const now =
    taken.length === 0
      ? `excluded.${TYPE}`
      : `CASE WHEN entered.${TYPE} NOT IN (${literals(taken)}) THEN excluded.${TYPE} END`;
  const fill = `${insert(`${target} AS entered`)} WHERE ${isNew}${part} ON CONFLICT (${ID}) DO UPDATE SET ${TYPE} = ${now}`;
  return online || formerTypes === undefined
    ? [fill]
    : [pruneIdentity({ ...change, kind: "prune_identity", formerTypes }, namespace), fill];
}

/** Under one of their types only, and only what no table has as a row. */
export function pruneIdentity(
  { table, source, formerTypes, others }: PruneIdentity,
  namespace: string,
): string {
  const { identity, type } = source;
  const isNone = [{ table, source }, ...others].map(
    (feeder) =>
      `NOT EXISTS (SELECT 1 FROM ${qualifiedName(namespace, feeder.table)} t WHERE t.${quoteIdentifier(feeder.source.column)} = i.${ID})`,
  );
  const types = [...new Set([type, ...formerTypes])];
  return `DELETE FROM ${qualifiedName(namespace, identity)} i WHERE i.${TYPE} IN (${literals(types)}) AND ${isNone.join(" AND ")}`;
}

/** The rows of one source leave it; those of others stay. */
export function emptyIdentity({ source }: EmptyIdentity, namespace: string): string {
  const { identity, type } = source;
  return `DELETE FROM ${qualifiedName(namespace, identity)} WHERE ${TYPE} = ${quoteLiteral(type)}`;
}

const literals = (texts: readonly string[]): string => texts.map(quoteLiteral).join(", ");
