// Which desired tables are live ones under another name. A table that is part of another goes where that goes.

import type { Column, Table } from "../../relational/database.ts";
import { renameAnswer } from "./answer.ts";
import type { Match, MatchRequest, TableMatch } from "./match.ts";
import { isRetired } from "../names.ts";
import { type LiveThing, type Paired, pairUp } from "./pairing.ts";
import type { Question } from "../plan.ts";
import type { Hop } from "../rename/hops.ts";
import { tableMap } from "../name-map.ts";

/** Pairs of tables. */
export interface MatchedTables {
  readonly matches: readonly TableMatch[];
  readonly questions: readonly Question[];
  /** Objects whose answer was of use. */
  readonly answered: readonly string[];
}

/** The tables of a request by name, on each of its sides. */
interface Sides {
  readonly live: ReadonlyMap<string, Table>;
  readonly applied: ReadonlyMap<string, Table>;
  readonly desired: ReadonlyMap<string, Table>;
}

/** Pairs tables that stand by themselves first, then those that are part of another. */
export function matchTables(request: MatchRequest): MatchedTables {
  const { live, answers, given } = request;
  const sides: Sides = {
    live: tableMap(live.database),
    applied: tableMap(request.applied),
    desired: tableMap(request.desired),
  };
  if (given !== undefined)
    return { matches: stillToDo(given, sides.live), questions: [], answered: [] };
  const answer = (name: string) => renameAnswer(answers, name);
  const isRestorable = (name: string): boolean =>
    live.retired.some(({ table }) => isRetired(table.name, name));
  const common = { answer, isRestorable };
  const whole = pairUp({
    ...common,
    ...things(sides, false),
    settled: [],
    isLike: (name, from) => haveMostColumns(sides, name, from),
  });
  const parts = pairUp({
    ...common,
    ...things(sides, true),
    settled: followers(sides, whole.pairs),
    isLike: (name, from) => areLikeParts(sides, whole.pairs, name, from),
  });
  return concluded([whole, parts]);
}

/** Of a rollback's renames those of which nothing has happened yet. */
function stillToDo(
  given: readonly Match[],
  live: ReadonlyMap<string, Table>,
): readonly TableMatch[] {
  const renames = given.filter(
    (match): match is TableMatch => match.kind === "table" && match.how === "renamed",
  );
  return renames.filter(
    ({ from, to }) =>
      live.has(from) && (!live.has(to) || renames.some((other) => other.from === to)),
  );
}

/** What is part of something, or what is not. */
function things(
  { live, applied, desired }: Sides,
  part: boolean,
): Pick<Parameters<typeof pairUp>[0], "live" | "wanted"> {
  const isOfKind = (name: string): boolean => {
    const table = desired.get(name) ?? applied.get(name);
    return (table?.partOf !== undefined) === part;
  };
  return {
    live: [...live.keys()].filter(isOfKind).map((name): LiveThing => {
      const before = applied.get(name);
      return { name, isOurs: before !== undefined, past: before?.past };
    }),
    wanted: [...desired.values()]
      .filter(({ name }) => isOfKind(name))
      .map(({ name, past }) => ({ name, past, known: applied.get(name)?.past })),
  };
}

/** Parts of a renamed table, in the same role. */
function followers({ live, applied, desired }: Sides, pairs: readonly Hop[]): readonly Hop[] {
  const renamed = new Map(pairs.map(({ from, to }) => [from, to]));
  const parts = new Map(
    [...desired.values()].flatMap(({ name, partOf }) =>
      partOf === undefined ? [] : [[JSON.stringify([partOf.table, partOf.role]), name]],
    ),
  );
  return [...applied.values()].flatMap(({ name, partOf }): Hop[] => {
    const owner = partOf && renamed.get(partOf.table);
    if (owner === undefined || !live.has(name)) return [];
    const to = parts.get(JSON.stringify([owner, partOf?.role]));
    return to === undefined || to === name ? [] : [{ from: name, to }];
  });
}

/** Most columns of the larger one are in the other, too, by name and type. */
function haveMostColumns({ live, applied, desired }: Sides, name: string, from: string): boolean {
  const wanted = desired.get(name)?.columns ?? [];
  const own = new Set(applied.get(from)?.columns.map((column) => column.name));
  const there = (live.get(from)?.columns ?? []).filter((column) => own.has(column.name));
  const types = new Map(there.map((column: Column) => [column.name, column.type]));
  const common = wanted.filter((column) => types.get(column.name) === column.type);
  return common.length * 2 > Math.max(wanted.length, there.length);
}

/** Lists of the same rows, of the same kind of thing. */
function areLikeParts(
  { applied, desired }: Sides,
  pairs: readonly Hop[],
  name: string,
  from: string,
): boolean {
  const [wanted, before] = [desired.get(name), applied.get(from)];
  const owner = before?.partOf?.table;
  const ownerNow = pairs.find((pair) => pair.from === owner)?.to ?? owner;
  const types = (table: Table | undefined): string =>
    JSON.stringify(table?.columns.map(({ type }) => type));
  return wanted?.partOf?.table === ownerNow && types(wanted) === types(before);
}

function concluded(rounds: readonly Paired[]): MatchedTables {
  const pairs = new Map(rounds.flatMap((round) => round.pairs.map((pair) => [pair.to, pair])));
  return {
    matches: [...pairs.values()].map(({ from, to }) => ({
      kind: "table",
      how: "renamed",
      from,
      to,
    })),
    questions: rounds.flatMap(({ open }) =>
      open.map(({ wanted: object, candidates }) => ({
        object,
        question: "renamed_or_new",
        candidates,
      })),
    ),
    answered: rounds.flatMap(({ answered }) => answered),
  };
}
