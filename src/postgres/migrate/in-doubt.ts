// A batch whose answer was lost → what has come of it, as the database says.

import type { Batch } from "../../migration/execute/batches.ts";
import { journaledIds } from "../../migration/execute/resume.ts";
import type { Plan } from "../../migration/plan.ts";
import { readCatalog, type Catalog } from "../catalog/catalog.ts";
import type { Executed } from "./execute.ts";
import type { AppliedMigration, UnfinishedMigration } from "../history/history-state.ts";
import { reference } from "../history/journal.ts";
import type { MigrationRequest, MigrationResult } from "./migration-request.ts";
import { applied } from "./outcome.ts";
import { refusal } from "./refusal.ts";
import type { Session } from "../session.ts";

/** The answer to a batch was lost: the history, or the index itself, tells what became of it. */
export async function lookAgain(
  session: Session,
  request: MigrationRequest,
  plan: Plan,
  { id, batch }: Extract<Executed, { readonly kind: "lost" }>,
): Promise<MigrationResult | { readonly again: string }> {
  const catalog = await readCatalog(session, request.desired.namespace);
  const { last, unfinished } = catalog.history ?? {};
  const isOurs = (row: AppliedMigration | UnfinishedMigration): boolean =>
    id === undefined
      ? row.request_id === request.requestId && row.plan_hash === plan.plan_hash
      : row.id === id;
  if (last && isOurs(last)) return applied(plan, reference(last), id !== undefined);
  if (unfinished && isOurs(unfinished)) {
    const isBuilt = batch.mode === "concurrent" && isIndexDone(batch, catalog);
    if (isBuilt || (batch.mode !== "concurrent" && isRecorded(batch, unfinished)))
      return { again: unfinished.id };
  }
  const detail =
    unfinished && isOurs(unfinished)
      ? "The connection was lost while applying. What is in the history stays; the same call goes on with the rest."
      : "The connection was lost while applying, and it is not in the history. Look at the status, then try again.";
  return { refusal: refusal("migration_in_doubt", detail, plan) };
}

/** Whether the journal has all steps of a batch. */
function isRecorded({ items }: Batch, unfinished: UnfinishedMigration): boolean {
  const journaledId = journaledIds(items, unfinished.steps);
  const done = new Set(unfinished.progress.done);
  return items.every((item) => done.has(journaledId?.(item) ?? -1));
}

function isIndexDone({ items }: Batch, { live }: Catalog): boolean {
  return items.every(({ change }) => {
    if (change.kind !== "create_index" && change.kind !== "drop_index") return false;
    const table = live.database.tables.find(({ name }) => name === change.table);
    const indexes = [
      ...(table?.indexes ?? []),
      ...(live.shadows?.get(change.table)?.indexes ?? []),
    ];
    const there = indexes.find(({ name }) => name === change.index.name);
    return change.kind === "drop_index"
      ? there === undefined
      : there !== undefined && there.invalid === undefined;
  });
}
