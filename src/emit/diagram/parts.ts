// Tables and the foreign keys between them → connected parts: what no line joins need not be in one picture.

import type { Table } from "../../relational/database.ts";

/** The tables of each part that foreign keys connect; parts and tables in the order given. */
export function connectedParts(tables: readonly Table[]): readonly (readonly Table[])[] {
  const parents = new Map<string, string>();
  for (const { name } of tables) parents.set(name, name);
  for (const { name, constraints } of tables) {
    for (const constraint of constraints) {
      if (constraint.kind !== "foreign_key") continue;
      const { targetTable } = constraint;
      if (parents.has(targetTable))
        parents.set(rootOf(name, parents), rootOf(targetTable, parents));
    }
  }
  return [...Map.groupBy(tables, ({ name }) => rootOf(name, parents)).values()];
}

/** The table that stands for all of a part; the ways to it become shorter. */
function rootOf(name: string, parents: Map<string, string>): string {
  let root = name;
  for (let next = parents.get(root)!; next !== root; next = parents.get(root)!) {
    parents.set(root, parents.get(next)!);
    root = next;
  }
  return root;
}
