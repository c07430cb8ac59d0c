// Changes → the ordered steps of a plan, with what each does, costs and risks; and the hash that stands for all of it.

import type { Location } from "../text/location.ts";
import { sha256 } from "#sha256";
import { quoteIdentifier } from "../sql/quote.ts";
import {
  changedObject,
  changedTable,
  changeSource,
  type Change,
  type ChangeKind,
} from "./change.ts";
import { additionsOf } from "./effect/additions.ts";
import { compatibilityOf, type Compatibility } from "./effect/compatibility.ts";
import type { Hazard } from "./hazard.ts";
import { retiredNamespace } from "./names.ts";
import { inStages, modeOf } from "./execute/stages.ts";
import { retiredNames } from "./fill/backfill.ts";
import { NO_FORMER_NAMES, type FormerNames } from "./rename/former-names.ts";
import { comesBeforeRenames, orderChanges } from "./order.ts";
import { blockingHazards, downgradeHazard, hazardsOf } from "./effect/hazards.ts";
import { profileOf } from "./effect/profile.ts";
import { statementsOf, type StatementContext } from "./statements.ts";

/** One step, in the JSON of the admin API. */
export interface Step {
  /** From 1, in order of execution. */
  readonly id: number;
  readonly phase: "expand" | "contract";
  readonly kind: ChangeKind;
  readonly object: string;
  readonly sql: readonly string[];
  readonly transactional: boolean;
  readonly lock: string;
  readonly rewrites_table: boolean;
  readonly scans_table: boolean;
  /** Postgres's estimate for the table; 0 for a new one. */
  readonly rows_estimate: number;
  readonly reversible: boolean;
  /** Whom of the version that is still running it disturbs. */
  readonly compatibility: Compatibility;
  readonly hazards: readonly Hazard[];
  /** How many rows each of the hazards about rows that it could have concerns; absent where there could be none. */
  readonly counts?: readonly StepCount[];
  readonly source?: Location;
}

/** What was counted for a step, be it nothing. */
export interface StepCount {
  /** `narrow_type:User.bio`: an `allow` entry without its number. */
  readonly hazard: string;
  /** Absent where the rows were not counted; the step cannot be applied then. */
  readonly rows?: number;
}

/** Something in the way of a step; the plan cannot be applied before it is gone. */
export interface Blocker {
  readonly step: number;
  readonly code: BlockerCode;
  /** Rows concerned, where it is about rows. */
  readonly count?: number;
  /** Primary keys of some of those rows, as text. */
  readonly sample_keys?: readonly string[];
  readonly message: string;
  readonly fix: string;
}

/** What kind of thing is in the way. */
export type BlockerCode =
  | "rows_violate_not_null"
  | "rows_violate_check"
  | "rows_violate_unique"
  | "rows_violate_foreign_key"
  | "rows_violate_type"
  | "probe_failed"
  | "not_counted"
  | "unsupported_type_change"
  | "foreign_dependent"
  | "name_taken"
  | "invalid_expression"
  | "not_owner"
  | "plan_too_large"
  | "expand_first"
  | "rolled_back"
  | "unfinished_migration"
  | "purged"
  | "history_damaged";

/** Something only a person can decide. */
export interface Question {
  readonly object: string;
  readonly question: "adopt" | "renamed_or_new";
  readonly candidates: readonly string[];
}

/** The whole plan, in the JSON of the admin API. */
export interface Plan {
  readonly plan_hash: string;
  readonly base_fingerprint: string;
  readonly schema_hash: string;
  readonly database_hash: string;
  readonly steps: readonly Step[];
  readonly blockers: readonly Blocker[];
  readonly questions: readonly Question[];
  /** Objects in the namespace that are not ours; they are left alone. */
  readonly foreign: readonly string[];
  readonly compatible_with_running_version: boolean;
}

/** What the steps of a plan depend on beside the changes. */
export interface PlanContext extends StatementContext {
  /** Table → estimated rows, for the tables there are. */
  readonly rows: ReadonlyMap<string, number>;
  readonly retiredNamespaceExists: boolean;
  /** The database has been at a newer schema. */
  readonly downgrade: boolean;
  /** What tables are called before the plan renames them, where it does. */
  readonly former?: FormerNames;
  /** What is not ours, for a reset to name. */
  readonly others: readonly string[];
  /** Whether a table is over the size limit; absent: none is. */
  readonly isLarge?: (table: string) => boolean;
}

