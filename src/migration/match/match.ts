// Live, applied and desired → which desired things are live ones under another name (renamed, or retired and wanted again), as changes;
// and all that is live as it is once those have happened, which is what the diff goes on from.

import type { Database } from "../../relational/database.ts";
import type { Change } from "../change.ts";
import { clearWay } from "../retired/clear-way.ts";
import { type FormerNames, type NewNames, renaming } from "../rename/former-names.ts";
import type { LiveDatabase } from "../live.ts";
import { matchColumns } from "./columns.ts";
import { matchTables } from "./tables.ts";
import type { Question } from "../plan.ts";
import { renameDatabase } from "../rename/database.ts";
import { renameChanges } from "../rename/changes.ts";
import { restore } from "../retired/restore.ts";
import { divide, type Ownership } from "../ownership/divide.ts";

/** What is paired with what. */
export interface MatchRequest {
  /** What migrations of ours have made; undefined where there was none. */
  readonly applied: Database | undefined;
  readonly desired: Database;
  /** All that is live, retired columns among it. */
  readonly live: LiveDatabase;
  readonly answers: Readonly<Record<string, string>>;
  /**
   * Of a rollback: its migration's pairs, inverted. Nothing is renamed but these, and nothing is asked; what is wanted beside them may be
   * restored. Some of it may be done already.
   */
  readonly given?: readonly Match[] | undefined;
}

/** A desired thing that goes on from a live one of another name. */
export type Match = TableMatch | ColumnMatch;

/** A table that goes on under another name. */
export interface TableMatch {
  readonly kind: "table";
  /** `restored`: `from` is in the namespace of retired things. */
  readonly how: "renamed" | "restored";
  /** The live name. */
  readonly from: string;
  /** The desired name. */
  readonly to: string;
}

/** A column that goes on under another name. */
export interface ColumnMatch {
  readonly kind: "column";
  /** `restored`: `from` is its retired name. */
  readonly how: "renamed" | "restored";
  /** The desired name of its table. */
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

/** The pairs, and both sides as they are once the pairs are one. */
export interface Matched {
  readonly matches: readonly Match[];
  /** Renames and restores, in an order in which each finds its new name free. */
  readonly changes: readonly Change[];
  /** What is live, and what was applied, once the renames have happened. */
  readonly live: LiveDatabase;
  readonly applied: Database | undefined;
  /** Of `live`; nothing is restored in it. */
  readonly ownership: Ownership;
  /** What is ours once everything is renamed and restored: the left side of the diff. */
  readonly managed: Database;
  /** What the things of `managed` are called in the database. */
  readonly former: FormerNames;
  /** Likenesses that only a person can decide about. */
  readonly questions: readonly Question[];
  /** Objects whose answer was of use. */
  readonly answered: ReadonlySet<string>;
}

/** Pairs desired things with live ones of another name. */
export function match(request: MatchRequest): Matched {
  const { applied, desired, answers, given } = request;
  const way = clearWay(request.live, applied, given ?? []);
  const { live } = way;
  const tables = matchTables({ ...request, live });
  const columns = matchColumns({ ...request, live }, tables.matches);
  const renames = [...tables.matches, ...columns.matches];
  const { former, renamed } = renaming(renames);
  const now = renames.length === 0 ? live : renameLive(live, renamed);
  const before = applied && (renames.length === 0 ? applied : renameDatabase(applied, renamed));
  const ownership = divide(now.database, before, desired);
  const restored = restore({
    managed: ownership.managed,
    former,
    desired,
    live,
    answers,
    ...(given && { given }),
  });
  return {
    matches: [...renames, ...restored.matches],
    changes: [
      ...way.changes,
      ...renameChanges(renames, live.database, desired),
      ...restored.changes,
    ],
    live: { ...now, tables: new Map([...now.tables, ...restored.tables]) },
    applied: before,
    ownership,
    managed: restored.managed,
    former,
    questions: [...tables.questions, ...columns.questions],
    answered: new Set([...tables.answered, ...columns.answered]),
  };
}

function renameLive(live: LiveDatabase, renamed: NewNames): LiveDatabase {
  return {
    ...live,
    database: renameDatabase(live.database, renamed),
    tables: new Map([...live.tables].map(([name, table]) => [renamed.table(name), table])),
    dependents: live.dependents.map((dependent) => {
      const { table, column, part } = dependent;
      return {
        ...dependent,
        table: renamed.table(table),
        ...(column !== undefined && { column: renamed.column(table, column) }),
        ...(part !== undefined && { part: renamed.column(table, part) }),
      };
    }),
  };
}
