// A rollback's renames back to names that its migration gave to new columns meanwhile → the changes that retire those, and what is live
// without them.

import type { Database } from "../../relational/database.ts";
import type { Change } from "../change.ts";
import type { LiveDatabase } from "../live.ts";
import { makeRoom } from "./make-room.ts";
import type { ColumnMatch, Match } from "../match/match.ts";
import { renaming, type NewNames } from "../rename/former-names.ts";
import { divide } from "../ownership/divide.ts";

interface Cleared {
  /** Under the names that tables have once they are renamed. */
  readonly changes: readonly Change[];
  readonly live: LiveDatabase;
}

/** `applied` says what of it is ours: nothing else is dropped. */
export function clearWay(
  live: LiveDatabase,
  applied: Database | undefined,
  given: readonly Match[],
): Cleared {
  const renames = given.filter((match) => match.how === "renamed");
  const { former, renamed } = renaming(renames);
  const empty: Database = { namespace: live.database.namespace, tables: [] };
  let ours = divide(live.database, applied, applied ?? empty).managed;
  let { database } = live;
  const changes: Change[] = [];
  for (const match of renames) {
    if (match.kind === "table" || !isInTheWay(match, renames)) continue;
    const table = former.table(match.table);
    if (!hasColumn(ours, table, match.from)) continue;
    const room = makeRoom(ours, table, match.to);
    if (room.holder === undefined) continue;
    ours = room.managed;
    const retire: Change[] =
      room.holder.generated === undefined
        ? [{ kind: "retire_column", table, column: room.holder }]
        : [];
    const going = [...room.changes, ...retire];
    database = without(database, going);
    changes.push(...going.map((change) => underNewName(change, renamed)));
  }
  return changes.length === 0 ? { changes, live } : { changes, live: { ...live, database } };
}

/** A column that is itself renamed makes way by that. */
function isInTheWay({ table, to }: ColumnMatch, renames: readonly Match[]): boolean {
  return !renames.some(
    (other) => other.kind === "column" && other.table === table && other.from === to,
  );
}

function hasColumn({ tables }: Database, table: string, column: string): boolean {
  const found = tables.find(({ name }) => name === table);
  return found?.columns.some(({ name }) => name === column) === true;
}

function underNewName(change: Change, renamed: NewNames): Change {
  if (!("table" in change) || typeof change.table !== "string") return change;
  return { ...change, table: renamed.table(change.table) } as Change;
}

/** What these changes drop is no longer there. */
function without(database: Database, changes: readonly Change[]): Database {
  const gone = new Set(
    changes.flatMap((change): string[] => {
      switch (change.kind) {
        case "retire_column":
        case "drop_derived_column":
          return [key(change.table, "column", change.column.name)];
        case "drop_constraint":
          return [key(change.table, "constraint", change.constraint.name)];
        case "drop_index":
          return [key(change.table, "index", change.index.name)];
        case "drop_trigger":
          return [key(change.table, "trigger", change.trigger.name)];
        default:
          return [];
      }
    }),
  );
  return {
    ...database,
    tables: database.tables.map((table) => {
      const stays =
        (kind: string) =>
        ({ name }: { readonly name: string }): boolean =>
          !gone.has(key(table.name, kind, name));
      const { triggers } = table;
      return {
        ...table,
        columns: table.columns.filter(stays("column")),
        constraints: table.constraints.filter(stays("constraint")),
        indexes: table.indexes.filter(stays("index")),
        ...(triggers && { triggers: triggers.filter(stays("trigger")) }),
      };
    }),
  };
}

const key = (...parts: readonly string[]): string => JSON.stringify(parts);
