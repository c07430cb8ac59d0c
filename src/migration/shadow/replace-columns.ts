// What is there and what is wanted → columns of large tables that get another type without anyone waiting for it: a new column is filled
// beside the old one, and takes its place in a moment, with its indexes already built. The diff goes on from there.

import {
  indexNames,
  type Check,
  type Column,
  type Database,
  type Table,
} from "../../relational/database.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { changedObject, type Change } from "../change.ts";
import type { ColumnTest } from "../diff/columns.ts";
import { concernedTables } from "../execute/stages.ts";
import type { TableShadows } from "../live.ts";
import { tableMap } from "../name-map.ts";
import { shadowedBy, shadowName } from "../names.ts";
import type { FormerNames } from "../rename/former-names.ts";
import { atSwap } from "./at-swap.ts";
import { buildIndex, indexesOn } from "./build-indexes.ts";
import { numbersOf } from "./swap.ts";
import {
  hasValues,
  replaceableColumns,
  type Replaceable,
  type ReplaceableRequest,
} from "./components.ts";
import { takeOff, type ColumnsOf } from "./take-off.ts";

/** What may be replaced, and how far a migration has come with it. */
export interface ReplaceRequest extends ReplaceableRequest {
  readonly former: FormerNames;
  /** The migration's. */
  readonly number: number;
  /** Columns whose rows it has filled, as `User.age`. */
  readonly filled: ReadonlySet<string>;
}

/** What the diff goes on from. */
export interface Replaced {
  /** Those that were given, and those that replace columns. */
  readonly changes: readonly Change[];
  readonly managed: Database;
  /** Without those that are replaced. */
  readonly isConverted: ColumnTest;
  /** Also tables that are not, but change together with one that is. */
  readonly isLarge: (table: string) => boolean;
  /** Puts what the diff brings back of what was taken off to the moment in which it was. */
  readonly withSwap: (differences: readonly Change[]) => readonly Change[];
}

/** Nothing is replaced where no table is large. */
export function replaceColumns(request: ReplaceRequest): Replaced {
  const { managed, desired, live, former, number } = request;
  const begun = (table: string): TableShadows | undefined => live.shadows?.get(former.table(table));
  const isLarge = (table: string): boolean =>
    request.isLarge(table) || (begun(table)?.columns ?? []).some(({ name }) => isOf(name, number));
  const columns = replaceableColumns({ ...request, isLarge });
  const left = managed.tables.flatMap(({ name }) => leftovers(name, begun(name), columns, number));
  const byTable = Map.groupBy(columns, ({ table }) => table);
  const replaced: ColumnsOf = new Map(
    [...byTable].map(([table, own]) => [table, new Set(own.map(({ to }) => to.name))]),
  );
  const off = takeOff(managed, desired, replaced);
  const after = tableMap(desired);
  const taken = new Set(off.managed.tables.flatMap(indexNames));
  const changes: Change[] = [...left, ...off.changes];
  const tables = off.managed.tables.map((table): Table => {
    const own = byTable.get(table.name);
    const wanted = after.get(table.name);
    if (own === undefined || wanted === undefined) return table;
    const there = begun(table.name);
    const swapped = new Map(own.map((each) => [each.to.name, each]));
    const names = replaced.get(table.name) ?? new Set();
    changes.push(...own.flatMap((each) => replaceColumn(each, there, request)));
    changes.push(...table.columns.flatMap((each) => notComputed(each, swapped.get(each.name))));
    const bare = table.columns.map((column) => withoutRules(column, swapped.get(column.name)));
    const indexes = indexesOn(wanted, { ...table, columns: bare }, names, taken);
    changes.push(
      ...indexes.flatMap((index) =>
        buildIndex(table.name, index, there, { number, replaced: names }),
      ),
    );
    return { ...table, columns: bare, indexes: [...table.indexes, ...indexes] };
  });
  const isReplaced: ColumnTest = (table, column) => replaced.get(table)?.has(column) === true;
  return {
    changes: [...withoutReverted(request.changes, columns), ...changes],
    managed: { ...off.managed, tables },
    isConverted: (table, column) =>
      !isReplaced(table, column) && request.isConverted(table, column),
    isLarge: (table) => byTable.has(table) || request.isLarge(table),
    withSwap: (differences) => atSwap(differences, { changes, isReplaced }),
  };
}

const isOf = (name: string, number: number): boolean => shadowedBy(name) === number;

