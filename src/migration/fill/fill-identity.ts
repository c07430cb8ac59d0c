// Rows that enter an identity table or leave it without a trigger → the statements that see to it.

import { IDENTITY_COLUMNS, type IdentitySource } from "../../relational/identity.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Change } from "../change.ts";

/** What the identity table holds of these rows already stays, so that references to them do; what is no row any more goes. */
export function fillIdentity(
  { table, source, formerType }: Extract<Change, { kind: "fill_identity" }>,
  namespace: string,
): string[] {
  const { identity, column, type } = source;
  const target = qualifiedName(namespace, identity);
  const key = quoteIdentifier(column);
  const rows = `${qualifiedName(namespace, table)} t`;
  const insert = `INSERT INTO ${target} (${IDENTITY_COLUMNS.key}, ${IDENTITY_COLUMNS.type}) SELECT t.${key}, ${quoteLiteral(type)} FROM ${rows}`;
  if (formerType === undefined) return [insert];
  const isOurs = `i.${IDENTITY_COLUMNS.type} = ${quoteLiteral(type)}`;
  const exists = (query: string): string => `NOT EXISTS (SELECT 1 FROM ${query})`;
  return [
    ...(formerType === type
      ? []
      : [
          `UPDATE ${target} i SET ${IDENTITY_COLUMNS.type} = ${quoteLiteral(type)} WHERE i.${IDENTITY_COLUMNS.type} = ${quoteLiteral(formerType)}`,
        ]),
    `DELETE FROM ${target} i WHERE ${isOurs} AND ${exists(`${rows} WHERE t.${key} = i.${IDENTITY_COLUMNS.key}`)}`,
    `${insert} WHERE ${exists(`${target} i WHERE i.${IDENTITY_COLUMNS.key} = t.${key} AND ${isOurs}`)}`,
  ];
}

/** The rows of one source leave it; those of others stay. */
export function emptyIdentity({ identity, type }: IdentitySource, namespace: string): string {
  return `DELETE FROM ${qualifiedName(namespace, identity)} WHERE ${IDENTITY_COLUMNS.type} = ${quoteLiteral(type)}`;
}
