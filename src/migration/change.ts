// A Change is one difference between two databases, before anyone has thought about SQL, order or risk.

import type { Location } from "../text/location.ts";
import type { Column, Constraint, Index, Routine, Table, Trigger } from "../relational/database.ts";
import type { IdentitySource } from "../relational/identity.ts";

export type Change =
  | Reset
  | { readonly kind: "create_table"; readonly table: Table }
  | { readonly kind: "retire_table"; readonly table: Table }
  /** A table whose rows can be made again from others: nothing is lost with it. */
  | { readonly kind: "drop_derived_table"; readonly table: Table }
  | { readonly kind: "add_column"; readonly table: string; readonly column: Column }
  | { readonly kind: "retire_column"; readonly table: string; readonly column: Column }
  | { readonly kind: "drop_derived_column"; readonly table: string; readonly column: Column }
  | ColumnChange<"drop_expression">
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
  | { readonly kind: "create_trigger"; readonly table: string; readonly trigger: Trigger }
  | { readonly kind: "drop_trigger"; readonly table: string; readonly trigger: Trigger }
  | { readonly kind: "create_routine"; readonly routine: Routine }
  | { readonly kind: "replace_routine"; readonly routine: Routine }
  | { readonly kind: "drop_routine"; readonly routine: Routine }
  | FillIdentity
  /** The rows of a source that feeds an identity table no more leave it. */
  | { readonly kind: "empty_identity"; readonly table: string; readonly source: IdentitySource }
  | { readonly kind: "comment_table"; readonly table: Table }
  | { readonly kind: "comment_column"; readonly table: string; readonly column: Column };

/** Everything goes before everything is made afresh: what is ours, or the whole namespace with what others put there. */
export interface Reset {
  readonly kind: "reset";
  readonly scope: "owned" | "namespace";
  readonly namespace: string;
  /** What is dropped, by name; of `namespace` the tables in it. */
  readonly tables: readonly string[];
  readonly routines: readonly string[];
}

/** Rows that were there before their triggers enter an identity table. */
interface FillIdentity {
  readonly kind: "fill_identity";
  readonly table: string;
  readonly source: IdentitySource;
  /** Type under which the identity table may hold some of them already; absent where it is new. */
  readonly formerType?: string;
}

interface ColumnChange<Kind extends string> {
  readonly kind: Kind;
  readonly table: string;
  readonly from: Column;
  readonly to: Column;
}

export type ChangeKind = Change["kind"];

/** The table a change is about; a routine belongs to none, and a reset is about all. */
export function changedTable(change: Change): string | undefined {
  if (!("table" in change)) return undefined;
  return typeof change.table === "string" ? change.table : change.table.name;
}

/** The part of the table it is about (a column, a constraint, an index, …), or undefined for the table itself. */
export function changedPart(change: Change): string | undefined {
  if ("column" in change) return change.column.name;
  if ("constraint" in change) return change.constraint.name;
  if ("index" in change) return change.index.name;
  if ("trigger" in change) return change.trigger.name;
  if ("source" in change) return change.source.identity;
  if ("to" in change) return change.to.name;
  return undefined;
}

/** `User`, `User.age`, `identity_sync()`: what plans, `allow` entries and answers call it. */
export function changedObject(change: Change): string {
  if ("routine" in change) return `${change.routine.name}()`;
  if (change.kind === "reset") return change.namespace;
  const part = changedPart(change);
  const table = changedTable(change) ?? "";
  return part === undefined ? table : `${table}.${part}`;
}

/** Where the author wrote what the change brings about, if anyone did. */
export function changeSource(change: Change): Location | undefined {
  if ("column" in change) return change.column.location;
  if ("to" in change) return change.to.location;
  if ("index" in change) return change.index.location;
  if ("constraint" in change)
    return change.constraint.kind === "primary_key" ? undefined : change.constraint.location;
  return "table" in change && typeof change.table !== "string" ? change.table.location : undefined;
}
