// What the diff brings back of what was taken off columns that are replaced → the same, in the moment in which the new ones take their
// places, as far as all that it stands on is there by then.

import { isKey, type Column, type Constraint } from "../../relational/database.ts";
import type { Change } from "../change.ts";
import { isRemade, type ColumnTest } from "../diff/columns.ts";
import { partKey } from "../name-map.ts";

type AddColumn = Extract<Change, { readonly kind: "add_column" }>;

/** What replaces columns: the changes that do, what stands on the columns taken off among them. */
export interface Replacing {
  readonly changes: readonly Change[];
  readonly isReplaced: ColumnTest;
}

/**
 * What was taken off is there again at once, and rows are asked later; the rules of the column itself come with it. A key of which no index
 * is built waits for one, and what stands on a column that is computed from now on waits for that.
 */
export function atSwap(
  differences: readonly Change[],
  { changes, isReplaced }: Replacing,
): readonly Change[] {
  const off = takenOff(changes);
  const late = new Set(
    differences.flatMap((change) =>
      isComputed(change) && !isBack(change) ? [partKey(change.table, change.column.name)] : [],
    ),
  );
  const isWaiting = (table: string, constraint: Constraint): boolean => {
    if (isKey(constraint)) return !off.built.has(partKey(table, constraint.name));
    if (constraint.columns.some((column) => late.has(partKey(table, column)))) return true;
    if (constraint.kind !== "foreign_key") return false;
    const targets = constraint.targetColumns.map((name) => partKey(constraint.targetTable, name));
    return targets.some((target) => late.has(target) || off.computed.has(target));
  };
  return differences.flatMap((change): readonly Change[] => {
    switch (change.kind) {
      case "add_column":
        return [isBack(change) ? { ...change, swap: "with" } : change];
      case "add_constraint": {
        const { table, constraint } = change;
        if (!off.constraints.has(partKey(table, constraint.name)) || isWaiting(table, constraint))
          return [change];
        if (constraint.kind !== "foreign_key" || constraint.notValid)
          return [{ ...change, swap: "with" }];
        return [
          { ...change, constraint: { ...constraint, notValid: true }, swap: "with" },
          { kind: "validate_constraint", table, constraint, online: true },
        ];
      }
      case "set_default":
      case "change_identity":
        return [isReplaced(change.table, change.to.name) ? { ...change, swap: "with" } : change];
      default:
        return [change];
    }
  });

  /** Another expression may read columns that have their values later. */
  function isBack({ table, column }: AddColumn): boolean {
    const old = off.computed.get(partKey(table, column.name));
    return old !== undefined && !isRemade(old, column, false) && (old.notNull || !column.notNull);
  }
}

function isComputed(change: Change): change is AddColumn {
  return change.kind === "add_column" && change.column.generated !== undefined;
}

/** What is taken off of constraints and computed columns, and what is built beside. */
function takenOff(changes: readonly Change[]): {
  readonly constraints: ReadonlySet<string>;
  readonly computed: ReadonlyMap<string, Column>;
  readonly built: ReadonlySet<string>;
} {
  const constraints = new Set<string>();
  const computed = new Map<string, Column>();
  const built = new Set<string>();
  for (const change of changes) {
    if (change.kind === "drop_constraint")
      constraints.add(partKey(change.table, change.constraint.name));
    else if (change.kind === "drop_derived_column")
      computed.set(partKey(change.table, change.column.name), change.column);
    else if (change.kind === "rename_index") built.add(partKey(change.table, change.to.name));
  }
  return { constraints, computed, built };
}
