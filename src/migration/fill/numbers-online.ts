// A column that numbers its rows, added to a large table → the same in parts: it begins as a serial of rows without numbers, which get them
// by and by; its sequence then becomes, or gives way to, the one that is wanted and goes on where it was.

import { isKey, type Column, type Table } from "../../relational/database.ts";
import { shortenName } from "../../relational/name.ts";
import * as definition from "../../sql/definition.ts";
import { qualifiedName, quoteIdentifier } from "../../sql/quote.ts";
import { counterOptions, dropSequence, nextNumber, ownedSequence } from "../../sql/sequence.ts";
import type { Change } from "../change.ts";
import { isNumbered, looksAtRows } from "../numbering.ts";
import type { FillColumn } from "./fill-column.ts";

type AddColumn = Extract<Change, { readonly kind: "add_column" }>;
type ChangeIdentity = Extract<Change, { readonly kind: "change_identity" }>;

/** Whether a live column has got some of its numbers, and its rows may still be without. */
export function isBeingNumbered(table: string, { name, serial }: Column): boolean {
  return serial !== undefined && serial === sequenceName(table, name);
}

/** Takes additions of such columns to one large table apart, and goes on with those that are begun. */
export function numberedOnline(
  changes: readonly Change[],
  table: Table,
  namespace: string,
): readonly Change[] {
  return changes.flatMap((change): readonly Change[] => {
    switch (change.kind) {
      case "add_column":
        return change.unfilled || !isNumbered(change.column)
          ? [change]
          : addNumbered(change, namespace);
      case "change_identity":
        if (isBeingNumbered(change.table, change.from) && isNumbered(change.to))
          return numberOn(change, namespace);
        return [
          looksAtRows(change.from, change.to) && !tellsLast(table, change.to.name)
            ? { ...change, scans: true }
            : change,
        ];
      default:
        return [change];
    }
  });
}

/** Whether an index has the last value of a column at its end. */
function tellsLast({ constraints, indexes }: Table, column: string): boolean {
  return (
    constraints.some((constraint) => isKey(constraint) && constraint.columns[0] === column) ||
    indexes.some(
      ({ method, keys, where, invalid }) =>
        method === "btree" && keys[0]?.column === column && where === undefined && !invalid,
    )
  );
}

function addNumbered(change: AddColumn, namespace: string): readonly Change[] {
  const { table, column } = change;
  const { identity: _, ...plain } = column;
  const bare: Column = { ...plain, notNull: false, serial: sequenceName(table, column.name) };
  const numbered: Column = { ...bare, notNull: column.notNull };
  return [
    { ...change, column: bare, unfilled: true },
    numberRows(table, bare, namespace),
    ...(column.notNull ? [{ kind: "set_not_null", table, from: bare, to: column } as const] : []),
    { kind: "change_identity", table, from: numbered, to: column, carries: true },
  ];
}

/** What is required of the column has been found to be missing by itself. */
function numberOn(change: ChangeIdentity, namespace: string): readonly Change[] {
  const { table, from } = change;
  return [
    ...(from.notNull ? [] : [numberRows(table, from, namespace)]),
    { ...change, carries: true },
  ];
}

function numberRows(table: string, column: Column, namespace: string): FillColumn {
  const sql = nextNumber(namespace, column.serial ?? "");
  return {
    kind: "fill_column",
    table,
    column,
    value: { sql, columns: [] },
    isNew: true,
    online: true,
  };
}

function sequenceName(table: string, column: string): string {
  return shortenName(`${table}_${column}_numbers`);
}

/** The statements by which the wanted sequence takes over: nothing is read. */
export function carryNumbers(
  namespace: string,
  { table, from, to }: ChangeIdentity,
): readonly string[] {
  const sequence = qualifiedName(namespace, from.serial ?? "");
  if (to.serial !== undefined)
    return [`ALTER SEQUENCE ${sequence} RENAME TO ${quoteIdentifier(to.serial)}`];
  const alter = (action: string): string =>
    definition.alterColumn(namespace, table, to.name, action);
  const own = ownedSequence(namespace, table, to.name);
  return [
    alter("DROP DEFAULT"),
    `ALTER SEQUENCE ${sequence} OWNED BY NONE`,
    alter(
      `ADD GENERATED ${(to.identity ?? "by default").toUpperCase()} AS IDENTITY${counterOptions(to)}`,
    ),
    `SELECT pg_catalog.setval(${own}::pg_catalog.regclass, last_value, is_called) FROM ${sequence}`,
    dropSequence(namespace, from.serial ?? ""),
  ];
}
