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
import type { IdentitySource } from "../relational/identity.ts";
import type { FillColumn } from "./fill/fill-column.ts";
import type { RenameChange } from "./rename/changes.ts";
import type { RevertColumn } from "./retired/revert-column.ts";
import type { RenameValue } from "./rename/values.ts";

/**
 * One difference. `table` is the name that the table has once renames are done, or the table itself; `from` and `to` are what is there and
 * what is wanted.
 */
export type Change =
  | Reset
  | { readonly kind: "create_table"; readonly table: Table }
  /** `as`: the name that it gets, where it is not that of this migration's number. */
  | { readonly kind: "retire_table"; readonly table: Table; readonly as?: string }
  /** A table whose rows can be made again from others: nothing is lost with it. */
  | { readonly kind: "drop_derived_table"; readonly table: Table }
  /** `unfilled`: rows that are there stay without a value, whatever the default. */
  | {
      readonly kind: "add_column";
      readonly table: string;
      readonly column: Column;
      readonly unfilled?: true;
    }
  | RenameChange
  | RenameValue
  | FillColumn
  | {
      readonly kind: "retire_column";
      readonly table: string;
      readonly column: Column;
      readonly as?: string;
    }
  /** What was retired as `from` comes back under its own name. */
  | { readonly kind: "restore_table"; readonly table: Table; readonly from: string }
  | {
      readonly kind: "restore_column";
      readonly table: string;
      readonly column: Column;
      readonly from: string;
    }
  /** What was retired is really dropped. */
  | { readonly kind: "purge_table"; readonly table: Table }
  | { readonly kind: "purge_column"; readonly table: string; readonly column: Column }
  | { readonly kind: "drop_derived_column"; readonly table: string; readonly column: Column }
  | ColumnChange<"drop_expression">
  | ColumnChange<"change_type">
  /** A type that does not hold every value: the old column is retired with them, a new one takes their conversions. */
  | ColumnChange<"convert_column">
  /** The way back from that. */
  | RevertColumn
  /** `proof`: a valid check says so of every row already, and has then done its work. */
  | (ColumnChange<"set_not_null"> & { readonly proof?: Check })
  | ColumnChange<"drop_not_null">
  | ColumnChange<"set_default">
  | ColumnChange<"drop_default">
  | ColumnChange<"change_identity">
  /** `proves`: only until the column says of itself that it is never NULL. */
  | {
      readonly kind: "add_constraint";
      readonly table: string;
      readonly constraint: Constraint;
      readonly proves?: true;
    }
  /** Rows that were there before a constraint was added NOT VALID are asked now; `online` in a transaction of its own. */
  | {
      readonly kind: "validate_constraint";
      readonly table: string;
      readonly constraint: Check | ForeignKey;
      readonly proves?: true;
      readonly online?: true;
    }
  /** A unique index of the same name becomes the key. */
  | {
      readonly kind: "attach_index";
      readonly table: string;
      readonly constraint: PrimaryKey | Unique;
    }
  | { readonly kind: "drop_constraint"; readonly table: string; readonly constraint: Constraint }
  | IndexChange<"create_index">
  | IndexChange<"drop_index">
  /** Another name for the same thing. */
  | {
      readonly kind: "rename_constraint";
      readonly table: string;
      readonly from: Constraint;
      readonly to: Constraint;
    }
  | {
      readonly kind: "rename_index";
      readonly table: string;
      readonly from: Index;
      readonly to: Index;
    }
  | { readonly kind: "create_trigger"; readonly table: string; readonly trigger: Trigger }
  | { readonly kind: "drop_trigger"; readonly table: string; readonly trigger: Trigger }
  | { readonly kind: "create_routine"; readonly routine: Routine }
  | { readonly kind: "replace_routine"; readonly routine: Routine }
  | { readonly kind: "drop_routine"; readonly routine: Routine }
  | EnumChange
  | FillIdentity
  /** The rows of a source that feeds an identity table no more leave it. */
  | { readonly kind: "empty_identity"; readonly table: string; readonly source: IdentitySource }
  | { readonly kind: "comment_table"; readonly table: Table }
  | { readonly kind: "comment_column"; readonly table: string; readonly column: Column }
  | { readonly kind: "comment_constraint"; readonly table: string; readonly constraint: Constraint }
  | { readonly kind: "comment_index"; readonly table: string; readonly index: Index };

/** About a native enum type. */
export type EnumChange =
  | { readonly kind: "create_type"; readonly type: EnumType }
  | { readonly kind: "rename_type"; readonly type: EnumType; readonly from: string }
  /** `used`: by columns that keep it, retired ones, so that it is moved away instead. */
  | { readonly kind: "drop_type"; readonly type: EnumType; readonly used: boolean }
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

/** Rows that were there before their triggers enter an identity table. */
interface FillIdentity {
  readonly kind: "fill_identity";
  readonly table: string;
  readonly source: IdentitySource;
  /** Type under which the identity table may hold some of them already; absent where it is new. */
  readonly formerType?: string;
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
