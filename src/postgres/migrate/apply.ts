// Steps of a checked plan → one transaction: settings, lock, assertions, the steps, the journal. All of it is there afterwards, or nothing.

import { compareText } from "../../relational/normalize.ts";
import { isRefusedValue, STALE } from "../../migration/types/cast-functions.ts";
import { parseAllow } from "../../migration/hazard.ts";
import { concernedTables } from "../../migration/execute/stages.ts";
import { assertions } from "../../migration/probe/settle.ts";
import { combineFingerprints } from "../../relational/fingerprint.ts";
import { historyNamespace, retiredNamespace } from "../../migration/names.ts";
import type { PlannedChange, Step } from "../../migration/plan.ts";
import { usedRetiredTable } from "../../migration/change.ts";
import { dollarQuote, qualifiedName, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { fingerprintExpression, setTimeouts, SETTINGS } from "../catalog/sql.ts";
import { historyTable, prepareHistory } from "../history/history-table.ts";
import { decodeApplied, type AppliedReference } from "../history/journal.ts";
import { presentTypes } from "../../migration/types/present-types.ts";
import { DatabaseError, type Row, type Session, type Statement } from "../session.ts";

/** What goes into one transaction. */
export interface BatchRequest {
  readonly namespace: string;
  readonly items: readonly PlannedChange[];
  /** `alone`: one step that takes long and lets others read and write. */
  readonly mode: "batch" | "alone";
  /** What the catalog said when the plan was made, and what is asserted of it once: in the first batch. */
  readonly start?: { readonly catalog: Catalog; readonly planned: readonly PlannedChange[] };
  readonly allow: readonly string[];
  readonly isLarge: (table: string) => boolean;
  /** The journal's row, which has to be unfinished still; absent where this batch makes it. */
  readonly id?: string | undefined;
  /** What the journal is told; the last of them answers its row. */
  readonly journal: readonly Statement[];
  /** Tables there are before the batch. */
  readonly tables: ReadonlySet<string>;
  /** Tables whose definition the plan rests on, and their fingerprint before the batch. */
  readonly managed: readonly string[];
  readonly fingerprint: string;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** All of it is done, or nothing. */
export type BatchOutcome =
  | {
      readonly kind: "done";
      readonly migration: AppliedReference;
      /** Of the managed tables, after it; absent where that was the last batch. */
      readonly fingerprint: string | undefined;
    }
  | Hindrance;

/** Why nothing of a batch was done. */
export type Hindrance =
  /** Someone else is migrating right now. */
  | { readonly kind: "busy" }
  /** What the plan rests on has changed. */
  | { readonly kind: "stale" }
  /** A table lock was not got in time. */
  | { readonly kind: "locked" }
  /** Postgres refused a step; `step` is undefined where it was none of them. */
  | { readonly kind: "failed"; readonly step: Step | undefined; readonly error: DatabaseError };

/** Of our own making, in a class that Postgres does not use. */
export const BUSY = "LN001";

/** The longest that one try keeps others waiting behind it. */
const TRY_MS = 500;

/** What a request may take beyond its steps: waking, locking, fingerprints, the history row. */
export const OVERHEAD_MS = 30_000;

/** Tries again while a table lock is not got, `lockTimeoutMs` in all. */
export async function withTries<Outcome extends { readonly kind: string }>(
  lockTimeoutMs: number,
  once: (lockTimeoutMs: number) => Promise<Outcome>,
): Promise<Outcome> {
  for (let left = lockTimeoutMs; ; left -= TRY_MS) {
    const outcome = await once(Math.max(1, Math.min(left, TRY_MS)));
    if (outcome.kind !== "locked" || left <= TRY_MS) return outcome;
  }
}

/** Rejects with DatabaseError where the outcome is not known. */
export async function applyBatch(session: Session, request: BatchRequest): Promise<BatchOutcome> {
  return withTries(request.lockTimeoutMs, (lockTimeoutMs) =>
    applyOnce(session, request, lockTimeoutMs),
  );
}

async function applyOnce(
  session: Session,
  request: BatchRequest,
  lockTimeoutMs: number,
): Promise<BatchOutcome> {
  const steps = request.items.map(({ step }) => step);
  const script = stepScript(steps);
  try {
    const batch = [
      ...preparation(request, lockTimeoutMs),
      ...(steps.length === 0 ? [] : [{ text: script.text }]),
      ...request.journal,
    ];
    const timeoutMs = request.statementTimeoutMs + OVERHEAD_MS;
    const results = await session.transaction(batch, { timeoutMs });
    const row: Row | undefined = results.at(-1)?.[0];
    return { kind: "done", migration: decodeApplied(row), fingerprint: row?.["left"] ?? undefined };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return hindrance(error, request.namespace, script.stepAt);
  }
}

/** Everything before the first step. The order matters: what is asserted before it is locked can change in between. */
function preparation(request: BatchRequest, lockTimeoutMs: number): Statement[] {
  const { namespace, start, id, statementTimeoutMs } = request;
  const retired = start === undefined ? [] : retiredTables(start.planned);
  return [
    { text: SETTINGS },
    { text: setTimeouts({ lock_timeout: lockTimeoutMs, statement_timeout: statementTimeoutMs }) },
    { text: raiseUnless(tryLock(namespace), BUSY) },
    ...(start === undefined || start.catalog.namespaceExists
      ? []
      : [{ text: `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(namespace)}` }]),
    ...(start === undefined ? [] : prepareHistory(namespace, start.catalog.history)),
    ...lockTables(request, retired),
    ...(id === undefined ? [] : [{ text: raiseUnless(isUnfinished(namespace, id), STALE) }]),
    {
      text: raiseUnless(
        `${fingerprintExpression(namespace, request.managed)} = ${quoteLiteral(request.fingerprint)}`,
        STALE,
      ),
    },
    ...(start === undefined || retired.length === 0
      ? []
      : [{ text: assertRetired(retired, start.catalog, namespace) }]),
    ...assertCounts(request),
  ];
}

/** A condition: nobody else is migrating this namespace, until the end of the transaction. */
export function tryLock(namespace: string): string {
  return `pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended(${quoteLiteral(`linkml-neon ${namespace}`)}, 0))`;
}

function isUnfinished(namespace: string, id: string): string {
  return `EXISTS (SELECT 1 FROM ${historyTable(namespace)} WHERE id = ${BigInt(id)} AND outcome = 'unfinished')`;
}

/** Existing tables that a step changes or refers to, sorted, so that two migrations never wait for each other crosswise. */
function lockTables(
  { namespace, items, tables, mode }: BatchRequest,
  retired: readonly string[],
): readonly Statement[] {
  const concerned = items.flatMap(({ change }) => [
    ...concernedTables(change),
    ...(change.kind === "rename_table" ? [change.from] : []),
  ]);
  const names = [...new Set(concerned)].filter((name) => tables.has(name)).toSorted(compareText);
  const locked = [
    ...names.map((name) => qualifiedName(namespace, name)),
    ...retired.map((name) => qualifiedName(retiredNamespace(namespace), name)),
  ];
  if (locked.length === 0) return [];
  // What goes alone takes the locks that it needs, which are weaker; this one keeps others from changing the table.
  const lock = mode === "batch" ? "SHARE ROW EXCLUSIVE" : "ROW SHARE";
  return [{ text: `LOCK TABLE ${locked.join(", ")} IN ${lock} MODE` }];
}

/** That no step concerns more rows than were allowed: what was counted may have grown. */
function assertCounts({ namespace, items, allow, isLarge }: BatchRequest): readonly Statement[] {
  const { functions, conditions } = assertions(items, allow.map(parseAllow), isLarge);
  const asserted = conditions.map((condition) => raiseUnless(condition, STALE));
  const statements = [...functions.create, ...asserted, ...functions.drop];
  const types = presentTypes(
    namespace,
    items.map(({ change }) => change),
  );
  return [
    ...(statements.length === 0 ? [] : types.create),
    ...statements.map(types.word),
    ...(statements.length === 0 ? [] : types.drop),
  ].map((text) => ({ text }));
}

/** That the retired tables which the plan brings back or drops are as they were when it was made. */
function assertRetired(names: readonly string[], { live }: Catalog, namespace: string): string {
  const known = new Map(live.retired.map(({ table, fingerprint }) => [table.name, fingerprint]));
  const expected = quoteLiteral(combineFingerprints(known, names));
  const actual = fingerprintExpression(retiredNamespace(namespace), names);
  return raiseUnless(`${actual} = ${expected}`, STALE);
}

function retiredTables(planned: readonly PlannedChange[]): readonly string[] {
  return planned.flatMap(({ change }) => usedRetiredTable(change) ?? []).toSorted(compareText);
}

function raiseUnless(condition: string, sqlstate: string): string {
  return `DO ${dollarQuote(`BEGIN\n  IF NOT (${condition}) THEN RAISE EXCEPTION USING ERRCODE = '${sqlstate}', MESSAGE = 'refused by linkml-neon'; END IF;\nEND`)}`;
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

/** What Postgres said, in our words. Throws the error where it does not say what became of the batch. */
export function hindrance(
  error: DatabaseError,
  namespace: string,
  stepAt: (line: number) => Step | undefined,
): Hindrance {
  if (error.fields === undefined || isEndOfSession(error)) throw error;
  const { sqlstate, where, schema } = error.fields;
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
      // A value that was not there when they were counted, and which its new type does not take.
      return isRefusedValue(where) ? { kind: "stale" } : { kind: "failed", step, error };
  }
}

/** The server ended the session, or shuts down: that is no answer to what was asked. */
function isEndOfSession({ fields }: DatabaseError): boolean {
  return /^(?:08|57P)/.test(fields?.sqlstate ?? "");
}
