// One change → the statements that carry it out.

import type { Column } from "../relational/database.ts";
import * as definition from "../sql/definition.ts";
import * as online from "../sql/online.ts";
import { createRoutine, createTrigger, dropRoutine, dropTrigger } from "../sql/routine.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { createSequence, nextNumber, ownSequence } from "../sql/sequence.ts";
import { fillStatement } from "./fill/fill-column.ts";
import { castExpression } from "./types/cast.ts";
import {
  castFunctions,
  createExactCast,
  dropExactCast,
  exactCast,
  triedCast,
} from "./types/cast-functions.ts";
import type { Change } from "./change.ts";
import { carryNumbers } from "./fill/numbers-online.ts";
import { emptyIdentity, fillIdentity, pruneIdentity } from "./fill/fill-identity.ts";
import { fillListStatements } from "./lists/fill-list.ts";
import { resetStatements } from "./reset.ts";
import { restoreTable, retireColumn, retireTable } from "./retired/statements.ts";
import { bareColumn } from "./diff/columns.ts";
import { retiredName, retiredNamespace } from "./names.ts";
import { revertStatements } from "./retired/revert-column.ts";
import { classifyTypeChange, keepsValues, rewrites } from "./types/type-change.ts";
import { changeNumbering } from "./numbering.ts";
import {
  addShadowStatements,
  dropShadowStatements,
  fillShadowStatement,
} from "./shadow/shadow-changes.ts";
import { swapStatements } from "./shadow/swap.ts";
import { renameColumn, renameTable } from "./rename/statements.ts";
import { renameValuesStatement } from "./rename/values.ts";
import { typeStatements } from "./types/enum-statements.ts";

/** Where statements apply: the namespace, and the migration's number for the names of what is retired. */
export interface StatementContext {
  readonly namespace: string;
  readonly number: number;
  /** Columns and tables that the same plan retires: `User.name` → what they are called then. */
  readonly retired?: ReadonlyMap<string, string>;
}

/** The statements of a change, in order, without semicolons. */
export function statementsOf(change: Change, context: StatementContext): readonly string[] {
  const { namespace } = context;
  switch (change.kind) {
    case "reset":
      return resetStatements(change, context);
    case "create_table":
      return definition.createTable(namespace, change.table);
    case "retire_table":
      return retireTable(change, context);
    case "drop_derived_table":
      return [definition.dropTable(namespace, change.table.name)];
    case "drop_derived_column":
      return [definition.dropColumn(namespace, change.table, change.column.name)];
    case "drop_expression":
      return [definition.alterColumn(namespace, change.table, change.to.name, "DROP EXPRESSION")];
    case "add_column":
      return addColumn(change, namespace);
    case "fill_column":
      return [fillStatement(change, { namespace, retired: context.retired ?? new Map() })];
    case "fill_list":
      return fillListStatements(change, { namespace, retired: context.retired ?? new Map() });
    case "retire_column":
      return retireColumn(change, context);
    case "rename_table":
      return renameTable(namespace, change);
    case "rename_column":
      return renameColumn(namespace, change);
    case "rename_value":
      return [renameValuesStatement(namespace, change.table, [change])];
    case "rename_late_values":
      return [renameValuesStatement(namespace, change.table, change.renames)];
    case "add_shadow":
      return addShadowStatements(change, context);
    case "fill_shadow":
      return [fillShadowStatement(change, namespace)];
    case "drop_shadow":
      return dropShadowStatements(change, namespace);
    case "revert_column": {
      const { table, from, shadow } = change;
      if (shadow !== undefined) return swapStatements({ ...change, shadow }, context);
      const retire = retireColumn({ kind: "retire_column", table, column: from }, context);
      const retired = retiredName(context.number, from.name);
      return revertStatements(change, namespace, { retire, retired });
    }
    case "restore_table":
      return restoreTable(namespace, change.from, change.table.name);
    case "restore_column":
      return [definition.renameColumn(namespace, change.table, change.from, change.column.name)];
    case "purge_table":
      return [definition.dropTable(retiredNamespace(namespace), change.table.name)];
    case "purge_column":
      return [definition.dropColumn(namespace, change.table, change.column.name)];
    case "change_type": {
      const { table, from, to, shadow } = change;
      if (shadow !== undefined) return swapStatements({ ...change, shadow }, context);
      return changeType(table, from, to, namespace);
    }
    case "convert_column": {
      const { shadow } = change;
      if (shadow !== undefined) return swapStatements({ ...change, shadow }, context);
      return convertColumn(change, context);
    }
    case "set_not_null":
      return setNotNull(change, namespace);
    case "drop_not_null":
      return [definition.alterColumn(namespace, change.table, change.to.name, "DROP NOT NULL")];
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
      return change.carries
        ? carryNumbers(namespace, change)
        : changeNumbering(namespace, change.table, change.from, change.to);
    case "add_constraint":
      return [
        definition.addConstraint(namespace, change.table, change.constraint),
        ...definition.constraintComment(namespace, change.table, change.constraint),
      ];
    case "rename_constraint":
      return [
        definition.renameConstraint(namespace, change.table, change.from.name, change.to.name),
      ];
    case "rename_index":
      return [definition.renameIndex(namespace, change.from.name, change.to.name)];
    case "swap_check":
      return online.swapCheck(namespace, change.table, change.constraint);
    case "validate_constraint":
      return [online.validateConstraint(namespace, change.table, change.constraint.name)];
    case "attach_index":
      return online.attachIndex(namespace, change.table, change.constraint);
    case "drop_constraint":
      return [definition.dropConstraint(namespace, change.table, change.constraint.name)];
    case "create_index":
      return [
        change.online
          ? online.createIndexConcurrently(namespace, change.table, change.index)
          : definition.createIndex(namespace, change.table, change.index),
      ];
    case "drop_index":
      return [
        change.online
          ? online.dropIndexConcurrently(namespace, change.index.name)
          : definition.dropIndex(namespace, change.index.name),
      ];
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
      return [emptyIdentity(change, namespace)];
    case "prune_identity":
      return [pruneIdentity(change, namespace)];
    case "comment_table":
      return [definition.commentOnTable(namespace, change.table.name, change.table.comment)];
    case "comment_column":
      return [definition.commentOnColumn(namespace, change.table, change.column)];
    case "comment_constraint":
      return [definition.commentOnConstraint(namespace, change.table, change.constraint)];
    case "comment_index":
      return [definition.commentOnIndex(namespace, change.index.name, change.index.comment)];
    case "create_type":
    case "rename_type":
    case "drop_type":
    case "add_values":
    case "comment_type":
      return typeStatements(change, context);
  }
}

