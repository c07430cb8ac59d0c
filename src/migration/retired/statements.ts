// A table or a column that is retired, and a table that comes back → the statements for it.

import { isKey } from "../../relational/database.ts";
import * as definition from "../../sql/definition.ts";
import type { Change } from "../change.ts";
import { retiredName, retiredNamespace } from "../names.ts";
import { dropNumbering } from "../numbering.ts";
import type { StatementContext } from "../statements.ts";

/**
 * The table keeps its rows and moves away. What would keep a name in the other namespace (indexes, also those behind keys, and
 * sequences) is dropped, so that the same table can be retired twice; the way back makes it anew from the history.
 */
export function retireTable(
  { table, as, carried }: Extract<Change, { kind: "retire_table" }>,
  { namespace, number }: StatementContext,
): string[] {
  const name = as ?? retiredName(number, table.name);
  return [
    ...table.constraints.filter(isKey).map((key) =>
      // What looks rows up in it needs the index.
      carried && key.kind === "primary_key"
        ? definition.renameConstraint(
            namespace,
            table.name,
            key.name,
            retiredName(number, key.name),
          )
        : definition.dropConstraint(namespace, table.name, key.name),
    ),
    ...table.indexes.map((index) => definition.dropIndex(namespace, index.name)),
    ...table.columns.flatMap((column) => dropNumbering(namespace, table.name, column)),
    definition.renameTable(namespace, table.name, name),
    definition.moveTable(namespace, name, retiredNamespace(namespace)),
  ];
}

/** It moves back as it is; keys, indexes and the like are made anew by other steps. */
export function restoreTable(namespace: string, from: string, name: string): string[] {
  return [
    definition.moveTable(retiredNamespace(namespace), from, namespace),
    definition.renameTable(namespace, from, name),
  ];
}

/** The column keeps its values under another name, and no longer asks anything of new rows. */
export function retireColumn(
  { table, column, as }: Extract<Change, { kind: "retire_column" }>,
  { namespace, number }: StatementContext,
): string[] {
  const alter = (action: string): string =>
    definition.alterColumn(namespace, table, column.name, action);
  return [
    ...dropNumbering(namespace, table, column),
    ...(column.default === undefined ? [] : [alter("DROP DEFAULT")]),
    ...(column.notNull ? [alter("DROP NOT NULL")] : []),
    definition.renameColumn(namespace, table, column.name, as ?? retiredName(number, column.name)),
  ];
}
