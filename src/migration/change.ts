// A Change is one difference between two databases, before anyone has thought about SQL, order or risk.

import type { Location } from "../text/location.ts";
import type {
  Check,
  Column,
  Constraint,
  EnumType,
  ForeignKey,
  Index,
  PrimaryKey,
  Routine,
  Table,
  Trigger,
  Unique,
} from "../relational/database.ts";
import type { FillColumn } from "./fill/fill-column.ts";
import type { EmptyIdentity, FillIdentity, PruneIdentity } from "./fill/fill-identity.ts";
import type { FillList } from "./lists/fill-list.ts";
import type { RenameChange } from "./rename/changes.ts";
import type { RevertColumn } from "./retired/revert-column.ts";
import type { RenameValue } from "./rename/values.ts";
import type { AddShadow, AroundSwap, DropShadow, FillShadow } from "./shadow/shadow-changes.ts";
import type { Swapped } from "./shadow/swap.ts";
import type { RenameLateValues, SwapCheck } from "./rename/values-online.ts";

/**
 * One difference. `table` is the name that the table has once renames are done, or the table itself; `from` and `to` are what is there and
 * what is wanted.
 */
export type Change =
  | Reset
  | { readonly kind: "create_table"; readonly table: Table }
  /**
   * `as`: the name that it gets, where it is not that of this migration's number. `carried`: the same plan brings what it holds to where it
   * is kept from now on.
   */
  | {
      readonly kind: "retire_table";
      readonly table: Table;
      readonly as?: string;
      readonly carried?: true;
    }
  /** A table whose rows can be made again from others: nothing is lost with it. */
  | { readonly kind: "drop_derived_table"; readonly table: Table }
  /** `unfilled`: rows that are there stay without a value, whatever the default. */
  | ({
      readonly kind: "add_column";
      readonly table: string;
      readonly column: Column;
      readonly unfilled?: true;
    } & AroundSwap)
  | RenameChange
  | RenameValue
  | RenameLateValues
  | SwapCheck
  | FillColumn
  | FillList
  | {
      readonly kind: "retire_column";
      readonly table: string;
      readonly column: Column;
      readonly as?: string;
      readonly carried?: true;
    }
  /** What was retired as `from` comes back under its own name. `carried`: the same plan sees to it that it holds what is there now. */
  | {
      readonly kind: "restore_table";
      readonly table: Table;
      readonly from: string;
      readonly carried?: true;
    }
  | {
      readonly kind: "restore_column";
      readonly table: string;
      readonly column: Column;
      readonly from: string;
      readonly carried?: true;
    }
  /** What was retired is really dropped. */
  | { readonly kind: "purge_table"; readonly table: Table }
  | { readonly kind: "purge_column"; readonly table: string; readonly column: Column }
  | ({
      readonly kind: "drop_derived_column";
      readonly table: string;
      readonly column: Column;
    } & AroundSwap)
  | ColumnChange<"drop_expression">
  | AddShadow
  | FillShadow
  | DropShadow
  | (ColumnChange<"change_type"> & Swapped)
  /** A type that does not hold every value: the old column is retired with them, a new one takes their conversions. */
  | (ColumnChange<"convert_column"> & Swapped & { readonly as?: string })
  /** The way back from that. */
  | (RevertColumn & Swapped)
  /** `proof`: a valid check says so of every row already, and has then done its work. */
  | (ColumnChange<"set_not_null"> & { readonly proof?: Check })
  | ColumnChange<"drop_not_null">
  | (ColumnChange<"set_default"> & AroundSwap)
  | ColumnChange<"drop_default">
  /** `carries`: from the sequence that has numbered its rows by and by. `scans`: no index tells the last number that is there. */
  | (ColumnChange<"change_identity"> & {
      readonly carries?: true;
      readonly scans?: true;
    } & AroundSwap)
  /** `proves`: only until the column says of itself that it is never NULL. `early`: before the rows are written that it is about. */
  | ({
      readonly kind: "add_constraint";
      readonly table: string;
      readonly constraint: Constraint;
      readonly proves?: true;
      readonly early?: true;
    } & AroundSwap)
  /** Rows that were there before a constraint was added NOT VALID are asked now; `online` in a transaction of its own. */
  | ({
      readonly kind: "validate_constraint";
      readonly table: string;
      readonly constraint: Check | ForeignKey;
      readonly proves?: true;
      readonly online?: true;
    } & AroundSwap)
  /** A unique index of the same name becomes the key. */
  | ({
      readonly kind: "attach_index";
      readonly table: string;
      readonly constraint: PrimaryKey | Unique;
    } & AroundSwap)
  /** `late`: after rows are written that another one is about, which takes its place. */
  | ({
      readonly kind: "drop_constraint";
      readonly table: string;
      readonly constraint: Constraint;
      readonly late?: true;
    } & AroundSwap)
  /** `wanted`: what it will be, of one on columns that are still called otherwise. */
  | (IndexChange<"create_index"> & { readonly wanted?: Index } & AroundSwap)
  | (IndexChange<"drop_index"> & AroundSwap)
  /** Another name for the same thing. */
  | {
      readonly kind: "rename_constraint";
      readonly table: string;
      readonly from: Constraint;
      readonly to: Constraint;
    }
  | ({
      readonly kind: "rename_index";
      readonly table: string;
      readonly from: Index;
      readonly to: Index;
    } & AroundSwap)
  | ({
      readonly kind: "create_trigger";
      readonly table: string;
      readonly trigger: Trigger;
    } & AroundSwap)
  | ({
      readonly kind: "drop_trigger";
      readonly table: string;
      readonly trigger: Trigger;
    } & AroundSwap)
  | { readonly kind: "create_routine"; readonly routine: Routine }
  | { readonly kind: "replace_routine"; readonly routine: Routine }
  | { readonly kind: "drop_routine"; readonly routine: Routine }
  | EnumChange
  | FillIdentity
  | PruneIdentity
  | EmptyIdentity
  | { readonly kind: "comment_table"; readonly table: Table }
  | { readonly kind: "comment_column"; readonly table: string; readonly column: Column }
  | { readonly kind: "comment_constraint"; readonly table: string; readonly constraint: Constraint }
  | { readonly kind: "comment_index"; readonly table: string; readonly index: Index };

