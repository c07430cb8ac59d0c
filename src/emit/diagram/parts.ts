// Tables and the lines between them → connected parts: what no line joins need not be in one picture.

import type { Table } from "../../relational/database.ts";
import type { Relation } from "./relations.ts";

/** The tables of each connected part; parts and tables in the order given. */
export function connectedParts(
  tables: readonly Table[],
  relations: readonly Relation[],
): readonly (readonly Table[])[] {
  const parents = new Map(tables.map(({ name }) => [name, name]));
  const rootOf = (name: string): string => {
    let root = name;
    for (let next = parents.get(root)!; next !== root; next = parents.get(root)!) {
      parents.set(root, parents.get(next)!);
      root = next;
    }
    return root;
  };
  for (const { source, target } of relations) {
    if (parents.has(source) && parents.has(target)) parents.set(rootOf(source), rootOf(target));
  }
  return [...Map.groupBy(tables, ({ name }) => rootOf(name)).values()];
}
