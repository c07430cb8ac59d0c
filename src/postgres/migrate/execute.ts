// A checked plan → its batches, one after the other, each journaled, until the migration is applied or something stops it. What goes outside
// of any transaction is followed by a look at the database: it says what has come of it.

import { batchesOf, tablesAfter, type Batch } from "../../migration/execute/batches.ts";
import type { ChangeKind } from "../../migration/change.ts";
import type { PlannedChange, Step } from "../../migration/plan.ts";
import type { Database } from "../../relational/database.ts";
import { fingerprintNames } from "../../relational/fingerprint.ts";
import { applyBatch, hindrance, OVERHEAD_MS, type Hindrance } from "./apply.ts";
import type { AppliedReference } from "../history/journal.ts";
import type { Catalog } from "../catalog/catalog.ts";
import { fingerprintExpression } from "../catalog/sql.ts";
import { NO_PROGRESS, type Progress } from "../history/history-table.ts";
import { insertMigration, updateMigration, type HistoryEntry } from "../history/journal.ts";
import { applySlices } from "./slices.ts";
import { DatabaseError, type Session, type Statement } from "../session.ts";

/** What is told while a migration goes on. A batch is one event, a step that goes alone has its own. */
export type ProgressEvent =
  | { readonly event: "batch_started" | "batch_done"; readonly batch: number; readonly batches: number; readonly steps: number } // prettier-ignore
  | {
      readonly event: "step_done" | "step_progress";
      readonly step: number;
      readonly kind: string;
      readonly object: string;
      /** Written so far, by a step that goes by slices. */
      readonly rows?: number;
    };

/** A plan that is to be carried out, or what is left of one. */
export interface ExecuteRequest {
  readonly catalog: Catalog;
  readonly planned: readonly PlannedChange[];
  readonly isLarge: (table: string) => boolean;
  readonly entry: HistoryEntry;
  /** The migration's number. */
  readonly number: number;
  /** What is stored as applied. */
  readonly model: Database;
  readonly extra: unknown;
  /** Tables whose definition the plan rests on, and their fingerprint. */
  readonly managed: readonly string[];
  readonly baseFingerprint: string;
  /** The migration that this goes on with. */
  readonly begun?: Begun | undefined;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly onEvent: (event: ProgressEvent) => void;
}

/** A migration that has a row in the history already. */
export interface Begun {
  readonly id: string;
  readonly progress: Progress;
  /** A step's id in the journal; undefined for one that only mends. */
  readonly journaledId: (item: PlannedChange) => number | undefined;
}

/** `id` is the row of a migration that stays unfinished. */
export type Executed =
  | { readonly kind: "applied"; readonly migration: AppliedReference }
  /** What is left has to be planned anew. */
  | { readonly kind: "look"; readonly id: string }
  /** The answer to a batch was lost: it is committed, or not, or not yet. */
  | { readonly kind: "lost"; readonly id: string | undefined; readonly batch: Batch }
  | (Hindrance & { readonly id: string | undefined });

/** Locks of one transaction: others need some as well. */
const SHARE_OF_LOCKS = 1 / 2;

/** What one request may hold of SQL: Neon takes 10 MiB, the rest of the request included. */
const REQUEST_BYTES = 6 * 2 ** 20;

/** Rejects with DatabaseError where a request or its answer is too large for the database. */
export async function execute(session: Session, request: ExecuteRequest): Promise<Executed> {
  const batches = framed(request);
  const run: Run = {
    session,
    request,
    begun: request.begun,
    fingerprint: request.baseFingerprint,
    tables: new Set(request.catalog.live.tables.keys()),
  };
  for (const [index, batch] of batches.entries()) {
    const next = batches[index + 1];
    const place = { batch: index + 1, batches: batches.length, steps: batch.items.length };
    request.onEvent({ event: "batch_started", ...place });
    const outcome = await attempt(run, batch, next === undefined);
    if (outcome !== undefined) return outcome;
    if (batch.mode !== "batch") tellStep(request, batch);
    request.onEvent({ event: "batch_done", ...place });
    run.tables = tablesAfter(run.tables, batch.items);
    const id = run.begun?.id ?? "";
    if (batch.mode === "concurrent" && next?.mode !== "concurrent") return { kind: "look", id };
    if (next !== undefined && isCountedAnew(batches.slice(0, index + 1), next))
      return { kind: "look", id };
    if (next === undefined && run.last !== undefined)
      return { kind: "applied", migration: run.last };
  }
  throw new Error("a plan has a last batch");
}

interface Run {
  readonly session: Session;
  readonly request: ExecuteRequest;
  begun: Begun | undefined;
  /** Of the managed tables, as the last batch left them. */
  fingerprint: string;
  tables: ReadonlySet<string>;
  last?: AppliedReference;
}

/** The journal is opened and closed by transactions. What goes outside of one may only stand between them. */
function framed({ planned, catalog, begun }: ExecuteRequest): readonly Batch[] {
  const locks = Math.max(100, Math.floor(catalog.lockSlots * SHARE_OF_LOCKS));
  const batches = batchesOf(planned, { locks, bytes: REQUEST_BYTES });
  const empty: Batch = { mode: "batch", items: [] };
  const [first, last] = [batches[0], batches.at(-1)];
  if (first === undefined || last === undefined) return [empty];
  return [
    ...(begun === undefined && isOutside(first) ? [empty] : []),
    ...batches,
    ...(isOutside(last) ? [empty] : []),
  ];
}