/** About a native enum type. */
export type EnumChange =
  | { readonly kind: "create_type"; readonly type: EnumType }
  | { readonly kind: "rename_type"; readonly type: EnumType; readonly from: string }
  /** `used`: by columns that keep it, retired ones, so that it is moved away instead. `retired`: it was, and is really dropped now. */
  | {
      readonly kind: "drop_type";
      readonly type: EnumType;
      readonly used: boolean;
      readonly retired?: true;
    }
  /** `type` has all that `from` has, in the same order, and more. */
  | { readonly kind: "add_values"; readonly type: EnumType; readonly from: EnumType }
  | { readonly kind: "comment_type"; readonly type: EnumType };

/** Everything goes before everything is made afresh: what is ours, or the whole namespace with what others put there. */
export interface Reset {
  readonly kind: "reset";
  readonly scope: "owned" | "namespace";
  readonly namespace: string;
  /** What is dropped, by name; of `namespace` the tables in it. */
  readonly tables: readonly string[];
  readonly routines: readonly string[];
  readonly types: readonly string[];
  /** Of several, which take their turns: more is to be dropped after it. */
  readonly more?: true;
  /** Foreign keys of tables that go later: they hold on to tables of this part. */
  readonly keys?: readonly { readonly table: string; readonly name: string }[];
}

interface IndexChange<Kind extends string> {
  readonly kind: Kind;
  readonly table: string;
  readonly index: Index;
  /** CONCURRENTLY: nobody waits for it, and no transaction may hold it. */
  readonly online?: true;
}

interface ColumnChange<Kind extends string> {
  readonly kind: Kind;
  readonly table: string;
  readonly from: Column;
  readonly to: Column;
}

/** The name of a kind of change, as steps and plans show it. */
export type ChangeKind = Change["kind"];

/** The table a change is about; a routine belongs to none, and a reset is about all. */
export function changedTable(change: Change): string | undefined {
  if (!("table" in change)) return undefined;
  return typeof change.table === "string" ? change.table : change.table.name;
}

/** The retired table, as it is called there, that a change brings back or drops. */
export function usedRetiredTable(change: Change): string | undefined {
  if (change.kind === "restore_table") return change.from;
  return change.kind === "purge_table" ? change.table.name : undefined;
}

/** The part of the table it is about (a column, a constraint, an index, …), or undefined for the table itself. */
export function changedPart(change: Change): string | undefined {
  if ("column" in change) return change.column.name;
  if ("constraint" in change) return change.constraint.name;
  if (change.kind === "create_index") return (change.wanted ?? change.index).name;
  if ("index" in change) return change.index.name;
  if ("trigger" in change) return change.trigger.name;
  if ("source" in change) return change.source.identity;
  if ("to" in change) return change.to.name;
  return undefined;
}

/** `User`, `User.age`, `identity_sync()`: what plans, `allow` entries and answers call it. */
export function changedObject(change: Change): string {
  if ("routine" in change) return `${change.routine.name}()`;
  if ("type" in change) return change.type.name;
  if (change.kind === "reset") return change.namespace;
  const part = changedPart(change);
  const table = changedTable(change) ?? "";
  return part === undefined ? table : `${table}.${part}`;
}

/** Where the author wrote what the change brings about, if anyone did. */
export function changeSource(change: Change): Location | undefined {
  if ("column" in change) return change.column.location;
  if (change.kind === "rename_constraint") return constraintSource(change.to);
  if ("to" in change) return change.to.location;
  if ("index" in change) return change.index.location;
  if ("constraint" in change) return constraintSource(change.constraint);
  return "table" in change && typeof change.table !== "string" ? change.table.location : undefined;
}

function constraintSource(constraint: Constraint): Location | undefined {
  return constraint.kind === "primary_key" ? undefined : constraint.location;
}
