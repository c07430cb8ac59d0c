// What executing a change costs others: the lock it takes, whether it reads or writes the whole table, whether the running version goes on.

import type { Column } from "../relational/database.ts";
import { changedTable, type Change } from "./change.ts";
import { classifyTypeChange } from "./type-change.ts";

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

/** What the same plan makes: nobody else sees or uses it yet. */
export interface Additions {
  readonly tables: ReadonlySet<string>;
  /** Columns of tables that were there before, as `changedObject` names them; without those that are computed from others. */
  readonly columns: ReadonlySet<string>;
  /** Foreign keys of tables that were there before, to an identity table that they feed from now on. */
  readonly identities: ReadonlySet<string>;
}

export function profileOf(change: Change, added: Additions): Profile {
  const profile = profileOnLiveTable(change);
  const table = changedTable(change) ?? "";
  if (!added.tables.has(table)) {
    // The running version leaves a new column at its default, which the probes have tried; two rows with it might not be unique, though.
    return isHarmless(change, added) ? { ...profile, phase: "expand" } : profile;
  }
  const target =
    change.kind === "add_constraint" && change.constraint.kind === "foreign_key"
      ? change.constraint.targetTable
      : undefined;
  const lock = target === undefined || added.tables.has(target) ? "none" : profile.lock;
  return { ...FREE, lock };
}

function isHarmless(change: Change, added: Additions): boolean {
  if (change.kind !== "add_constraint") return false;
  const { table, constraint } = change;
  if (constraint.kind !== "check" && constraint.kind !== "foreign_key") return false;
  // Triggers see to it that a row's own identity is there.
  if (constraint.kind === "foreign_key" && added.identities.has(constraint.name)) return true;
  return (
    constraint.columns.length > 0 &&
    constraint.columns.every((column) => added.columns.has(`${table}.${column}`))
  );
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
    case "add_column":
      return {
        ...FREE,
        phase: change.column.notNull && !hasValue(change.column) ? "contract" : "expand",
        rewritesTable:
          change.column.identity !== undefined ||
          change.column.generated !== undefined ||
          isVolatile(change.column.default?.sql),
      };
    case "change_type": {
      const rewrites = classifyTypeChange(change.from.type, change.to.type) !== "metadata";
      return {
        ...FREE,
        phase: rewrites ? "contract" : "expand",
        rewritesTable: rewrites,
        scansTable: rewrites,
        reversible: false,
      };
    }
    case "set_not_null":
      return { ...FREE, phase: "contract", scansTable: true };
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
    case "empty_identity":
      return { ...FREE, lock: "ROW EXCLUSIVE", scansTable: change.kind === "fill_identity" };
    case "drop_not_null":
    case "set_default":
    case "drop_index":
      return FREE;
    case "change_identity":
      return { ...FREE, phase: change.to.identity === undefined ? "contract" : "expand" };
    case "add_constraint":
      return {
        ...FREE,
        phase: "contract",
        lock: change.constraint.kind === "foreign_key" ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE",
        scansTable: true,
      };
    case "drop_constraint":
      return { ...FREE, phase: change.constraint.kind === "primary_key" ? "contract" : "expand" };
    case "create_index":
      return {
        ...FREE,
        phase: change.index.unique ? "contract" : "expand",
        lock: "SHARE",
        scansTable: true,
      };
    case "comment_table":
    case "comment_column":
      return { ...FREE, lock: "SHARE UPDATE EXCLUSIVE" };
  }
}

/** Whether a row without a value for the column is refused. */
export function needsValue(column: Column): boolean {
  return column.notNull && column.generated === undefined && !hasValue(column);
}

function hasValue({ default: value, identity }: Column): boolean {
  return (value ?? identity) !== undefined;
}

/** Functions whose value differs from row to row: a default with one of them is written into every existing row. */
const VOLATILE =
  /\b(?:gen_random_uuid|uuid_generate_v\w+|uuidv[47]|random\w*|clock_timestamp|statement_timestamp|timeofday|nextval)\s*\(/i;

function isVolatile(expression: string | undefined): boolean {
  return expression !== undefined && VOLATILE.test(expression.replaceAll(/'(?:[^']|'')*'/g, "''"));
}
