// A change → whom of the version that is still running it disturbs: those who read what is there, those who write it, both or neither.

import { isKey, type Constraint } from "../../relational/database.ts";
import type { Additions } from "./additions.ts";
import { changedObject, changedTable, type Change } from "../change.ts";
import { isTextual, parseType } from "../types/format-type.ts";
import { isNumbered } from "../numbering.ts";
import { isRefusing } from "../shadow/keep-in-step.ts";
import { hasValue, needsValue } from "../column-value.ts";
import { classifyTypeChange, keepsValues } from "../types/type-change.ts";

/**
 * - `additive`: the running version reads and writes as before.
 * - `reader_risk`: it may read what it does not expect: a missing value, a new permissible one, a larger number.
 * - `writer_risk`: what it writes may be refused.
 * - `breaking`: it does not find what it reads or writes, or finds it in another form.
 */
export type Compatibility = "additive" | "reader_risk" | "writer_risk" | "breaking";

/** Whom it disturbs in a plan that makes all of `added`. */
export function compatibilityOf(change: Change, added: Additions): Compatibility {
  if (added.tables.has(changedTable(change) ?? "")) return "additive";
  switch (change.kind) {
    case "add_column":
      return needsValue(change.column) ? "writer_risk" : "additive";
    case "change_type":
      return retyped(change.from.type, change.to.type);
    case "set_not_null":
      // The running version leaves a new column at its default.
      return added.columns.has(changedObject(change)) && hasValue(change.to)
        ? "additive"
        : "writer_risk";
    case "add_shadow":
      return isRefusing(change) ? "writer_risk" : "additive";
    case "drop_default":
      return change.to.notNull ? "writer_risk" : "reader_risk";
    case "change_identity":
      return isNumbered(change.to) || !change.to.notNull ? "additive" : "writer_risk";
    case "drop_expression":
      return needsValue(change.to) ? "writer_risk" : "reader_risk";
    case "add_constraint":
      return constrained(change.table, change.constraint, added);
    case "attach_index":
      return "writer_risk";
    case "swap_check":
      return change.meanwhile ? "reader_risk" : "writer_risk";
    case "create_index":
      return change.index.unique ? "writer_risk" : "additive";
    case "fill_column":
      return change.isNew === true ? "additive" : "reader_risk";
    case "drop_not_null":
    case "add_values":
      return "reader_risk";
    case "fill_list":
      return "additive";
    case "drop_constraint":
      // An upsert names it, or its columns.
      return isKey(change.constraint) ? "writer_risk" : "additive";
    case "reset":
    case "retire_table":
    case "retire_column":
    case "drop_derived_column":
    case "rename_table":
    case "rename_column":
    case "rename_value":
    case "rename_late_values":
    case "convert_column":
    case "revert_column":
      return "breaking";
    default:
      return "additive";
  }
}

function constrained(table: string, constraint: Constraint, added: Additions): Compatibility {
  const object = `${table}.${constraint.name}`;
  // A value that was not permissible before may come.
  if (added.widened.has(object)) return "reader_risk";
  // Triggers see to it that a row's own identity is there.
  if (constraint.kind === "foreign_key" && added.identities.has(constraint.name)) return "additive";
  // The running version leaves a new column at its default, which the probes have tried; two rows with it might not be unique, though.
  if (isKey(constraint)) return "writer_risk";
  const isOfNew =
    constraint.columns.length > 0 &&
    constraint.columns.every((column) => added.columns.has(`${table}.${column}`));
  return isOfNew ? "additive" : "writer_risk";
}

/** What JSON shows of a value does not change among these. */
const NUMBERS: ReadonlySet<string> = new Set([
  "smallint",
  "integer",
  "bigint",
  "numeric",
  "real",
  "double precision",
]);

/** Of types that are shown alike, a larger one may surprise who reads, a smaller one who writes. */
function retyped(from: string, to: string): Compatibility {
  const [old, wanted] = [parseType(from), parseType(to)];
  const effect = classifyTypeChange(from, to);
  if (effect === "metadata" && old.name === wanted.name) return "additive";
  if (form(old.name) !== form(wanted.name) || old.isArray !== wanted.isArray) return "breaking";
  return keepsValues(effect) ? "reader_risk" : "writer_risk";
}

function form(name: string): string {
  if (NUMBERS.has(name)) return "number";
  if (isTextual(name) || name === "uuid") return "string";
  return name.startsWith("json") ? "json" : name;
}
