// A situation → how plans are made of it: the changes and their steps, and what can be seen against them without looking at rows.

import { damagedHistory, ROLLED_BACK } from "../../migration/blockers/history.ts";
import { sizeBlocker } from "../../migration/blockers/plan-size.ts";
import { refusedExpressions } from "../../migration/blockers/refused-expressions.ts";
import { structuralBlockers } from "../../migration/blockers/structural.ts";
import { purged } from "../../migration/blockers/way-back.ts";
import type { Change } from "../../migration/change.ts";
import type { ColumnTest } from "../../migration/diff/columns.ts";
import { diff } from "../../migration/diff/diff.ts";
import { onlineChanges } from "../../migration/execute/recipe.ts";
import { backfillBlockers, withBackfills } from "../../migration/fill/backfill.ts";
import { movesToEnd, withoutPruning } from "../../migration/fill/identity-online.ts";
import { carryLists, onlineLists } from "../../migration/lists/carry.ts";
import type { Matched } from "../../migration/match/match.ts";
import {
  planSteps,
  type Blocker,
  type PlanContext,
  type PlannedChange,
} from "../../migration/plan.ts";
import type { Planner } from "../../migration/probe/settle.ts";
import { retireAs, returningNames } from "../../migration/retired/way-back.ts";
import { replaceColumns } from "../../migration/shadow/replace-columns.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { filledShadows, surroundings, type Origin } from "./origin.ts";
import type { Situation } from "./situation.ts";
import type { PrepareOptions, Target } from "./target.ts";

/** Plans as often as it is asked to: each time with other conversions. */
export function plannerOf(situation: Situation): Planner {
  const { target, options, catalog, origin, aim, isLarge } = situation;
  const { matched } = aim;
  const context = { ...planContext(catalog, target, origin, matched, options), isLarge };
  const around = surroundings(catalog, origin, matched, aim.desired);
  return {
    plan: (isConverted) => planSteps(changesOf(situation, isConverted), context),
    inTheWay: (planned) => [
      ...structuralBlockers(planned, ...around),
      ...blockersOf(situation, planned),
    ],
  };
}

/** From what is there to what is wanted; columns that `isConverted` names do not change their types in place. */
function changesOf(situation: Situation, isConverted: ColumnTest): readonly Change[] {
  const { options, origin, aim, filling, pending, values, lists, firsts, isLarge } = situation;
  const { changes, managed, live, former } = aim.matched;
  const open = new Set([...pending, ...firsts.map(({ table, column }) => `${table}.${column}`)]);
  const { number, unfinished } = origin;
  const promisedNames = unfinished?.moves?.retired ?? [];
  const filled = filledShadows(origin);
  const start = { managed, desired: filling, changes, live, former, number, filled };
  const replaced = replaceColumns({ ...start, isConverted, isLarge });
  const differences = withBackfills(
    replaced.withSwap(diff(replaced.managed, filling, replaced.isConverted)),
    filling,
    open,
  );
  const begun = withoutPruning([...replaced.changes, ...differences], origin);
  const moves = carryLists(begun, { lists, firsts });
  const all = retireAs(
    [...origin.changes, ...moves, ...movesToEnd(moves, situation), ...values],
    [...returningNames(aim.matched), ...(options.rollback?.way.retired ?? []), ...promisedNames],
  );
  return onlineLists(onlineChanges(all, replaced), replaced.isLarge);
}

function blockersOf(situation: Situation, planned: readonly PlannedChange[]): readonly Blocker[] {
  const { target, options, catalog, wanted, refused, aim, filling } = situation;
  const { history } = catalog;
  const { rollback } = options;
  const isRolledBack =
    rollback === undefined &&
    options.reapply !== true &&
    history?.rolledBack.includes(target.databaseHash) === true;
  return [
    ...backfillBlockers(planned, aim.matched.managed, filling),
    ...refusedExpressions(refused, planned),
    ...sizeBlocker(planned, aim.desired),
    ...aim.blockers,
    ...(history?.damage ? [damagedHistory(target.desired.namespace, history.damage)] : []),
    ...(isRolledBack ? [ROLLED_BACK] : []),
    ...(rollback === undefined || history?.unfinished ? [] : purged(rollback, aim.matched, wanted)),
  ];
}

function planContext(
  { live, history, retiredNamespaceExists }: Catalog,
  target: Target,
  { number, lost }: Origin,
  { former, ...matched }: Matched,
  { rollback, reapply }: PrepareOptions,
): PlanContext {
  const tables = new Map([...live.tables, ...matched.live.tables]);
  return {
    namespace: target.desired.namespace,
    number,
    former,
    rows: new Map([...tables].map(([name, table]) => [name, table.rows])),
    retiredNamespaceExists,
    others: lost,
    downgrade:
      rollback === undefined &&
      reapply !== true &&
      history?.last !== null &&
      history?.last.database_hash !== target.databaseHash &&
      history?.hashes.includes(target.databaseHash) === true &&
      // That is refused for a reason of its own.
      !history.rolledBack.includes(target.databaseHash),
  };
}