/** What another migration has left, or this one no longer needs. */
function leftovers(
  table: string,
  there: TableShadows | undefined,
  columns: readonly Replaceable[],
  number: number,
): readonly Change[] {
  const used = new Set(
    columns.flatMap((each) => (each.table === table ? [shadowName(number, each.to.name)] : [])),
  );
  return (there?.columns ?? []).flatMap((column): Change[] =>
    used.has(column.name) ? [] : [{ kind: "drop_shadow", table, column }],
  );
}

/** The new column, its values, the proof that it has them, and the moment in which it takes its place. */
function replaceColumn(
  each: Replaceable,
  there: TableShadows | undefined,
  { number, filled }: ReplaceRequest,
): readonly Change[] {
  const { table, from, to, conversion } = each;
  const shadow = shadowName(number, to.name);
  const made = { table, from, column: to, shadow, conversion };
  const proof = proofOf(each, shadow);
  const left = there?.checks.find(({ name }) => name === shadow);
  const isProved = left !== undefined && left.notValid === undefined;
  const isThere = there?.columns.some(({ name }) => name === shadow) === true;
  const isFilled = isThere && filled.has(`${table}.${to.name}`);
  const more = { ...(proof && { proof }), ...(hasValues(each) && ({ required: true } as const)) };
  const validate = { kind: "validate_constraint", table, proves: true, online: true } as const;
  return [
    ...(isThere ? [] : [{ kind: "add_shadow", ...made, ...more } as const]),
    ...(isFilled ? [] : [{ kind: "fill_shadow", ...made, online: true } as const]),
    ...(proof === undefined || isProved
      ? []
      : [{ ...validate, constraint: proof, swap: "before" } as const]),
    swapOf(each, shadow, proof),
  ];
}

/** The values that a column has at the time are its own, before a new one takes them. */
function notComputed(column: Column, replaced: Replaceable | undefined): readonly Change[] {
  if (replaced === undefined || column.generated === undefined) return [];
  const { table, from } = replaced;
  return [{ kind: "drop_expression", table, from: column, to: from }];
}

/** Says that no value was left behind: one that was converted may have been, as the plan was allowed to. */
function proofOf(each: Replaceable, shadow: string): Check | undefined {
  const { from, conversion } = each;
  const check = { kind: "check", name: shadow } as const;
  const isPresent = `${quoteIdentifier(shadow)} IS NOT NULL`;
  if (hasValues(each)) return { ...check, expression: { sql: isPresent }, columns: [shadow] };
  if (conversion.how !== "exact") return undefined;
  const sql = `${quoteIdentifier(from.name)} IS NULL OR ${isPresent}`;
  return { ...check, expression: { sql }, columns: [from.name, shadow] };
}

function swapOf(each: Replaceable, shadow: string, proof: Check | undefined): Change {
  const { table, from, to, conversion } = each;
  const swap = { table, from, to, shadow, ...(hasValues(each) && proof && { required: proof }) };
  switch (conversion.how) {
    case "exact":
      return { kind: "change_type", ...swap };
    case "tried":
      return { kind: "convert_column", ...swap };
    case "back":
      return { kind: "revert_column", ...swap, restores: conversion.restores };
  }
}

/** The column as it is once the new one has taken its place, of those that are replaced: what else is wanted of it is still to come. */
function withoutRules(column: Column, replaced: Replaceable | undefined): Column {
  if (replaced === undefined) return column;
  const { name, type, collation } = replaced.to;
  const bare: Column = {
    name,
    type,
    ...(collation && { collation }),
    notNull: hasValues(replaced),
  };
  return { ...bare, ...numbersOf(replaced.from, replaced.to) };
}

/** What made room for a column that comes back waits until it does. */
function withoutReverted(
  changes: readonly Change[],
  columns: readonly Replaceable[],
): readonly Change[] {
  const reverted = columns.filter(({ conversion }) => conversion.how === "back");
  if (reverted.length === 0) return changes;
  const back = new Set(reverted.map(({ table, to }) => `${table}.${to.name}`));
  const tables = new Set(reverted.map(({ table }) => table));
  return changes.flatMap((change): Change[] => {
    switch (change.kind) {
      case "revert_column":
        return back.has(changedObject(change)) ? [] : [change];
      case "drop_constraint":
      case "drop_index":
      case "drop_trigger":
      case "drop_derived_column":
        return concernedTables(change).some((table) => tables.has(table))
          ? [{ ...change, swap: "with" }]
          : [change];
      default:
        return [change];
    }
  });
}