/** A step together with the change it carries out. */
export interface PlannedChange {
  readonly step: Step;
  readonly change: Change;
  /** Asked again while applying, under the locks; absent where no number of rows was approved. */
  readonly check?: RowCheck;
}

/** A query for `bad`, the number of rows that a step would change or refuse. */
export interface RowCheck {
  /** The entry of `allow`, without its number, that says how many there may be. */
  readonly hazard: string;
  readonly sql: string;
}

/** Orders changes and gives each its step. */
export function planSteps(
  changes: readonly Change[],
  context: PlanContext,
): readonly PlannedChange[] {
  const added = additionsOf(changes);
  const ordered = inStages(orderChanges(changes));
  const retired = retiredNames(ordered, context.number);
  const lastFill = ordered.findLastIndex(
    ({ kind }) => kind === "fill_column" || kind === "fill_list",
  );
  const lastMove = ordered.findLastIndex(isOfRows);
  const firstMove = ordered.findIndex(isMovedAway);
  return ordered.map((change, index) => {
    const profile = profileOf(change, added);
    const source = changeSource(change);
    const sql = statementsOf(asNamed(change, context.former ?? NO_FORMER_NAMES), {
      ...context,
      retired,
    });
    const makesNamespace = index === firstMove && !context.retiredNamespaceExists;
    const step: Step = {
      id: index + 1,
      phase: profile.phase,
      kind: change.kind,
      object: changedObject(change),
      sql: [
        ...(makesNamespace
          ? [`CREATE SCHEMA ${quoteIdentifier(retiredNamespace(context.namespace))}`]
          : []),
        ...sql,
        // Postgres alters no table that deferred keys have still to be asked about.
        ...(index === lastMove || index === lastFill ? ["SET CONSTRAINTS ALL IMMEDIATE"] : []),
      ],
      transactional: modeOf(change) === "batch",
      lock: profile.lock,
      rewrites_table: profile.rewritesTable,
      scans_table: profile.scansTable,
      rows_estimate: context.rows.get(changedTable(change) ?? "") ?? 0,
      reversible: profile.reversible,
      compatibility: compatibilityOf(change, added),
      hazards: [
        ...hazardsOf(change, context),
        ...blockingHazards(change, profile, context),
        ...(index === 0 && context.downgrade ? [downgradeHazard()] : []),
      ],
      ...(source === undefined ? {} : { source }),
    };
    return { step, change };
  });
}

/** As its table is called when it is executed. */
function asNamed(change: Change, former: FormerNames): Change {
  const name = changedTable(change);
  if (name === undefined || former.table(name) === name || !comesBeforeRenames(change))
    return change;
  const table = former.table(name);
  const named = "table" in change && typeof change.table !== "string";
  return { ...change, table: named ? { ...change.table, name: table } : table } as Change;
}

/** Whether something goes to the namespace of retired things. */
function isMovedAway(change: Change): boolean {
  return change.kind === "retire_table" || (change.kind === "drop_type" && change.used);
}

function isOfRows(change: Change): boolean {
  return MOVES_ROWS.has(change.kind) && modeOf(change) === "batch";
}

const MOVES_ROWS: ReadonlySet<ChangeKind> = new Set([
  "fill_identity",
  "empty_identity",
  "rename_value",
]);

/**
 * Stands for what would be done to which database: the fingerprint of what is managed, the database hash, and each step's phase,
 * kind, object and SQL; never counts, estimates, source places or time.
 */
export function planHash(
  baseFingerprint: string,
  databaseHash: string,
  steps: readonly Step[],
): string {
  const essence = steps.map((step) => [step.phase, step.kind, step.object, step.sql]);
  return `sha256:${sha256(JSON.stringify([baseFingerprint, databaseHash, essence]))}`;
}

/** The plan that these steps are. */
export function assemblePlan(
  { schemaHash, databaseHash }: { readonly schemaHash: string; readonly databaseHash: string },
  planned: readonly PlannedChange[],
  rest: Pick<Plan, "base_fingerprint" | "blockers" | "questions" | "foreign">,
): Plan {
  const steps = planned.map(({ step }) => step);
  const { base_fingerprint, blockers, questions, foreign } = rest;
  return {
    plan_hash: planHash(base_fingerprint, databaseHash, steps),
    base_fingerprint,
    schema_hash: schemaHash,
    database_hash: databaseHash,
    steps,
    blockers,
    questions,
    foreign,
    compatible_with_running_version: steps.every((step) => step.phase === "expand"),
  };
}
