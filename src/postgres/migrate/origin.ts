// The catalog, and what a plan is for → where the plan sets out from: what is there once a reset has emptied it, what of that is ours, and
// the migration that was cut off on its way to the same target.

import type { Change } from "../../migration/change.ts";
import {
  broughtBy,
  movesMade,
  reachedBy,
  stillToAnswer,
  stillToMove,
  type CutOff,
} from "../../migration/execute/reached.ts";
import { withParts } from "../../migration/execute/recipe.ts";
import type { LiveDatabase } from "../../migration/live.ts";
import type { Match, Matched } from "../../migration/match/match.ts";
import { divide, type Ownership } from "../../migration/ownership/divide.ts";
import { unionOf } from "../../migration/ownership/union.ts";
import { emptied, resetParts } from "../../migration/reset.ts";
import { wayBack } from "../../migration/retired/way-back.ts";
import type { Database } from "../../relational/database.ts";
import type { Catalog } from "../catalog/catalog.ts";
import {
  begunMigrations,
  ownModels,
  type HistoryState,
  type UnfinishedMigration,
} from "../history/history-state.ts";
import type { PrepareOptions, Rollback, Target } from "./target.ts";

/** Where a plan sets out from. */
export interface Origin {
  /** What is there, once a reset has emptied it. */
  readonly live: LiveDatabase;
  /** What migrations of ours have brought about, also one that was cut off. */
  readonly applied: Database | undefined;
  /** The reset, if there is one. */
  readonly changes: readonly Change[];
  /** What is not ours and goes with it. */
  readonly lost: readonly string[];
  readonly number: number;
  readonly unfinished: UnfinishedMigration | undefined;
  /** Cut off since the last that was applied, oldest first, with the one that is gone on with. */
  readonly begun: readonly CutOff[];
  /** What was said, and the pairs of a way back, without what one that was cut off has done of it. */
  readonly answers: Readonly<Record<string, string>>;
  readonly given: readonly Match[] | undefined;
}

/** What a migration sets out from; one that was cut off is gone on with where the target is the same. */
export function startFrom(
  { live, history }: Catalog,
  target: Target,
  { reset, kind, afresh, rollback, answers: said }: PrepareOptions,
): Origin {
  const cutOff = history?.unfinished ?? undefined;
  const isSame = cutOff?.database_hash === target.databaseHash && cutOff.kind === kind;
  const unfinished = isSame && !afresh ? cutOff : undefined;
  const begun = begunMigrations(history);
  const applied = broughtAbout(history);
  const number = unfinished?.number ?? history?.next ?? 1;
  const answers = unfinished === undefined ? said : stillToAnswer(said, unfinished);
  const given = rollback && stillToTakeBack(rollback, cutOff, unfinished);
  const common = { number, unfinished, begun, answers, given };
  // What a reset has made afresh is not dropped again when it goes on.
  if (reset === undefined || (unfinished !== undefined && isEmptied(unfinished)))
    return { live, applied, changes: [], lost: [], ...common };
  const { live: left, change, lost } = emptied(live, applied, reset);
  const changes = change === undefined ? [] : resetParts(change, live.database);
  return { live: left, applied: undefined, changes, lost, ...common };
}

/** What migrations of ours have brought about, also those that were cut off. */
export function broughtAbout(history: HistoryState | undefined): Database | undefined {
  const last = history?.last?.model;
  const begun = begunMigrations(history);
  const reached = last && begun.reduce(reachedBy, last);
  return unionOf([reached, ...begun.map((each) => withParts(broughtBy(each)))]);
}

/** The pairs of a way back: of a migration that was cut off itself, or on a way that was. */
function stillToTakeBack(
  { reverts, way }: Rollback,
  cutOff: UnfinishedMigration | undefined,
  unfinished: UnfinishedMigration | undefined,
): readonly Match[] {
  if (cutOff?.id === reverts) return wayBack(movesMade(cutOff)).matches;
  return unfinished === undefined ? way.matches : stillToMove(way.matches, unfinished);
}

function isEmptied({ steps, progress }: UnfinishedMigration): boolean {
  return steps.every(({ kind, id }) => kind !== "reset" || progress.done.includes(id));
}

/** What a plan may run into, and what of it is ours: before a reset, if there is one, that which it drops as well. */
export function surroundings(
  { live, history }: Catalog,
  { changes }: Origin,
  matched: Matched,
  desired: Database,
): readonly [live: LiveDatabase, ownership: Ownership] {
  if (changes.length === 0) return [matched.live, matched.ownership];
  return [live, divide(live.database, unionOf(ownModels(history)), desired)];
}

/** Columns, and tables of lists, that a migration was filling when it was cut off. */
export function pendingFills({ unfinished }: Origin): ReadonlySet<string> {
  return objectsOf(unfinished, (kind, isDone) => FILLS.has(kind) && !isDone);
}

const FILLS: ReadonlySet<string> = new Set(["fill_column", "fill_list"]);

/** Columns whose new ones it has filled when it was cut off. */
export function filledShadows({ unfinished }: Origin): ReadonlySet<string> {
  return objectsOf(unfinished, (kind, isDone) => kind === "fill_shadow" && isDone);
}

/** What such steps of a journal are about. */
function objectsOf(
  unfinished: UnfinishedMigration | undefined,
  isMeant: (kind: string, isDone: boolean) => boolean,
): ReadonlySet<string> {
  const done = new Set(unfinished?.progress.done);
  const steps = (unfinished?.steps ?? []).filter(({ kind, id }) => isMeant(kind, done.has(id)));
  return new Set(steps.map(({ object }) => object));
}
