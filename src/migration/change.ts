// A Change is one difference between two databases, before anyone has thought about SQL, order or risk.

import type { Location } from "../text/location.ts";
import type { Column, Constraint, Index, Table } from "../relational/database.ts";

export type Change =
  | { readonly kind: "create_table"; readonly table: Table }
  | { readonly kind: "retire_table"; readonly table: Table }
  | { readonly kind: "add_column"; readonly table: string; readonly column: Column }
  | { readonly kind: "retire_column"; readonly table: string; readonly column: Column }
  | ColumnChange<"change_type">
  | ColumnChange<"set_not_null">
  | ColumnChange<"drop_not_null">
  | ColumnChange<"set_default">
  | ColumnChange<"drop_default">
  | ColumnChange<"change_identity">
  | { readonly kind: "add_constraint"; readonly table: string; readonly constraint: Constraint }
  | { readonly kind: "drop_constraint"; readonly table: string; readonly constraint: Constraint }
  | { readonly kind: "create_index"; readonly table: string; readonly index: Index }
  | { readonly kind: "drop_index"; readonly table: string; readonly index: Index }
  | { readonly kind: "comment_table"; readonly table: Table }
  | { readonly kind: "comment_column"; readonly table: string; readonly column: Column };

interface ColumnChange<Kind extends string> {
  readonly kind: Kind;
  readonly table: string;
  readonly from: Column;
  readonly to: Column;
}

export type ChangeKind = Change["kind"];

/** The table a change is about. */
export function changedTable(change: Change): string {
  return typeof change.table === "string" ? change.table : change.table.name;
}

/** The part of the table it is about (a column, a constraint, an index), or undefined for the table itself. */
export function changedPart(change: Change): string | undefined {
  if ("column" in change) return change.column.name;
  if ("constraint" in change) return change.constraint.name;
  if ("index" in change) return change.index.name;
  if ("to" in change) return change.to.name;
  return undefined;
}

/** `User`, `User.age`: what plans, `allow` entries and answers call it. */
export function changedObject(change: Change): string {
  const part = changedPart(change);
  return part === undefined ? changedTable(change) : `${changedTable(change)}.${part}`;
}

/** Where the author wrote what the change brings about, if anyone did. */
export function changeSource(change: Change): Location | undefined {
  if ("column" in change) return change.column.location;
  if ("to" in change) return change.to.location;
  if ("index" in change) return change.index.location;
  if ("constraint" in change)
    return change.constraint.kind === "primary_key" ? undefined : change.constraint.location;
  return change.table.location;
}
