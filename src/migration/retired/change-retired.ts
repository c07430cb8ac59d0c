// Retired things chosen by name → the changes that bring them back as they are, or really drop them, and what is in the way of that.

import type { Column, Database, EnumType, Table } from "../../relational/database.ts";
import type { Change } from "../change.ts";
import type { LiveDatabase, RetiredTable } from "../live.ts";
import type { Match } from "../match/match.ts";
import type { Blocker, PlannedChange } from "../plan.ts";
import { retiredNamespace } from "../names.ts";
import { underName } from "./restore.ts";

/** A retired table, column or enum type; `name` is what it was called. */
export type RetiredThing =
  | { readonly kind: "table"; readonly retired: RetiredTable; readonly name: string }
  | {
      readonly kind: "column";
      readonly table: Table;
      readonly column: Column;
      readonly name: string;
    }
  | { readonly kind: "type"; readonly type: EnumType; readonly name: string };

interface RetiredChanges {
  readonly changes: readonly Change[];
  readonly matches: readonly Match[];
  /** The model with what is brought back. */
  readonly desired: Database;
}

/** Types come back with the columns that have them. Tables and columns come back as they are, without the rules they had: the schema does not know them, so that nothing would fill or keep them. */
export function bringBack(things: readonly RetiredThing[], model: Database): RetiredChanges {
  const changes: Change[] = [];
  const matches: Match[] = [];
  const tables: Table[] = [];
  const columns = new Map<string, Column[]>();
  for (const thing of things) {
    const { name } = thing;
    if (thing.kind === "table") {
      const from = thing.retired.table.name;
      const table = underName(thing.retired.table, name);
      changes.push({ kind: "restore_table", table, from });
      matches.push({ kind: "table", how: "restored", from, to: name });
      tables.push(table);
    } else if (thing.kind === "column") {
      const from = thing.column.name;
      const table = thing.table.name;
      const column = { ...thing.column, name };
      changes.push({ kind: "restore_column", table, column, from });
      matches.push({ kind: "column", how: "restored", table, from, to: name });
      columns.set(table, [...(columns.get(table) ?? []), column]);
    }
  }
  const known = model.tables.map((table) => ({
    ...table,
    columns: [...table.columns, ...(columns.get(table.name) ?? [])],
  }));
  return { changes, matches, desired: { ...model, tables: [...known, ...tables] } };
}

/** They are gone for good. */
export function dropReally(things: readonly RetiredThing[], model: Database): RetiredChanges {
  const changes = things.map((thing): Change => {
    switch (thing.kind) {
      case "table":
        return { kind: "purge_table", table: thing.retired.table };
      case "column":
        return { kind: "purge_column", table: thing.table.name, column: thing.column };
      case "type":
        return { kind: "drop_type", type: thing.type, used: false, retired: true };
    }
  });
  return { changes, matches: [], desired: model };
}

/** Names that are taken, by a live thing or another one that comes back; and what of others uses a retired table. */
export function retiredBlockers(
  planned: readonly PlannedChange[],
  live: LiveDatabase,
): readonly Blocker[] {
  const taken = new Set(
    live.database.tables.flatMap(({ name, columns }) => [
      name,
      ...columns.map((column) => `${name}.${column.name}`),
    ]),
  );
  const retired = new Map(live.retired.map((each) => [each.table.name, each]));
  return planned.flatMap(({ step, change }): Blocker[] => {
    const { id, object } = step;
    switch (change.kind) {
      case "restore_table":
      case "restore_column": {
        if (!taken.has(object)) {
          taken.add(object);
          const home = change.kind === "restore_table" ? retired.get(change.from) : undefined;
          return home?.live.ownable === false ? [notOwned(id, object)] : [];
        }
        const message = `There is ${change.kind === "restore_table" ? "a table" : "a column"} ${object} already.`;
        const fix = "Rename or drop that one first; what is retired stays where it is.";
        return [{ step: id, code: "name_taken", message, fix }];
      }
      case "drop_type": {
        const uses = typeUses(change.type, planned, live);
        if (uses.length === 0) return [];
        const message = `${object} is used by ${uses.toSorted().join(", ")}.`;
        const fix = "Purge or drop that first, or with it.";
        return [{ step: id, code: "foreign_dependent", message, fix }];
      }
      case "purge_table": {
        const { live: state, dependents = [] } = retired.get(change.table.name) ?? {};
        if (state?.ownable === false) return [notOwned(id, object)];
        if (dependents.length === 0) return [];
        const message = `${object} is used by ${[...new Set(dependents)].toSorted().join(", ")}, which is not ours and would break.`;
        const fix = "Change or drop that object by hand first.";
        return [{ step: id, code: "foreign_dependent", message, fix }];
      }
      default:
        return [];
    }
  });
}

/** What has a type and is not dropped with it. */
function typeUses(
  { users = [], dependents = [] }: EnumType,
  planned: readonly PlannedChange[],
  { database: { namespace } }: LiveDatabase,
): readonly string[] {
  const going = planned.flatMap(({ change }): string[] => {
    if (change.kind === "purge_column")
      return [`${namespace}.${change.table}.${change.column.name}`];
    if (change.kind !== "purge_table") return [];
    const { name, columns } = change.table;
    return columns.map((column) => `${retiredNamespace(namespace)}.${name}.${column.name}`);
  });
  const gone = new Set(going);
  return [
    ...users.filter((user) => !gone.has(user)).map((user) => `column ${user}`),
    ...dependents,
  ];
}

function notOwned(step: number, object: string): Blocker {
  return {
    step,
    code: "not_owner",
    message: `The database role we connect as does not own ${object}, so it may not change it.`,
    fix: "Connect as its owner, or: ALTER TABLE … OWNER TO the role of DATABASE_URL.",
  };
}
