// A step that Postgres refused → a refusal in words, and a note of it in the history.

import type { Executed } from "./execute.ts";
import { historyEntry } from "../history/history-entry.ts";
import { prepareHistory } from "../history/history-table.ts";
import { insertFailed, noteFailure } from "../history/journal.ts";
import { prepareOptions, type MigrationRequest } from "./migration-request.ts";
import { prepare, type Prepared } from "./prepare.ts";
import { refuseFailed, type Refusal } from "./refusal.ts";
import { DatabaseError, type Session } from "../session.ts";

/** Postgres refused a step. Of one that stands on what was done before, the rows in its way are counted. */
export async function failed(
  session: Session,
  request: MigrationRequest,
  prepared: Prepared,
  { id, step, error }: Extract<Executed, { readonly kind: "failed" }>,
): Promise<Refusal> {
  if (id === undefined) {
    const refused = refuseFailed(prepared.plan, step, error);
    await recordFailure(session, request, prepared, refused);
    return refused;
  }
  const isAboutRows = error.fields?.sqlstate.startsWith("23") === true;
  const { plan } = isAboutRows
    ? await prepare(session, request, prepareOptions(request))
    : prepared;
  const refused = refuseFailed(plan, step, error, "begun");
  const { namespace } = request.desired;
  const failure = { step: refused.step, sqlstate: refused.sqlstate, detail: refused.detail };
  await session.transaction([noteFailure(namespace, id, failure)]).catch(ignoreDatabase);
  return refused;
}

/** Leaves a history row of a failure, after everything else was rolled back. What is told to the caller does not depend on it. */
async function recordFailure(
  session: Session,
  request: MigrationRequest,
  prepared: Prepared,
  refused: Refusal,
): Promise<void> {
  const { namespace } = request.desired;
  const failure = { step: refused.step, sqlstate: refused.sqlstate, detail: refused.detail };
  const create = prepareHistory(namespace, prepared.catalog.history);
  const row = await insertFailed(namespace, historyEntry(request, prepared), failure);
  await session.transaction([...create, row]).catch(ignoreDatabase);
}

function ignoreDatabase(error: unknown): void {
  if (!(error instanceof DatabaseError)) throw error;
}