/** What counts the rows of a step calls things as they were called when it was planned. */
function isCountedAnew(done: readonly Batch[], { items }: Batch): boolean {
  return (
    items.some(({ check }) => check !== undefined) &&
    done.some((batch) => batch.items.some(({ change }) => NAMES.has(change.kind)))
  );
}

const NAMES: ReadonlySet<ChangeKind> = new Set([
  "retire_table",
  "rename_table",
  "rename_column",
  "rename_type",
  "restore_table",
  "restore_column",
  "revert_column",
]);

function isOutside({ mode }: Batch): boolean {
  return mode === "concurrent" || mode === "sliced";
}

async function attempt(run: Run, batch: Batch, isLast: boolean): Promise<Executed | undefined> {
  const id = run.begun?.id;
  try {
    const outcome = await carryOut(run, batch, isLast);
    return outcome === undefined ? undefined : { ...outcome, id };
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.kind === "too_large") throw error;
    return { kind: "lost", id, batch };
  }
}

async function carryOut(run: Run, batch: Batch, isLast: boolean): Promise<Hindrance | undefined> {
  const { session, request } = run;
  const [item] = batch.items;
  const { begun } = run;
  if (begun === undefined || item === undefined || !isOutside(batch))
    return inTransaction(run, batch, isLast);
  if (batch.mode === "concurrent") return concurrently(session, item, request);
  const { step } = item;
  const stepId = begun.journaledId(item) ?? step.id;
  const outcome = await applySlices(session, {
    namespace: request.model.namespace,
    item,
    id: begun.id,
    stepId,
    lockTimeoutMs: request.lockTimeoutMs,
    onRows: (rows) =>
      request.onEvent({
        event: "step_progress",
        step: stepId,
        kind: step.kind,
        object: step.object,
        rows,
      }),
  });
  if (outcome.kind !== "done") return outcome;
  run.begun = { ...begun, progress: { ...begun.progress, done: [...begun.progress.done, stepId] } };
  return undefined;
}

async function inTransaction(
  run: Run,
  batch: Batch,
  isLast: boolean,
): Promise<Hindrance | undefined> {
  const { session, request, begun } = run;
  const { catalog, planned, entry, isLarge, managed, model } = request;
  const { journaledId = ({ step }: PlannedChange) => step.id, progress = NO_PROGRESS } =
    begun ?? {};
  const done = [...progress.done, ...batch.items.flatMap((item) => journaledId(item) ?? [])];
  const isFirst = run.fingerprint === request.baseFingerprint && run.last === undefined;
  const outcome = await applyBatch(session, {
    namespace: model.namespace,
    items: batch.items,
    mode: batch.mode === "alone" ? "alone" : "batch",
    ...(isFirst && { start: { catalog, planned } }),
    allow: entry.allow,
    isLarge,
    id: begun?.id,
    journal: await journal(request, begun?.id, { ...progress, done }, isLast),
    tables: run.tables,
    managed,
    fingerprint: run.fingerprint,
    lockTimeoutMs: request.lockTimeoutMs,
    statementTimeoutMs: request.statementTimeoutMs,
  });
  if (outcome.kind !== "done") return outcome;
  run.last = outcome.migration;
  run.fingerprint = outcome.fingerprint ?? "";
  run.begun = { id: outcome.migration.id, progress: { ...progress, done }, journaledId };
  return undefined;
}

async function journal(
  { model, entry, number, extra, managed }: ExecuteRequest,
  id: string | undefined,
  progress: Progress,
  finished: boolean,
): Promise<readonly Statement[]> {
  const { namespace } = model;
  const names = fingerprintNames(model);
  const state = {
    progress,
    finished,
    fingerprint: fingerprintExpression(namespace, names),
    left: fingerprintExpression(namespace, managed),
  };
  return id === undefined
    ? insertMigration(namespace, entry, { number, model, extra }, state)
    : [updateMigration(namespace, id, state)];
}

/** One statement, which no transaction may hold. Someone who was faster, and what is cut off, shows when the plan is made anew. */
async function concurrently(
  session: Session,
  { step }: PlannedChange,
  { model, statementTimeoutMs }: ExecuteRequest,
): Promise<Hindrance | undefined> {
  try {
    const [text = ""] = step.sql;
    await session.query({ text }, { timeoutMs: statementTimeoutMs + OVERHEAD_MS });
    return undefined;
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const { sqlstate } = error.fields ?? {};
    if (sqlstate === "42P07" || sqlstate === "42704") return { kind: "stale" };
    const found = hindrance(error, model.namespace, (): Step | undefined => step);
    return found.kind === "failed" ? { ...found, step } : found;
  }
}

function tellStep({ begun, onEvent }: ExecuteRequest, { items }: Batch): void {
  for (const item of items) {
    const { id, kind, object } = item.step;
    onEvent({ event: "step_done", step: begun?.journaledId(item) ?? id, kind, object });
  }
}
