// What a migration is asked for, and what it answers.

import type { Reset } from "../../migration/change.ts";
import type { Phase } from "../../migration/expand/phase.ts";
import type { Plan } from "../../migration/plan.ts";
import type { ProgressEvent } from "./execute.ts";
import type { MigrationKind } from "../history/history-table.ts";
import type { AppliedReference } from "../history/journal.ts";
import type { ProbeMode } from "./probe-rows.ts";
import type { Refusal } from "./refusal.ts";
import type { PrepareOptions, Rollback, Target } from "./target.ts";

/** A target, what the caller permits on the way to it, and who asks. */
export interface MigrationRequest extends Target {
  readonly dryRun: boolean;
  readonly planHash?: string;
  readonly allow: readonly string[];
  /** Drops everything first; `confirm` must be the name of the database. */
  readonly reset?: { readonly what: Reset["scope"]; readonly confirm: string };
  /** The target is where a migration set out from (see `rollback`). */
  readonly rollback?: Rollback;
  /** The target may be a schema that was rolled back. */
  readonly reapply?: boolean;
  /** Default all. */
  readonly phase?: Phase;
  /** How the rows that steps depend on are counted; default exact. */
  readonly probe?: ProbeMode;
  /** It is about retired things alone: whom the database serves does not change. */
  readonly retired?: "restore" | "purge";
  readonly answers?: Readonly<Record<string, string>>;
  /** In all, over tries of at most 500 ms each. */
  readonly lockTimeoutMs: number;
  /** For all steps together: the longest that locks are held. */
  readonly statementTimeoutMs: number;
  /** Tables with more bytes of rows than this are changed without keeping others from them; absent: 32 MiB. */
  readonly onlineAboveBytes?: number;
  /** Who asks, for the history: a token's id. */
  readonly actor: string;
  readonly requestId: string;
  readonly origin: "built" | "uploaded" | "history";
  readonly gitCommit?: string;
  /** Kept with the history row as it is. */
  readonly model?: unknown;
}

/** What came of it, or why it was refused. */
export type MigrationResult =
  | {
      readonly outcome: "planned" | "applied" | "already_applied" | "nothing_to_do";
      readonly plan: Plan;
      /** The history row; with `nothing_to_do` only where the model had to be stored. */
      readonly migration?: AppliedReference;
    }
  | { readonly refusal: Refusal };

/** What a migration tells while it goes on. */
export type MigrationEvent = { readonly event: "planned"; readonly plan: Plan } | ProgressEvent;

/** Below this a table is read or written anew within seconds. */
export const ONLINE_ABOVE_BYTES = 32 * 2 ** 20;

/** What of a request its plan depends on. */
export function prepareOptions(request: MigrationRequest): PrepareOptions {
  return {
    answers: request.answers ?? {},
    kind: kindOf(request),
    probe: request.probe ?? "exact",
    reset: request.reset?.what,
    rollback: request.rollback,
    reapply: request.reapply,
    phase: request.phase,
    statementTimeoutMs: request.statementTimeoutMs,
    lockTimeoutMs: request.lockTimeoutMs,
    onlineAboveBytes: request.onlineAboveBytes ?? ONLINE_ABOVE_BYTES,
  };
}

/** What the history calls it. */
export function kindOf({ reset, rollback, retired }: MigrationRequest): MigrationKind {
  if (retired !== undefined) return retired;
  if (reset !== undefined) return "reset";
  return rollback === undefined ? "migrate" : "rollback";
}
