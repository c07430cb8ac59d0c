// Renames → what things are called before them and after them. Changes name things as they are called afterwards; SQL that runs before
// the renames, and SQL that asks about rows, needs the names from before.

import { partKey } from "../name-map.ts";

/** Gives the live name for the one that a change uses; the same where nothing is renamed. */
export interface FormerNames {
  readonly table: (table: string) => string;
  /** `table` is the name that the change uses. */
  readonly column: (table: string, column: string) => string;
}

/** The other direction. */
export interface NewNames {
  readonly table: (table: string) => string;
  /** `table` is the live name. */
  readonly column: (table: string, column: string) => string;
}

/** Nothing is renamed. */
export const NO_FORMER_NAMES: FormerNames = {
  table: (table) => table,
  column: (_table, column) => column,
};

interface TableRename {
  readonly kind: "table";
  readonly from: string;
  readonly to: string;
}

interface ColumnRename {
  readonly kind: "column";
  /** The new name of its table. */
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

/** Both directions of renames that happen at once. */
export function renaming(renames: readonly (TableRename | ColumnRename)[]): {
  readonly former: FormerNames;
  readonly renamed: NewNames;
} {
  const formerTables = new Map<string, string>();
  const newTables = new Map<string, string>();
  const formerColumns = new Map<string, string>();
  const newColumns = new Map<string, string>();
  for (const rename of renames) {
    if (rename.kind === "table") {
      formerTables.set(rename.to, rename.from);
      newTables.set(rename.from, rename.to);
    } else {
      formerColumns.set(partKey(rename.table, rename.to), rename.from);
      newColumns.set(partKey(rename.table, rename.from), rename.to);
    }
  }
  const newTable = (table: string): string => newTables.get(table) ?? table;
  return {
    former: {
      table: (table) => formerTables.get(table) ?? table,
      column: (table, column) => formerColumns.get(partKey(table, column)) ?? column,
    },
    renamed: {
      table: newTable,
      column: (table, column) => newColumns.get(partKey(newTable(table), column)) ?? column,
    },
  };
}
