// A live database → the change that empties it, and what is there once it is empty: from then on a reset is a migration like any other.

import type { Database } from "../relational/database.ts";
import type { Reset } from "./change.ts";
import type { LiveDatabase } from "./live.ts";
import { divide } from "./three-way.ts";

export interface Emptied {
  /** Undefined where there is nothing to drop. */
  readonly change: Reset | undefined;
  /** What is left. */
  readonly live: LiveDatabase;
  /** Things that are not ours and go with the namespace. */
  readonly lost: readonly string[];
}

/** `applied` is the model of the last migration: what of it is there is ours. */
export function emptied(
  live: LiveDatabase,
  applied: Database | undefined,
  scope: Reset["scope"],
): Emptied {
  const { namespace, tables, routines = [] } = live.database;
  const empty: Database = { namespace, tables: [] };
  const owned = divide(live.database, applied ?? empty, empty).managed;
  const ours = new Set(owned.tables.map(({ name }) => name));
  const ownRoutines = new Set((owned.routines ?? []).map(({ name }) => name));
  if (scope === "namespace") {
    const others = tables.filter(({ name }) => !ours.has(name)).map(({ name }) => name);
    const relations = live.relations.map(({ kind, name }) => `${kind} ${name}`);
    const dependents = live.dependents.map(({ description }) => description);
    return {
      change: {
        kind: "reset",
        scope,
        namespace,
        tables: tables.map(({ name }) => name),
        routines: routines.map(({ name }) => name),
      },
      live: { database: empty, tables: new Map(), relations: [], dependents: [] },
      lost: [...new Set([...others, ...relations, ...dependents])].toSorted(),
    };
  }
  const isEmpty = ours.size === 0 && ownRoutines.size === 0;
  return {
    change: isEmpty
      ? undefined
      : { kind: "reset", scope, namespace, tables: [...ours], routines: [...ownRoutines] },
    live: {
      database: {
        namespace,
        tables: tables.filter(({ name }) => !ours.has(name)),
        routines: routines.filter(({ name }) => !ownRoutines.has(name)),
      },
      tables: new Map([...live.tables].filter(([name]) => !ours.has(name))),
      relations: live.relations,
      dependents: live.dependents,
    },
    lost: [],
  };
}
