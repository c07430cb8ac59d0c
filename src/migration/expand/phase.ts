// What a migration makes for: all of what is wanted, or only as much as the running version survives (see `expand`).

import type { Database } from "../../relational/database.ts";
import { isRetyped } from "../diff/columns.ts";
import { nameMap, tableMap } from "../name-map.ts";
import { diff } from "../diff/diff.ts";
import { expanded } from "./expand.ts";
import type { Match, Matched } from "../match/match.ts";
import type { Blocker } from "../plan.ts";
import { needsValue } from "../column-value.ts";

/** `contract` is all that is left once an expand is in. */
export type Phase = "all" | "expand" | "contract";

/** What a phase leads to, and from where. */
export interface Aim {
  /** What the database holds afterwards. */
  readonly desired: Database;
  readonly matched: Matched;
  readonly blockers: readonly Blocker[];
}

/** `found` pairs what is there with what is wanted; `rematch` does so again for the given pairs alone. */
export function aimOf(
  phase: Phase,
  wanted: Database,
  found: Matched,
  rematch: (given: readonly Match[]) => Matched,
): Aim {
  if (phase === "all") return { desired: wanted, matched: found, blockers: [] };
  const renames = found.matches.filter(({ how }) => how === "renamed");
  const still = rematch(found.matches.filter(({ how }) => how === "restored"));
  const between = expanded(withParts(still), wanted, [...renames, ...still.matches]);
  if (phase === "expand") {
    const { questions, answered } = found;
    return { desired: between, matched: { ...still, questions, answered }, blockers: [] };
  }
  const isOpen = still.changes.length > 0 || diff(still.managed, between).length > 0;
  return { desired: wanted, matched: found, blockers: isOpen ? [EXPAND_FIRST] : [] };
}

/** What is ours, with what only a model says: whose part a table is, for those that only a contract takes away. */
function withParts({ managed, applied }: Matched): Database {
  const known = tableMap(applied);
  return {
    ...managed,
    tables: managed.tables.map((table) => {
      const partOf = known.get(table.name)?.partOf;
      return partOf === undefined ? table : { ...table, partOf };
    }),
  };
}

const EXPAND_FIRST: Blocker = {
  step: 0,
  code: "expand_first",
  message:
    "The contract of this schema comes after its expand, of which something is still to be done.",
  fix: 'Apply the phase "expand" and deploy the new version first, or apply all at once.',
};

/** Whether an application that was built for `version` works on a database that is as `there`. */
export function works(there: Database, version: Database): boolean {
  const tables = tableMap(there);
  return version.tables.every((wanted) => {
    const table = tables.get(wanted.name);
    if (table === undefined) return false;
    const columns = nameMap(table.columns);
    const known = new Set(wanted.columns.map(({ name }) => name));
    const isKnown = wanted.columns.every((column) => {
      const other = columns.get(column.name);
      const isComputed = column.generated !== undefined;
      return (
        other !== undefined &&
        !isRetyped(other, column) &&
        (other.generated !== undefined) === isComputed
      );
    });
    return (
      isKnown && table.columns.every((column) => known.has(column.name) || !needsValue(column))
    );
  });
}
