// A database → the same once tables and columns are called otherwise: with all that Postgres carries along by itself when it renames
// them. Names of constraints, indexes and triggers stay; so do the arguments of triggers, which are text to Postgres.

import type {
  Column,
  Constraint,
  Database,
  Expression,
  Index,
  Table,
  Trigger,
} from "../../relational/database.ts";
import { IDENTITY_ROUTINE } from "../../relational/identity.ts";
import { byName } from "../../relational/normalize.ts";
import type { NewNames } from "./former-names.ts";
import { renameExpression } from "./expression.ts";

/** The whole database under the new names; a table that differs by them says in `former` what it is called until then. */
export function renameDatabase(database: Database, renamed: NewNames): Database {
  const tables = database.tables.map((table) => renameTable(table, renamed));
  return { ...database, tables: tables.toSorted(byName) };
}

/** A table of any namespace, with the columns of the one that has its name in ours. */
function renameTable(table: Table, renamed: NewNames): Table {
  const { triggers } = table;
  const column = (name: string): string => renamed.column(table.name, name);
  const name = renamed.table(table.name);
  const columns = table.columns.map((each): [string, string] => [column(each.name), each.name]);
  const isSame = name === table.name && columns.every(([now, old]) => now === old);
  return {
    ...table,
    name,
    ...(!isSame && { former: { name: table.name, columns: Object.fromEntries(columns) } }),
    columns: table.columns.map((each) => renameColumn(each, column)),
    constraints: table.constraints.map((each) => renameInConstraint(each, column, renamed)),
    indexes: table.indexes.map((index) => renameInIndex(index, column)),
    ...(triggers && {
      triggers: triggers.map((trigger) => renameInTrigger(trigger, table.name, renamed)),
    }),
  };
}

function renameColumn(column: Column, renamed: (name: string) => string): Column {
  const { name, generated } = column;
  return {
    ...column,
    name: renamed(name),
    ...(generated && { generated: renameIn(generated, renamed) }),
  };
}

function renameInConstraint(
  constraint: Constraint,
  column: (name: string) => string,
  renamed: NewNames,
): Constraint {
  const columns = constraint.columns.map(column);
  switch (constraint.kind) {
    case "check":
      return { ...constraint, columns, expression: renameIn(constraint.expression, column) };
    case "foreign_key": {
      const { targetTable, targetColumns } = constraint;
      return {
        ...constraint,
        columns,
        targetTable: renamed.table(targetTable),
        targetColumns: targetColumns.map((name) => renamed.column(targetTable, name)),
      };
    }
    case "primary_key":
    case "unique": {
      const { include } = constraint;
      return { ...constraint, columns, ...(include && { include: include.map(column) }) };
    }
  }
}

function renameInIndex(index: Index, column: (name: string) => string): Index {
  const { where, reads } = index;
  return {
    ...index,
    keys: index.keys.map((key) =>
      key.expression === undefined
        ? { ...key, column: column(key.column) }
        : { ...key, expression: renameIn(key.expression, column) },
    ),
    include: index.include.map(column),
    ...(where && { where: renameIn(where, column) }),
    ...(reads && { reads: reads.map(column) }),
  };
}

/** A trigger whose arguments name something by its former name is never the one that is wanted: it has to be made anew. */
function renameInTrigger(trigger: Trigger, table: string, renamed: NewNames): Trigger {
  const columns = trigger.columns.map((name) => renamed.column(table, name));
  const [identity, column, ...rest] = trigger.arguments;
  if (trigger.routine !== IDENTITY_ROUTINE.name || identity === undefined || column === undefined)
    return { ...trigger, columns };
  const named = [renamed.table(identity), renamed.column(table, column), ...rest];
  const isSame = named.every((argument, index) => argument === trigger.arguments[index]);
  return {
    ...trigger,
    columns,
    arguments: named,
    ...(!isSame && { variant: `${trigger.variant ?? ""} WITH FORMER NAMES` }),
  };
}

function renameIn({ sql, canonical }: Expression, renamed: (column: string) => string): Expression {
  return {
    sql: renameExpression(sql, renamed),
    ...(canonical !== undefined && { canonical: renameExpression(canonical, renamed) }),
  };
}
