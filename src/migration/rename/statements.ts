// A rename → its statements. The sequence of an identity column is named after its table and column, and follows.

import {
  renameColumn as columnStatement,
  renameTable as tableStatement,
} from "../../sql/definition.ts";
import { dollarQuote, qualifiedName, quoteLiteral } from "../../sql/quote.ts";
import { ownedSequence } from "../../sql/sequence.ts";
import { shortenName } from "../../relational/name.ts";
import type { RenameColumn, RenameTable } from "./changes.ts";

/** One hop of a table. */
export function renameTable(namespace: string, { from, as, numbered }: RenameTable): string[] {
  return [
    tableStatement(namespace, from, as),
    ...numbered.map((column) => renameSequence(namespace, as, column)),
  ];
}

/** One hop of a column. */
export function renameColumn(
  namespace: string,
  { table, from, as, isNumbered }: RenameColumn,
): string[] {
  return [
    columnStatement(namespace, table, from, as),
    ...(isNumbered ? [renameSequence(namespace, table, as)] : []),
  ];
}

/** Nobody needs the name of the sequence: where it is taken, it stays as it is. */
function renameSequence(namespace: string, table: string, column: string): string {
  const name = shortenName(`${table}_${column}_seq`);
  const wanted = qualifiedName(namespace, name);
  const body = `DECLARE
  sequence text := ${ownedSequence(namespace, table, column)};
BEGIN
  IF sequence IS NOT NULL AND pg_catalog.to_regclass(${quoteLiteral(wanted)}) IS NULL THEN
    EXECUTE pg_catalog.format('ALTER SEQUENCE %s RENAME TO %I', sequence, ${quoteLiteral(name)});
  END IF;
END`;
  return `DO ${dollarQuote(body)}`;
}
