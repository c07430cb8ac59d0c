// One change → the statements that carry it out.

import type { Column, Table } from "../relational/database.ts";
import { IDENTITY_COLUMNS, type IdentitySource } from "../relational/identity.ts";
import * as definition from "../sql/definition.ts";
import { createRoutine, createTrigger, dropRoutine, dropTrigger } from "../sql/routine.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { Change, Reset } from "./change.ts";
import { retiredName, retiredNamespace } from "./names.ts";

/** Where statements apply: the namespace, and the migration's number for the names of what is retired. */
export interface StatementContext {
  readonly namespace: string;
  readonly number: number;
}

/** The statements of a change, in order, without semicolons. */
export function statementsOf(change: Change, context: StatementContext): readonly string[] {
  const { namespace } = context;
  switch (change.kind) {
    case "reset":
      return reset(change, context);
    case "create_table":
      return definition.createTable(namespace, change.table);
    case "retire_table":
      return retireTable(change.table, context);
    case "drop_derived_table":
      return [definition.dropTable(namespace, change.table.name)];
    case "drop_derived_column":
      return [definition.dropColumn(namespace, change.table, change.column.name)];
    case "drop_expression":
      return [definition.alterColumn(namespace, change.table, change.to.name, "DROP EXPRESSION")];
    case "add_column":
      return addColumn(change.table, change.column, namespace);
    case "retire_column":
      return retireColumn(change.table, change.column, context);
    case "change_type":
      return [
        definition.alterColumn(namespace, change.table, change.to.name, `TYPE ${change.to.type}`),
      ];
    case "set_not_null":
    case "drop_not_null":
      return [
        definition.alterColumn(
          namespace,
          change.table,
          change.to.name,
          change.to.notNull ? "SET NOT NULL" : "DROP NOT NULL",
        ),
      ];
    case "set_default":
      return [
        definition.alterColumn(
          namespace,
          change.table,
          change.to.name,
          `SET DEFAULT ${change.to.default?.sql ?? "NULL"}`,
        ),
      ];
    case "drop_default":
      return [definition.alterColumn(namespace, change.table, change.to.name, "DROP DEFAULT")];
    case "change_identity":
      return changeIdentity(change.table, change.from, change.to, namespace);
    case "add_constraint":
      return [definition.addConstraint(namespace, change.table, change.constraint)];
    case "drop_constraint":
      return [definition.dropConstraint(namespace, change.table, change.constraint.name)];
    case "create_index":
      return [definition.createIndex(namespace, change.table, change.index)];
    case "drop_index":
      return [definition.dropIndex(namespace, change.index.name)];
    case "create_trigger":
      return [createTrigger(namespace, change.table, change.trigger)];
    case "drop_trigger":
      return [dropTrigger(namespace, change.table, change.trigger.name)];
    case "create_routine":
    case "replace_routine":
      return [createRoutine(namespace, change.routine, change.kind === "replace_routine")];
    case "drop_routine":
      return [dropRoutine(namespace, change.routine.name)];
    case "fill_identity":
      return fillIdentity(change, namespace);
    case "empty_identity":
      return [emptyIdentity(change.source, namespace)];
    case "comment_table":
      return [definition.commentOnTable(namespace, change.table.name, change.table.comment)];
    case "comment_column":
      return [commentOnColumn(change.table, change.column, namespace)];
  }
}

/** One DROP for all tables, which may refer to each other. The number makes each reset a plan of its own: a repeated call is none. */
function reset(change: Reset, { namespace, number }: StatementContext): string[] {
  const mark = `/* reset, migration ${number} */`;
  if (change.scope === "namespace") {
    const name = quoteIdentifier(namespace);
    return [`DROP SCHEMA ${name} CASCADE ${mark}`, `CREATE SCHEMA ${name}`];
  }
  const names = change.tables.map((table) => qualifiedName(namespace, table));
  return [
    ...(names.length === 0 ? [] : [`DROP TABLE ${names.join(", ")} ${mark}`]),
    ...change.routines.map((routine) => dropRoutine(namespace, routine)),
  ];
}

/** A new column's comment comes with it: to its author the two are one change. */
function addColumn(table: string, column: Column, namespace: string): string[] {
  const comment = column.comment === undefined ? [] : [commentOnColumn(table, column, namespace)];
  return [definition.addColumn(namespace, table, column), ...comment];
}

function commentOnColumn(table: string, column: Column, namespace: string): string {
  return definition.commentOnColumn(namespace, table, column.name, column.comment);
}

/**
 * The table keeps its rows and moves away. What would keep a name in the other namespace (indexes, also those behind keys, and
 * sequences) is dropped, so that the same table can be retired twice; the way back makes it anew from the history.
 */
function retireTable(table: Table, { namespace, number }: StatementContext): string[] {
  const name = retiredName(number, table.name);
  return [
    ...table.constraints
      .filter((constraint) => constraint.kind === "unique" || constraint.kind === "primary_key")
      .map((constraint) => definition.dropConstraint(namespace, table.name, constraint.name)),
    ...table.indexes.map((index) => definition.dropIndex(namespace, index.name)),
    ...table.columns
      .filter((column) => column.identity !== undefined)
      .map((column) => definition.alterColumn(namespace, table.name, column.name, "DROP IDENTITY")),
    definition.renameTable(namespace, table.name, name),
    definition.moveTable(namespace, name, retiredNamespace(namespace)),
  ];
}

/** The column keeps its values under another name, and no longer asks anything of new rows. */
function retireColumn(
  table: string,
  column: Column,
  { namespace, number }: StatementContext,
): string[] {
  const alter = (action: string): string =>
    definition.alterColumn(namespace, table, column.name, action);
  return [
    ...(column.identity === undefined ? [] : [alter("DROP IDENTITY")]),
    ...(column.default === undefined ? [] : [alter("DROP DEFAULT")]),
    ...(column.notNull ? [alter("DROP NOT NULL")] : []),
    definition.renameColumn(namespace, table, column.name, retiredName(number, column.name)),
  ];
}

/** What the identity table holds of these rows already stays, so that references to them do; what is no row any more goes. */
function fillIdentity(
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

function emptyIdentity({ identity, type }: IdentitySource, namespace: string): string {
  return `DELETE FROM ${qualifiedName(namespace, identity)} WHERE ${IDENTITY_COLUMNS.type} = ${quoteLiteral(type)}`;
}

function changeIdentity(table: string, from: Column, to: Column, namespace: string): string[] {
  const alter = (action: string): string =>
    definition.alterColumn(namespace, table, to.name, action);
  if (to.identity === undefined) return [alter("DROP IDENTITY")];
  if (from.identity !== undefined) return [alter(`SET GENERATED ${to.identity.toUpperCase()}`)];
  const name = qualifiedName(namespace, table);
  const sequence = `pg_catalog.pg_get_serial_sequence(${quoteLiteral(name)}, ${quoteLiteral(to.name)})`;
  return [
    alter(`ADD GENERATED ${to.identity.toUpperCase()} AS IDENTITY`),
    // New numbers start after those that are there.
    `SELECT pg_catalog.setval(${sequence}, (SELECT coalesce(max(${quoteIdentifier(to.name)}), 0) + 1 FROM ${name}), false)`,
  ];
}
