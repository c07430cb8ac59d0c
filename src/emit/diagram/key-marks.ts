// The keys of a table → what an entity-relationship diagram marks its columns with.

import type { Table } from "../../relational/database.ts";

/** Column → `PK`, `FK`, `UK`, as they apply; `UK` only where the column alone is unique. */
export function keyMarks({ constraints, indexes }: Table): ReadonlyMap<string, string> {
  const marks = new Map<string, string>();
  // Most constraints are checks.
  const keys = constraints.filter((constraint) => constraint.kind !== "check");
  for (const { kind, mark } of KEY_MARKS) {
    for (const key of keys) {
      if (key.kind !== kind || (kind === "unique" && key.columns.length > 1)) continue;
      for (const column of key.columns) addMark(column, mark, marks);
    }
  }
  for (const { unique, where, keys: indexed } of indexes) {
    if (unique && where === undefined && indexed.length === 1)
      addMark(indexed[0]?.column ?? "", "UK", marks);
  }
  return marks;
}

function addMark(column: string, mark: string, marks: Map<string, string>): void {
  const others = marks.get(column);
  if (others === undefined) marks.set(column, mark);
  else if (!others.endsWith(mark)) marks.set(column, `${others}, ${mark}`);
}

/** In the order in which they are shown. */
const KEY_MARKS = [
  { kind: "primary_key", mark: "PK" },
  { kind: "foreign_key", mark: "FK" },
  { kind: "unique", mark: "UK" },
] as const;
