// Changes → the ordered steps of a plan, with what each does, costs and risks; and the hash that stands for all of it.

import type { Location } from "../text/location.ts";
import { identityForeignKey } from "../relational/identity.ts";
import { sha256 } from "../relational/sha256.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import {
  changedObject,
  changedTable,
  changeSource,
  type Change,
  type ChangeKind,
  type Reset,
} from "./change.ts";
import { hazard, type Hazard } from "./hazard.ts";
import { retiredName, retiredNamespace } from "./names.ts";
import { orderChanges } from "./order.ts";
import { profileOf } from "./profile.ts";
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
  readonly hazards: readonly Hazard[];
  readonly source?: Location;
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

export type BlockerCode =
  | "rows_violate_not_null"
  | "rows_violate_check"
  | "rows_violate_unique"
  | "rows_violate_foreign_key"
  | "probe_failed"
  | "unsupported_type_change"
  | "foreign_dependent"
  | "name_taken"
  | "invalid_expression"
  | "not_owner"
  | "plan_too_large"
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

export interface PlanContext extends StatementContext {
  /** Table → estimated rows, for the tables there are. */
  readonly rows: ReadonlyMap<string, number>;
  readonly retiredNamespaceExists: boolean;
  /** The database has been at a newer schema. */
  readonly downgrade: boolean;
  /** What is not ours, for a reset to name. */
  readonly others: readonly string[];
}

/** A step together with the change it carries out. */
export interface PlannedChange {
  readonly step: Step;
  readonly change: Change;
}

/** Orders changes and gives each its step. */
export function planSteps(
  changes: readonly Change[],
  context: PlanContext,
): readonly PlannedChange[] {
  const objects = (kind: ChangeKind): ReadonlySet<string> =>
    new Set(changes.filter((change) => change.kind === kind).map(changedObject));
  const added = {
    tables: objects("create_table"),
    columns: new Set(
      changes
        .filter((change) => change.kind === "add_column" && !change.column.generated)
        .map(changedObject),
    ),
    identities: new Set(
      changes.flatMap((change) =>
        change.kind === "fill_identity"
          ? [identityForeignKey(change.table, change.source).name]
          : [],
      ),
    ),
  };
  const ordered = orderChanges(changes);
  const lastMove = ordered.findLastIndex(isOfRows);
  const firstMove = ordered.findIndex((change) => change.kind === "retire_table");
  return ordered.map((change, index) => {
    const profile = profileOf(change, added);
    const source = changeSource(change);
    const sql = statementsOf(change, context);
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
        ...(index === lastMove ? ["SET CONSTRAINTS ALL IMMEDIATE"] : []),
      ],
      transactional: true,
      lock: profile.lock,
      rewrites_table: profile.rewritesTable,
      scans_table: profile.scansTable,
      rows_estimate: context.rows.get(changedTable(change) ?? "") ?? 0,
      reversible: profile.reversible,
      hazards: [
        ...hazardsOf(change, context),
        ...(index === 0 && context.downgrade ? [downgradeHazard()] : []),
      ],
      ...(source === undefined ? {} : { source }),
    };
    return { step, change };
  });
}

function isOfRows({ kind }: Change): boolean {
  return kind === "fill_identity" || kind === "empty_identity";
}

function hazardsOf(change: Change, context: PlanContext): Hazard[] {
  const object = changedObject(change);
  switch (change.kind) {
    case "reset":
      return [hazard("reset", object, resetMessage(change, context))];
    case "retire_table": {
      const place = `${retiredNamespace(context.namespace)}.${retiredName(context.number, change.table.name)}`;
      return [
        hazard(
          "drop_table",
          object,
          `Table ${object} and its rows move to ${place}; the application no longer sees them.`,
        ),
      ];
    }
    case "retire_column": {
      const name = retiredName(context.number, change.column.name);
      return [
        hazard(
          "drop_column",
          object,
          `Column ${object} is renamed to ${name}; the application no longer sees its values.`,
        ),
      ];
    }
    default:
      return [];
  }
}

function resetMessage({ scope, tables, namespace }: Reset, { others }: PlanContext): string {
  const rows = `${tables.length} ${tables.length === 1 ? "table" : "tables"} and all their rows`;
  if (scope === "owned") return `${rows} are dropped for good.`;
  const lost = others.length === 0 ? "" : `, and with it what is not ours: ${others.join(", ")}`;
  return `The namespace ${namespace} is dropped for good, ${rows}${lost}.`;
}

function downgradeHazard(): Hazard {
  return hazard(
    "downgrade",
    undefined,
    "The database has already been at a newer schema than this one; applying it goes back.",
  );
}

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
