// A checked plan → one transaction: settings, lock, assertions, the steps, the history row. All of it is there afterwards, or nothing.

import type { Database } from "../relational/database.ts";
import { compareText } from "../relational/normalize.ts";
import { historyNamespace } from "../migration/names.ts";
import type { PlannedChange, Step } from "../migration/plan.ts";
import { changedTable, type Change } from "../migration/change.ts";
import { dollarQuote, qualifiedName, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { Catalog } from "./catalog.ts";
import { fingerprintExpression, setTimeouts, SETTINGS } from "./catalog-sql.ts";
import { createHistory, decodeApplied, insertApplied, type HistoryEntry } from "./history-table.ts";
import { DatabaseError, type Session, type Statement } from "./session.ts";

export interface ApplyRequest {
  readonly catalog: Catalog;
  readonly planned: readonly PlannedChange[];
  readonly entry: HistoryEntry;
  /** The migration's number. */
  readonly number: number;
  /** What is stored as applied. */
  readonly model: Database;
  readonly extra: unknown;
  /** Tables whose definition the plan rests on, and their fingerprint. */
  readonly managed: readonly string[];
  readonly baseFingerprint: string;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

export type ApplyOutcome =
  | {
      readonly kind: "applied";
      readonly migration: {
        readonly id: string;
        readonly applied_at: string;
        readonly duration_ms: number;
      };
    }
  /** Someone else is migrating right now. */
  | { readonly kind: "busy" }
  /** What the plan rests on has changed. */
  | { readonly kind: "stale" }
  /** A table lock was not got in time. */
  | { readonly kind: "locked" }
  /** Postgres refused a step; `step` is undefined where it was none of them. */
  | { readonly kind: "failed"; readonly step: Step | undefined; readonly error: DatabaseError };

/** Of our own making, in a class that Postgres does not use. */
const BUSY = "LN001";
const STALE = "LN002";

/** The longest that one try keeps others waiting behind it. */
const TRY_MS = 500;

/** What a request may take beyond its steps: waking, locking, fingerprints, the history row. */
const OVERHEAD_MS = 30_000;

/** Applies a plan, trying again while a table lock is not got, `lockTimeoutMs` in all. Rejects with DatabaseError where the outcome is not known. */
export async function applyPlan(session: Session, request: ApplyRequest): Promise<ApplyOutcome> {
  for (let left = request.lockTimeoutMs; ; left -= TRY_MS) {
    const outcome = await applyOnce(session, request, Math.max(1, Math.min(left, TRY_MS)));
    if (outcome.kind !== "locked" || left <= TRY_MS) return outcome;
  }
}

async function applyOnce(
  session: Session,
  request: ApplyRequest,
  lockTimeoutMs: number,
): Promise<ApplyOutcome> {
  const steps = request.planned.map(({ step }) => step);
  const script = stepScript(steps);
  try {
    const batch = [
      ...preparation(request, lockTimeoutMs),
      ...(steps.length === 0 ? [] : [{ text: script.text }]),
      recording(request),
    ];
    const timeoutMs = request.statementTimeoutMs + OVERHEAD_MS;
    const results = await session.transaction(batch, { timeoutMs });
    return { kind: "applied", migration: decodeApplied(results.at(-1)?.[0]) };
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.fields === undefined || isEndOfSession(error)) {
      throw error;
    }
    return failure(error, request.model.namespace, script.stepAt);
  }
}

/** The server ended the session, or shuts down: that is no answer to what was asked. */
function isEndOfSession({ fields }: DatabaseError): boolean {
  return /^(?:08|57P)/.test(fields?.sqlstate ?? "");
}

function recording({ model, entry, number, extra }: ApplyRequest): Statement {
  const names = model.tables.map((table) => table.name);
  const fingerprint = fingerprintExpression(model.namespace, names);
  return insertApplied(model.namespace, entry, { number, model, extra, fingerprint });
}

/** Everything before the first step. The order matters: what is asserted before it is locked can change in between. */
function preparation(
  { catalog, planned, managed, baseFingerprint, model, statementTimeoutMs }: ApplyRequest,
  lockTimeoutMs: number,
): Statement[] {
  const { namespace } = model;
  const touched = touchedTables(planned, catalog);
  return [
    { text: SETTINGS },
    { text: setTimeouts({ lock_timeout: lockTimeoutMs, statement_timeout: statementTimeoutMs }) },
    {
      text: raiseUnless(
        `pg_try_advisory_xact_lock(hashtextextended(${quoteLiteral(`linkml-neon ${namespace}`)}, 0))`,
        BUSY,
      ),
    },
    ...(catalog.namespaceExists
      ? []
      : [{ text: `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(namespace)}` }]),
    ...(catalog.history === undefined ? createHistory(namespace) : []),
    ...(touched.length === 0
      ? []
      : [
          {
            text: `LOCK TABLE ${touched.map((name) => qualifiedName(namespace, name)).join(", ")} IN SHARE ROW EXCLUSIVE MODE`,
          },
        ]),
    {
      text: raiseUnless(
        `${fingerprintExpression(namespace, managed)} = ${quoteLiteral(baseFingerprint)}`,
        STALE,
      ),
    },
  ];
}

function raiseUnless(condition: string, sqlstate: string): string {
  return `DO ${dollarQuote(`BEGIN\n  IF NOT (${condition}) THEN RAISE EXCEPTION USING ERRCODE = '${sqlstate}', MESSAGE = 'refused by linkml-neon'; END IF;\nEND`)}`;
}

/** Existing tables that a step changes or refers to, sorted, so that two migrations never wait for each other crosswise. */
function touchedTables(planned: readonly PlannedChange[], catalog: Catalog): readonly string[] {
  const names = planned.flatMap(({ change }) => [
    ...(change.kind === "reset" ? change.tables : []),
    ...[changedTable(change) ?? []].flat(),
    ...targetTables(change),
  ]);
  return [...new Set(names)].filter((name) => catalog.live.tables.has(name)).toSorted(compareText);
}

function targetTables(change: Change): string[] {
  if (change.kind === "fill_identity" || change.kind === "empty_identity")
    return [change.source.identity];
  const constraint =
    change.kind === "add_constraint" || change.kind === "drop_constraint"
      ? change.constraint
      : undefined;
  return constraint?.kind === "foreign_key" ? [constraint.targetTable] : [];
}

/**
 * All steps as one DO block, an EXECUTE a line: when one fails, Postgres's context names the line, which Neon's batches otherwise
 * would not tell. `statement_timeout` then bounds the time that the locks are held.
 */
function stepScript(steps: readonly Step[]): {
  readonly text: string;
  readonly stepAt: (line: number) => Step | undefined;
} {
  const lines = new Map<number, Step>();
  let body = "BEGIN\n";
  let line = 2;
  for (const step of steps) {
    for (const statement of step.sql) {
      const text = `EXECUTE ${quoteLiteral(statement)};\n`;
      lines.set(line, step);
      body += text;
      line += text.split("\n").length - 1;
    }
  }
  return { text: `DO ${dollarQuote(`${body}END`)}`, stepAt: (failed) => lines.get(failed) };
}

function failure(
  error: DatabaseError,
  namespace: string,
  stepAt: (line: number) => Step | undefined,
): ApplyOutcome {
  const { sqlstate, where, schema } = error.fields ?? { sqlstate: "" };
  const line = /inline_code_block\D+(\d+)\D+EXECUTE/.exec(where ?? "")?.[1];
  const step = line === undefined ? undefined : stepAt(Number(line));
  switch (sqlstate) {
    case BUSY:
      return { kind: "busy" };
    case STALE:
      return { kind: "stale" };
    case "55P03":
    case "40P01":
      return { kind: "locked" };
    case "42P01":
    case "3F000":
      // A table that is to be locked, or the history, is gone.
      return step === undefined ? { kind: "stale" } : { kind: "failed", step, error };
    case "23505":
      // Another migration took the number.
      return step === undefined && schema === historyNamespace(namespace)
        ? { kind: "stale" }
        : { kind: "failed", step, error };
    default:
      return { kind: "failed", step, error };
  }
}
