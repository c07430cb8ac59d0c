// The journal of a migration that was cut off → what of its renames has happened, and what is applied by that. After a swap the names
// alone would not tell.

import type { Column, Database, Past, Table } from "../../relational/database.ts";
import type { Match } from "../match/match.ts";
import { nameMap, tableMap } from "../name-map.ts";
import type { Step } from "../plan.ts";
import { renaming } from "../rename/former-names.ts";
import { renameDatabase } from "../rename/database.ts";
import type { ValuesRenamed } from "../rename/values.ts";
import type { Moves } from "../retired/way-back.ts";

/** What a journal says of a migration on its way. */
export interface CutOff {
  /** As they were promised when it began. */
  readonly steps: readonly Step[];
  readonly progress: {
    /** Ids of those that are committed. */
    readonly done: readonly number[];
  };
  /** What it was to move; null in a journal of an older version. */
  readonly moves: Moves | null;
  /** The schema that it leads to. */
  readonly model: Database;
}

/** Its moves without the renames that are still to come. */
export function movesMade(cutOff: CutOff): Moves {
  const { matches, retired } = cutOff.moves ?? { matches: [], retired: [] };
  const made = stepsMade(cutOff);
  return { matches: matches.filter((match) => match.how === "restored" || made(match)), retired };
}

/** Of pairs that it was to bring together, those that it has still to. */
export function stillToMove(pairs: readonly Match[], cutOff: CutOff): readonly Match[] {
  const made = stepsMade(cutOff);
  return pairs.filter((match) => match.how === "restored" || !made(match));
}

/** What was said about things that have their new names already has been done. */
export function stillToAnswer(
  answers: Readonly<Record<string, string>>,
  cutOff: CutOff,
): Readonly<Record<string, string>> {
  const made = new Set(
    movesMade(cutOff).matches.flatMap((match) => (match.how === "renamed" ? objectOf(match) : [])),
  );
  return Object.fromEntries(Object.entries(answers).filter(([object]) => !made.has(object)));
}

/** Values that it has renamed, perhaps not in every row; `before` is what was applied before it. */
export function valuesRenamed(
  cutOff: CutOff,
  before: Database | undefined,
): readonly ValuesRenamed[] {
  const made = stepsMade(cutOff);
  const known = tableMap(before);
  const sliced = new Set(
    cutOff.steps.flatMap(({ kind, object, transactional }) =>
      kind === "rename_value" && !transactional ? [object] : [],
    ),
  );
  return cutOff.model.tables.flatMap(({ name: table, columns }) =>
    columns.flatMap(({ name: column, past }): readonly ValuesRenamed[] => {
      const item = { kind: "values", table, to: column } as const;
      if (!sliced.has(objectOf(item)) && !made(item)) return [];
      const former = known.get(table)?.columns.find(({ name }) => name === column);
      const values = Object.entries(past?.values ?? {}).filter(
        ([from, to]) => former?.past?.values?.[from] !== to,
      );
      return values.length === 0 ? [] : [{ table, column, values: Object.fromEntries(values) }];
    }),
  );
}

/** What was applied before it, under the names and with the values that it has given since. */
export function reachedBy(before: Database, cutOff: CutOff): Database {
  const made = stepsMade(cutOff);
  const renames = movesMade(cutOff).matches.filter(({ how }) => how === "renamed");
  const renamed = new Set(renames.map(objectOf));
  const wanted = tableMap(cutOff.model);
  const now = renames.length === 0 ? before : renameDatabase(before, renaming(renames).renamed);
  return {
    ...now,
    tables: now.tables.map((table) => {
      const twin = wanted.get(table.name);
      return twin === undefined ? table : reachedTable(table, twin, { renamed, made });
    }),
  };
}

/** What it leads to, but for the new names of what still has its old one. */
export function broughtBy(cutOff: CutOff): Database {
  const made = stepsMade(cutOff);
  const awaited = new Set(
    (cutOff.moves?.matches ?? [])
      .filter((match) => match.how === "renamed" && !made(match))
      .map(objectOf),
  );
  if (awaited.size === 0) return cutOff.model;
  const tables = cutOff.model.tables.filter(({ name }) => !awaited.has(name));
  return {
    ...cutOff.model,
    tables: tables.map((table) => ({
      ...table,
      columns: table.columns.filter(({ name }) => !awaited.has(`${table.name}.${name}`)),
    })),
  };
}

interface Made {
  /** Things that have their new names. */
  readonly renamed: ReadonlySet<string>;
  readonly made: (item: Match | ValuesOf) => boolean;
}

/** A column whose values have other names. */
interface ValuesOf {
  readonly kind: "values";
  readonly table: string;
  readonly to: string;
}

function reachedTable(table: Table, wanted: Table, { renamed, made }: Made): Table {
  const columns = nameMap(wanted.columns);
  const partOf = wanted.partOf ?? table.partOf;
  return {
    ...table,
    ...(renamed.has(table.name) && { past: wanted.past ?? {} }),
    ...(partOf !== undefined && { partOf }),
    columns: table.columns.map((column): Column => {
      const other = columns.get(column.name);
      if (other === undefined) return column;
      return { ...column, past: pastOf(column, other, { renamed, made }, table.name) };
    }),
  };
}

function pastOf(column: Column, wanted: Column, { renamed, made }: Made, table: string): Past {
  const isRenamed = renamed.has(`${table}.${column.name}`);
  const hasValues = made({ kind: "values", table, to: column.name });
  const { values: _, ...names } = (isRenamed ? wanted : column).past ?? {};
  const values = (hasValues ? wanted : column).past?.values;
  return { ...names, ...(values !== undefined && { values }) };
}

/** Tells whether everything that the journal has for it is committed. */
function stepsMade({ steps, progress }: CutOff): (item: Match | ValuesOf) => boolean {
  const done = new Set(progress.done);
  const key = (kind: string, object: string): string => JSON.stringify([kind, object]);
  const byObject = Map.groupBy(steps, ({ kind, object }) => key(kind, object));
  const kinds = { table: "rename_table", column: "rename_column", values: "rename_value" } as const;
  return (item) => {
    const found = byObject.get(key(kinds[item.kind], objectOf(item))) ?? [];
    const isSliced = item.kind === "values" && found.some(({ transactional }) => !transactional);
    const late = isSliced ? byObject.get(key("rename_late_values", item.table)) : undefined;
    return found.length > 0 && [...found, ...(late ?? [])].every(({ id }) => done.has(id));
  };
}

/** As steps and answers call it. */
function objectOf(item: Match | ValuesOf): string {
  return item.kind === "table" ? item.to : `${item.table}.${item.to}`;
}
