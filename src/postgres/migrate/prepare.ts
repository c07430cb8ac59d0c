// Live and desired → a plan that has been checked against everything but the caller's permissions: what every verb begins with. Each stage
// is one call here, and has its own file.

import type { Change } from "../../migration/change.ts";
import { asJournaled, journaledIds } from "../../migration/execute/resume.ts";
import { withKeptLists } from "../../migration/lists/lists.ts";
import type { Match } from "../../migration/match/match.ts";
import { adoptionQuestions } from "../../migration/ownership/adoption.ts";
import { foreignNames } from "../../migration/ownership/divide.ts";
import { assemblePlan, type Blocker, type Plan, type PlannedChange } from "../../migration/plan.ts";
import { convertsAll, settle, type Settled } from "../../migration/probe/settle.ts";
import { withRenamedValues } from "../../migration/rename/values.ts";
import { movesOf, type Moves } from "../../migration/retired/way-back.ts";
import { conversionsOf } from "../../migration/types/conversion.ts";
import type { Database } from "../../relational/database.ts";
import { combineFingerprints, fingerprintNames } from "../../relational/fingerprint.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { ownModels, type UnfinishedMigration } from "../history/history-state.ts";
import { plannerOf } from "./planner.ts";
import { probeRows } from "./probe-rows.ts";
import type { Session } from "../session.ts";
import { readSituation, type Situation } from "./situation.ts";
import type { PrepareOptions, Target } from "./target.ts";

/** A plan, with what was found out for it. */
export interface Prepared {
  readonly catalog: Catalog;
  /** The desired database in Postgres's wording. */
  readonly desired: Database;
  readonly planned: readonly PlannedChange[];
  /** Names of the tables that the plan rests on: those applied and those desired. */
  readonly managed: readonly string[];
  readonly plan: Plan;
  /** What is kept of it for the way back. */
  readonly moves: Moves;
  /** Answers, as `User.name=new`, that nothing was asked for. */
  readonly unusedAnswers: readonly string[];
  /** The migration's number: of the one that this goes on with, else the next. */
  readonly number: number;
  /** The migration that was cut off on its way to the same target; this plan is what is left of it. */
  readonly unfinished: UnfinishedMigration | undefined;
  /** Whether a table, by the name that changes use, is over the size limit. */
  readonly isLarge?: (table: string) => boolean;
}

/**
 * Plans: one round trip to read, one for expressions not met before, one to count rows where a step depends on them. Rejects with
 * DatabaseError.
 */
export async function prepare(
  session: Session,
  target: Target,
  options: PrepareOptions,
): Promise<Prepared> {
  const situation = await readSituation(session, target, options);
  const { planned, blockers } = await askRows(session, situation);
  const { unfinished } = situation.origin;
  if (unfinished !== undefined && journaledIds(planned, unfinished.steps) === undefined)
    return prepare(session, target, { ...options, afresh: true });
  return conclude(situation, asJournaled(planned, unfinished?.steps ?? []), blockers);
}

/** Drafts a plan, has the rows counted that it depends on, and settles it. */
async function askRows(session: Session, situation: Situation): Promise<Settled> {
  const { options, aim, filling, values, lists } = situation;
  const { live, managed } = aim.matched;
  const planner = plannerOf(situation);
  const conversions = conversionsOf(managed, aim.desired, live);
  const draft = planner.plan(convertsAll(conversions));
  const structural = planner.inTheWay(draft);
  const answer = await probeRows(session, {
    planned: draft,
    structural,
    live,
    managed: withKeptLists(withRenamedValues(managed, values), lists),
    desired: filling,
    probe: options.probe,
    statementTimeoutMs: options.statementTimeoutMs,
    lockTimeoutMs: options.lockTimeoutMs,
  });
  return settle({ draft, structural, answer, conversions, live }, planner);
}

/** The plan of settled steps, with the questions that they leave open. */
function conclude(
  { target, options, catalog, origin, aim, isLarge }: Situation,
  planned: readonly PlannedChange[],
  blockers: readonly Blocker[],
): Prepared {
  const { desired, matched } = aim;
  const { number, unfinished } = origin;
  const changes = planned.map(({ change }) => change);
  const adoption = adoptionQuestions(changes, matched, origin.answers);
  const managed = managedTables(catalog, desired, changes, matched.matches);
  return {
    catalog,
    desired,
    planned,
    managed,
    plan: assemblePlan(target, planned, {
      base_fingerprint: combineFingerprints(catalog.fingerprints, managed),
      blockers: blockers.toSorted((left, right) => left.step - right.step),
      questions: [...matched.questions, ...adoption.open],
      foreign: foreignNames(matched.ownership, matched.live.relations),
    }),
    moves: movesOf(changes, matched.matches, number),
    unusedAnswers: unfit(options.answers, [...matched.answered, ...adoption.answered]),
    number,
    unfinished,
    isLarge,
  };
}

/** As an answer is written on the command line. */
function unfit(answers: PrepareOptions["answers"], useful: readonly string[]): readonly string[] {
  return Object.entries(answers).flatMap(([object, answer]) =>
    useful.includes(object) ? [] : [`${object}=${answer}`],
  );
}

/** Applied, desired, renamed, or dropped by a reset. */
function managedTables(
  { history }: Catalog,
  desired: Database,
  changes: readonly Change[],
  matches: readonly Match[],
): readonly string[] {
  return [
    ...new Set([
      ...[...ownModels(history), desired].flatMap(fingerprintNames),
      ...changes.flatMap((change) => (change.kind === "reset" ? change.tables : [])),
      ...matches.flatMap(({ kind, how, from }) =>
        kind === "table" && how === "renamed" ? [from] : [],
      ),
    ]),
  ];
}
