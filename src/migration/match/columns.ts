// Which desired columns are live ones under another name, table by table.

import type { Column, Table } from "../../relational/database.ts";
import { renameAnswer } from "./answer.ts";
import type { ColumnMatch, MatchRequest, TableMatch } from "./match.ts";
import { isRetired, isRetiredName } from "../names.ts";
import { pairUp, type PairRequest } from "./pairing.ts";
import type { Question } from "../plan.ts";
import type { Hop } from "../rename/hops.ts";
import { nameMap, tableMap } from "../name-map.ts";

/** Pairs of columns, of all tables. */
export interface MatchedColumns {
  readonly matches: readonly ColumnMatch[];
  readonly questions: readonly Question[];
  /** Objects whose answer was of use. */
  readonly answered: readonly string[];
}

/** One table on each side, under its live and its desired name. */
interface TablePair {
  readonly live: Table;
  readonly applied: Table | undefined;
  readonly desired: Table;
}

/** Pairs the columns of tables that stay; `tables` are those that stay under another name. */
export function matchColumns(request: MatchRequest, tables: readonly TableMatch[]): MatchedColumns {
  const { live, applied, desired, given } = request;
  const there = tableMap(live.database);
  const before = tableMap(applied);
  const moved = new Set(tables.map(({ from }) => from));
  const former = new Map(tables.map(({ from, to }) => [to, from]));
  const found = desired.tables.flatMap((table): MatchedColumns[] => {
    const name = former.get(table.name) ?? table.name;
    // What is there under this name goes on under another one.
    if (!former.has(table.name) && moved.has(name)) return [];
    const own = there.get(name);
    if (own === undefined) return [];
    const pair = { live: own, applied: before.get(name), desired: table };
    if (given !== undefined) return [settled(stillToDo(given, pair), table)];
    return hasNewNames(pair) ? [matchPair(pair, request.answers)] : [];
  });
  return {
    matches: found.flatMap(({ matches }) => matches),
    questions: found.flatMap(({ questions }) => questions),
    answered: found.flatMap(({ answered }) => answered),
  };
}

/** Most tables have none, and nothing to pair. */
function hasNewNames({ live, applied, desired }: TablePair): boolean {
  const there = new Set(live.columns.map(({ name }) => name));
  const known = new Map(applied?.columns.map((column) => [column.name, column.past?.renamedFrom]));
  return desired.columns.some(
    ({ name, past }) =>
      !there.has(name) ||
      past?.renamedFrom?.some((each) => known.get(name)?.includes(each) !== true),
  );
}

function matchPair(pair: TablePair, answers: MatchRequest["answers"]): MatchedColumns {
  const { live, applied, desired } = pair;
  const known = nameMap(applied?.columns);
  const there = live.columns.filter(({ name }) => !isRetiredName(name));
  const liveColumns = nameMap(there);
  // What is computed is computed again.
  const wanted = desired.columns.filter(({ generated }) => generated === undefined);
  const paired = pairUp({
    live: there.map(({ name }) => ({
      name,
      isOurs: known.has(name),
      past: known.get(name)?.past,
    })),
    wanted: desired.columns.map(({ name, past, generated }) => ({
      name,
      ...(generated === undefined && { past }),
      known: known.get(name)?.past,
    })),
    settled: roles(pair),
    answer: answerAbout(pair, answers),
    isRestorable: (name) => live.columns.some((column) => isRetired(column.name, name)),
    isLike: (name, from) =>
      areLike(
        wanted.find((column) => column.name === name),
        liveColumns.get(from),
      ),
  });
  const object = (name: string): string => `${desired.name}.${name}`;
  return {
    ...settled(paired.pairs, desired),
    questions: paired.open.map(({ wanted: name, candidates }) => ({
      object: object(name),
      question: "renamed_or_new",
      candidates: candidates.map((candidate) => `${live.name}.${candidate}`),
    })),
    answered: paired.answered.map(object),
  };
}

/** The live column may be named with either name of its table. */
function answerAbout(
  { live, desired }: TablePair,
  answers: MatchRequest["answers"],
): PairRequest["answer"] {
  return (name) => {
    const said = renameAnswer(answers, `${desired.name}.${name}`);
    if (said?.from === undefined) return said;
    const prefix = [`${live.name}.`, `${desired.name}.`].find((each) =>
      said.from?.startsWith(each),
    );
    return prefix === undefined ? undefined : { from: said.from.slice(prefix.length) };
  };
}

function areLike(wanted: Column | undefined, live: Column | undefined): boolean {
  if (wanted === undefined || live === undefined || live.generated !== undefined) return false;
  // Its author has said where its values come from.
  if (wanted.backfill !== undefined) return false;
  return wanted.type === live.type;
}

/** The columns of a part are what they are by their place. */
function roles({ applied, desired }: TablePair): readonly Hop[] {
  if (applied?.partOf === undefined || desired.partOf === undefined) return [];
  if (applied.columns.length !== desired.columns.length) return [];
  return desired.columns.flatMap(({ name: to }, index): Hop[] => {
    const from = applied.columns[index]?.name ?? to;
    return from === to ? [] : [{ from, to }];
  });
}

/** Of a rollback's renames those of which nothing has happened yet. */
function stillToDo(
  given: NonNullable<MatchRequest["given"]>,
  { live, desired }: TablePair,
): readonly Hop[] {
  const there = new Set(live.columns.map(({ name }) => name));
  const renames = given.filter(
    (match): match is ColumnMatch =>
      match.kind === "column" && match.how === "renamed" && match.table === desired.name,
  );
  return renames.filter(
    ({ from, to }) =>
      there.has(from) && (!there.has(to) || renames.some((each) => each.from === to)),
  );
}

function settled(pairs: readonly Hop[], { name: table }: Table): MatchedColumns {
  return {
    matches: pairs.map(({ from, to }) => ({ kind: "column", how: "renamed", table, from, to })),
    questions: [],
    answered: [],
  };
}
