// What executing a change costs others: the lock it takes, whether it reads or writes the whole table, whether the running version goes on.

import type { Additions } from "./additions.ts";
import { changedTable, type Change } from "../change.ts";
import { compatibilityOf } from "./compatibility.ts";
import { hasValue, isVolatile, needsValue } from "../column-value.ts";
import { isNumbered } from "../numbering.ts";
import { isRefusing } from "../shadow/keep-in-step.ts";
import { classifyTypeChange, rewrites } from "../types/type-change.ts";

/** What others notice of a change while it is made, and afterwards. */
export interface Profile {
  /** `expand`: the running version of the application keeps working; `contract`: it may not. */
  readonly phase: "expand" | "contract";
  /** Postgres's name of the lock on existing tables; `none` where only new tables are touched. */
  readonly lock: string;
  readonly rewritesTable: boolean;
  readonly scansTable: boolean;
  /** Whether the way back restores everything. */
  readonly reversible: boolean;
}

const FREE: Profile = {
  phase: "expand",
  lock: "ACCESS EXCLUSIVE",
  rewritesTable: false,
  scansTable: false,
  reversible: true,
};

/** What it costs in a plan that makes all of `added`. */
export function profileOf(change: Change, added: Additions): Profile {
  const profile = profileOnLiveTable(change);
  const table = changedTable(change) ?? "";
  if (!added.tables.has(table))
    return isHarmless(change, added) ? { ...profile, phase: "expand" } : profile;
  const target =
    change.kind === "add_constraint" && change.constraint.kind === "foreign_key"
      ? change.constraint.targetTable
      : undefined;
  const lock = target === undefined || added.tables.has(target) ? "none" : profile.lock;
  return { ...FREE, lock };
}

/** A new rule that refuses nothing the running version writes. */
function isHarmless(change: Change, added: Additions): boolean {
  const isRule = change.kind === "set_not_null" || change.kind === "add_constraint";
  return isRule && compatibilityOf(change, added) !== "writer_risk";
}

function profileOnLiveTable(change: Change): Profile {
  switch (change.kind) {
    case "reset":
      return { ...FREE, phase: "contract", reversible: false };
    case "create_table":
      return { ...FREE, lock: "none" };
    case "retire_table":
    case "retire_column":
      return { ...FREE, phase: "contract" };
    case "restore_table":
    case "restore_column":
      return FREE;
    case "rename_table":
    case "rename_column":
      return { ...FREE, phase: "contract" };
    case "rename_value":
    case "rename_late_values":
      return { ...FREE, phase: "contract", lock: "ROW EXCLUSIVE", scansTable: true };
    case "purge_table":
    case "purge_column":
      return { ...FREE, reversible: false };
    case "add_column":
      return {
        ...FREE,
        phase: change.column.notNull && !hasValue(change.column) ? "contract" : "expand",
        rewritesTable:
          (change.column.generated !== undefined && change.column.virtual !== true) ||
          (change.unfilled !== true &&
            (isNumbered(change.column) || isVolatile(change.column.default?.sql))),
      };
    case "fill_column":
      // Those who wrote a row without a value may count on that.
      return {
        ...FREE,
        phase: change.isNew === true ? "expand" : "contract",
        lock: "ROW EXCLUSIVE",
        rewritesTable: change.value.list?.replaces === true,
        scansTable: true,
        reversible: change.isNew === true,
      };
    case "fill_list":
      return {
        ...FREE,
        lock: "ROW EXCLUSIVE",
        rewritesTable: change.keeps === true,
        scansTable: true,
      };
    case "change_type": {
      const { from, to, shadow } = change;
      const effect = classifyTypeChange(from.type, to.type);
      const isFilled = shadow !== undefined;
      return {
        ...FREE,
        phase: effect === "metadata" ? "expand" : "contract",
        rewritesTable: !isFilled && rewrites(effect),
        scansTable: !isFilled && (effect !== "metadata" || from.collation !== to.collation),
      };
    }
    case "convert_column":
    case "revert_column": {
      const isFilled = change.shadow !== undefined;
      return { ...FREE, phase: "contract", rewritesTable: !isFilled, scansTable: !isFilled };
    }
    case "add_shadow":
      // What the new column cannot hold is refused from then on, where that has not been allowed.
      return { ...FREE, phase: isRefusing(change) ? "contract" : "expand" };
    case "fill_shadow":
      return { ...FREE, lock: "ROW EXCLUSIVE", scansTable: true };
    case "drop_shadow":
      return FREE;
    case "set_not_null":
      return { ...FREE, phase: "contract", scansTable: change.proof === undefined };
    case "drop_default":
      return { ...FREE, phase: change.to.notNull ? "contract" : "expand" };
    case "drop_derived_table":
      return FREE;
    case "drop_derived_column":
      return { ...FREE, phase: "contract" };
    case "drop_expression":
      return { ...FREE, phase: needsValue(change.to) ? "contract" : "expand", reversible: false };
    case "create_trigger":
      return { ...FREE, lock: "SHARE ROW EXCLUSIVE" };
    case "drop_trigger":
      return FREE;
    case "create_routine":
    case "replace_routine":
    case "drop_routine":
      return { ...FREE, lock: "none" };
    case "fill_identity":
    case "prune_identity":
    case "empty_identity":
      return { ...FREE, lock: "ROW EXCLUSIVE", scansTable: true };
    case "drop_not_null":
    case "set_default":
      return FREE;
    case "drop_index":
      return { ...FREE, lock: change.online ? "SHARE UPDATE EXCLUSIVE" : FREE.lock };
    case "change_identity":
      return {
        ...FREE,
        phase: isNumbered(change.to) ? "expand" : "contract",
        scansTable: change.scans === true,
      };
    case "add_constraint":
      return {
        ...FREE,
        phase: "contract",
        lock: change.constraint.kind === "foreign_key" ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE",
        scansTable: !("notValid" in change.constraint),
      };
    case "swap_check":
      return { ...FREE, phase: "contract" };
    case "validate_constraint":
      return { ...FREE, lock: "SHARE UPDATE EXCLUSIVE", scansTable: true };
    case "attach_index":
      return FREE;
    case "drop_constraint":
      return { ...FREE, phase: change.constraint.kind === "primary_key" ? "contract" : "expand" };
    case "create_index":
      return {
        ...FREE,
        phase: change.index.unique ? "contract" : "expand",
        lock: change.online ? "SHARE UPDATE EXCLUSIVE" : "SHARE",
        scansTable: true,
      };
    case "create_type":
    case "add_values":
      return { ...FREE, lock: "none", reversible: change.kind === "create_type" };
    case "rename_type":
      return { ...FREE, phase: "contract", lock: "none" };
    case "drop_type":
      return change.retired
        ? { ...FREE, lock: "none", reversible: false }
        : { ...FREE, phase: "contract", lock: "none" };
    case "comment_type":
      return { ...FREE, lock: "none" };
    case "rename_constraint":
      return FREE;
    case "rename_index":
      return { ...FREE, lock: "SHARE UPDATE EXCLUSIVE" };
    case "comment_table":
    case "comment_column":
    case "comment_index":
      return { ...FREE, lock: "SHARE UPDATE EXCLUSIVE" };
    case "comment_constraint":
      return { ...FREE, lock: "ACCESS SHARE" };
  }
}