/** A new column's comment comes with it: to its author the two are one change. */
function addColumn(
  { table, column, unfilled }: Extract<Change, { kind: "add_column" }>,
  namespace: string,
): string[] {
  const comment =
    column.comment === undefined ? [] : [definition.commentOnColumn(namespace, table, column)];
  const { default: value, serial, ...bare } = column;
  const late = serial === undefined ? value?.sql : nextNumber(namespace, serial);
  const isLate = unfilled === true && late !== undefined;
  return [
    ...createSequence(namespace, column),
    definition.addColumn(namespace, table, isLate ? bare : column),
    ...(isLate
      ? [definition.alterColumn(namespace, table, column.name, `SET DEFAULT ${late}`)]
      : []),
    ...ownSequence(namespace, table, column),
    ...comment,
  ];
}

/** In place. Where there could be a value that does not survive, every one is looked at once more as it is written anew. */
function changeType(table: string, from: Column, to: Column, namespace: string): string[] {
  const alter = (action: string): string =>
    definition.alterColumn(namespace, table, to.name, `${definition.typeClause(to)}${action}`);
  const value = quoteIdentifier(to.name);
  const effect = classifyTypeChange(from.type, to.type);
  if (!rewrites(effect)) return [alter("")];
  if (keepsValues(effect)) return [alter(` USING ${castExpression(value, from.type, to.type)}`)];
  return [
    createExactCast(from.type, to.type),
    alter(` USING ${exactCast(value, from.type, to.type)}`),
    dropExactCast(from.type, to.type),
  ];
}

/**
 * The old column keeps its values under its retired name; the new one gets what can be converted. It is filled as its type is set, for an
 * UPDATE would run triggers and leave every row behind twice.
 */
function convertColumn(
  change: Extract<Change, { kind: "convert_column" }>,
  context: StatementContext,
): string[] {
  const { table, from, to } = change;
  const as = change.as ?? retiredName(context.number, from.name);
  const value = triedCast(quoteIdentifier(as), from.type, to.type);
  const { create, drop } = castFunctions([[from.type, to.type]]);
  const fill = `${definition.typeClause(to)} USING ${value}`;
  return [
    ...create,
    ...retireColumn({ kind: "retire_column", table, column: from, as }, context),
    ...addColumn({ kind: "add_column", table, column: bareColumn(to) }, context.namespace),
    definition.alterColumn(context.namespace, table, to.name, fill),
    ...drop,
  ];
}

/** What has proved that no row is without a value goes: from now on the column says it. */
function setNotNull(
  { table, to, proof }: Extract<Change, { kind: "set_not_null" }>,
  namespace: string,
): string[] {
  return [
    definition.alterColumn(namespace, table, to.name, "SET NOT NULL"),
    ...(proof === undefined ? [] : [definition.dropConstraint(namespace, table, proof.name)]),
  ];
}
