// Applied, live and desired → which live objects are ours, which belong to someone else, and what only a person can decide.
// Ours is what the last migration left or the schema asks for; everything else is reported and never touched.

import type { Database, Table } from "../relational/database.ts";
import { changedObject, changedPart, changedTable, type Change } from "./change.ts";
import type { LiveDatabase } from "./live.ts";
import { isRetiredName } from "./names.ts";
import type { Question } from "./plan.ts";

export interface Ownership {
  /** The live objects that are ours: the left side of the diff. */
  readonly managed: Database;
  /** What is not: `legacy`, `User.notes`. Retired columns are not in it. */
  readonly foreign: Database;
}

/** Divides the live database. `applied` is the model stored with the last migration, if there was one. */
export function divide(
  live: Database,
  applied: Database | undefined,
  desired: Database,
): Ownership {
  const claims = [applied, desired]
    .filter((claim) => claim !== undefined)
    .map((claim) => new Map(claim.tables.map((table) => [table.name, table])));
  const parts = live.tables.map((table) => {
    const claimed = claims
      .map((claim) => claim.get(table.name))
      .filter((claim) => claim !== undefined);
    return { managed: claimed.length > 0, ...divideTable(table, claimed) };
  });
  const { namespace } = live;
  const routines = new Set(
    [applied, desired].flatMap((claim) => claim?.routines ?? []).map(({ name }) => name),
  );
  return {
    managed: {
      namespace,
      tables: parts.filter((part) => part.managed).map((part) => part.ours),
      routines: (live.routines ?? []).filter(({ name }) => routines.has(name)),
    },
    foreign: { namespace, tables: parts.map((part) => part.others) },
  };
}

function divideTable(
  table: Table,
  claimed: readonly Table[],
): { readonly ours: Table; readonly others: Table } {
  const names = (kind: "columns" | "constraints" | "indexes" | "triggers"): ReadonlySet<string> =>
    new Set(claimed.flatMap((claim) => (claim[kind] ?? []).map((item) => item.name)));
  const columns = names("columns");
  const constraints = names("constraints");
  const indexes = names("indexes");
  const triggers = names("triggers");
  return {
    ours: {
      ...table,
      columns: table.columns.filter((column) => columns.has(column.name)),
      constraints: table.constraints.filter((constraint) => constraints.has(constraint.name)),
      indexes: table.indexes.filter((index) => indexes.has(index.name)),
      triggers: (table.triggers ?? []).filter((trigger) => triggers.has(trigger.name)),
    },
    others: {
      ...table,
      columns: table.columns.filter(
        (column) => !columns.has(column.name) && !isRetiredName(column.name),
      ),
      constraints: table.constraints.filter((constraint) => !constraints.has(constraint.name)),
      indexes: table.indexes.filter((index) => !indexes.has(index.name)),
      triggers: (table.triggers ?? []).filter((trigger) => !triggers.has(trigger.name)),
    },
  };
}

/** The names of what is not ours, for the plan: whole tables by their name, parts of our tables as `User.notes`, other things as `view recent`. */
export function foreignNames(
  { managed, foreign }: Ownership,
  relations: LiveDatabase["relations"],
): readonly string[] {
  const ours = new Set(managed.tables.map((table) => table.name));
  return [
    ...foreign.tables.flatMap((table) =>
      ours.has(table.name)
        ? partsOf(table).map((part) => `${table.name}.${part.name}`)
        : [table.name],
    ),
    ...relations.filter(({ extension }) => !extension).map(({ kind, name }) => `${kind} ${name}`),
  ];
}

/**
 * Asks before anything is changed that is there and wanted but that no migration of ours has made: it may be someone's own.
 * What is exactly as wanted needs no question. An answer `adopt` for the object closes it.
 */
export function adoptionQuestions(
  changes: readonly Change[],
  managed: Database,
  applied: Database | undefined,
  answers: Readonly<Record<string, string>>,
): readonly Question[] {
  const live = new Map(managed.tables.map((table) => [table.name, table]));
  const known = new Map(applied?.tables.map((table) => [table.name, table]));
  const ownRoutines = new Set((applied?.routines ?? []).map(({ name }) => name));
  const objects = changes.flatMap((change): string[] => {
    if (change.kind === "replace_routine" && !ownRoutines.has(change.routine.name))
      return [changedObject(change)];
    const table = changedTable(change);
    const there = table === undefined ? undefined : live.get(table);
    if (table === undefined || there === undefined) return [];
    const owned = known.get(table);
    if (owned === undefined) return [table];
    const part = changedPart(change);
    return part !== undefined && hasPart(there, part) && !hasPart(owned, part)
      ? [changedObject(change)]
      : [];
  });
  return [...new Set(objects)]
    .filter((object) => answers[object] !== "adopt")
    .map((object) => ({ object, question: "adopt", candidates: ["adopt"] }));
}

function hasPart(table: Table, name: string): boolean {
  return partsOf(table).some((part) => part.name === name);
}

function partsOf(table: Table): readonly { readonly name: string }[] {
  const { columns, constraints, indexes, triggers = [] } = table;
  return [...columns, ...constraints, ...indexes, ...triggers];
}
