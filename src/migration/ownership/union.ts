// Several models that migrations of ours have brought about, one perhaps only in part → one model of all that is ours by them.

import type { Database, Table } from "../../relational/database.ts";
import { tableMap } from "../name-map.ts";

/** Everything named in one of them; where two say different things of one name, the first is taken. Undefined where there is none. */
export function unionOf(models: readonly (Database | undefined)[]): Database | undefined {
  const [first, ...others] = models.filter((model) => model !== undefined);
  return others.reduce<Database | undefined>(
    (union, model) => union && uniteDatabases(union, model),
    first,
  );
}

function uniteDatabases(left: Database, right: Database): Database {
  const twins = tableMap(right);
  const tables = left.tables.map((table) => {
    const twin = twins.get(table.name);
    return twin === undefined ? table : uniteTables(table, twin);
  });
  return {
    ...left,
    tables: unite(tables, right.tables),
    routines: unite(left.routines ?? [], right.routines ?? []),
    types: unite(left.types ?? [], right.types ?? []),
  };
}

function uniteTables(left: Table, right: Table): Table {
  return {
    ...left,
    columns: unite(left.columns, right.columns),
    constraints: unite(left.constraints, right.constraints),
    indexes: unite(left.indexes, right.indexes),
    triggers: unite(left.triggers ?? [], right.triggers ?? []),
  };
}

/** All of both; of two with one name the left one. */
export function unite<Item extends { readonly name: string }>(
  left: readonly Item[],
  right: readonly Item[],
): readonly Item[] {
  const names = new Set(left.map(({ name }) => name));
  return [...left, ...right.filter(({ name }) => !names.has(name))];
}
