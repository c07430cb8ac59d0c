// What a migration did to names → what its way back does to them. With the model from before it, that is all a rollback needs.

import type { Change } from "../change.ts";
import type { ColumnMatch, Match, TableMatch } from "../match/match.ts";
import { partKey } from "../name-map.ts";
import { retiredName } from "../names.ts";

/** What the history keeps of a migration beside its model. Tables are called as they are after it. */
export interface Moves {
  readonly matches: readonly Match[];
  readonly retired: readonly Retirement[];
}

/** A table, or a column of it, that a migration retired. */
export interface Retirement {
  readonly table: string;
  /** Absent where it is the whole table. */
  readonly column?: string;
  /** The retired name. */
  readonly as: string;
}

/** What to record of a migration with this number. */
export function movesOf(
  changes: readonly Change[],
  matches: readonly Match[],
  number: number,
): Moves {
  const retired = changes.flatMap((change): Retirement[] => {
    const thing = retiredThing(change);
    if (thing === undefined) return [];
    const given = "as" in change ? change.as : undefined;
    return [{ ...thing, as: given ?? retiredName(number, thing.column ?? thing.table) }];
  });
  return { matches, retired };
}

function retiredThing(change: Change): Omit<Retirement, "as"> | undefined {
  switch (change.kind) {
    case "retire_table":
      return { table: change.table.name };
    case "retire_column":
      return { table: change.table, column: change.column.name };
    case "convert_column":
    case "revert_column":
      return { table: change.table, column: change.from.name };
    default:
      return undefined;
  }
}

/** A column that came back and went again, for one that took its values, is where it was. */
function withoutPassing({ matches, retired }: Moves): Moves {
  const restored = new Set(
    matches.flatMap((match) =>
      match.kind === "column" && match.how === "restored" ? [partKey(match.table, match.to)] : [],
    ),
  );
  const passing = new Set(
    retired.map(({ table, column }) => partKey(table, column)).filter((each) => restored.has(each)),
  );
  return {
    matches: matches.filter(
      (match) =>
        match.kind === "table" ||
        match.how === "renamed" ||
        !passing.has(partKey(match.table, match.to)),
    ),
    retired: retired.filter(({ table, column }) => !passing.has(partKey(table, column))),
  };
}

/** How to undo a migration's moves. Tables are called as they were before it. */
export interface WayBack {
  /** Renames the other way round, and what it retired as restored. */
  readonly matches: readonly Match[];
  /** What it had restored goes back to where it was. */
  readonly retired: readonly Retirement[];
}

/** Inverts the moves of one migration. */
export function wayBack(moves: Moves): WayBack {
  const { matches, retired } = withoutPassing(moves);
  const renamed = new Map(
    matches.flatMap((match) =>
      match.kind === "table" && match.how === "renamed" ? [[match.to, match.from] as const] : [],
    ),
  );
  const before = (table: string): string => renamed.get(table) ?? table;
  return {
    matches: [
      ...matches
        .filter(({ how }) => how === "renamed")
        .map((match): Match => {
          const turned = { ...match, from: match.to, to: match.from };
          return turned.kind === "table" ? turned : { ...turned, table: before(turned.table) };
        }),
      ...retired.map(({ table, column, as }): Match =>
        column === undefined
          ? ({ kind: "table", how: "restored", from: as, to: table } satisfies TableMatch)
          : ({
              kind: "column",
              how: "restored",
              table: before(table),
              from: as,
              to: column,
            } satisfies ColumnMatch),
      ),
    ],
    retired: matches
      .filter(({ how }) => how === "restored")
      .map((match): Retirement =>
        match.kind === "table"
          ? { table: match.to, as: match.from }
          : { table: before(match.table), column: match.to, as: match.from },
      ),
  };
}

/** The changes, retiring under the names that are given. */
export function retireAs(
  changes: readonly Change[],
  retired: readonly Retirement[],
): readonly Change[] {
  if (retired.length === 0) return changes;
  const names = new Map(retired.map(({ table, column, as }) => [partKey(table, column), as]));
  return changes.map((change) => {
    // What a conversion back retires is called by its own migration.
    const thing = change.kind === "revert_column" ? undefined : retiredThing(change);
    const as = thing && names.get(partKey(thing.table, thing.column));
    return as === undefined ? change : ({ ...change, as } as Change);
  });
}

/** What comes back only to be converted goes again under the name that it had. */
export function returningNames({ matches }: Pick<Moves, "matches">): readonly Retirement[] {
  return matches.flatMap((match): Retirement[] =>
    match.kind === "column" && match.how === "restored"
      ? [{ table: match.table, column: match.to, as: match.from }]
      : [],
  );
}
