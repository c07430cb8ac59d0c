// A key → the index that it stands on.

import type { Index, PrimaryKey, Unique } from "../../relational/database.ts";

/** The index that a key stands on. */
export function indexOfKey(constraint: PrimaryKey | Unique): Index {
  return {
    name: constraint.name,
    unique: true,
    method: "btree",
    keys: constraint.columns.map((column) => ({ column, descending: false })),
    include: constraint.include ?? [],
    ...(constraint.kind === "unique" && constraint.nullsNotDistinct && { nullsNotDistinct: true }),
  };
}
