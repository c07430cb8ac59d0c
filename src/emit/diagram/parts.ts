// Tables and the foreign keys between them → connected parts: what no line joins need not be in one picture.

import type { Table } from "../../relational/database.ts";

/** The tables of each part that foreign keys connect; parts and tables in the order given. */
export function connectedParts(tables: readonly Table[]): readonly (readonly Table[])[] {
  const parents = new Map(tables.map(({ name }) => [name, name]));
  const rootOf = (name: string): string => {
    let root = name;
    for (let next = parents.get(root)!; next !== root; next = parents.get(root)!) {
      parents.set(root, parents.get(next)!);
      root = next;
    }
    return root;
  };
  for (const { name, constraints } of tables) {
    for (const constraint of constraints) {
      if (constraint.kind !== "foreign_key") continue;
      const { targetTable } = constraint;
      if (parents.has(targetTable)) parents.set(rootOf(name), rootOf(targetTable));
    }
  }
  return [...Map.groupBy(tables, ({ name }) => rootOf(name)).values()];
}
