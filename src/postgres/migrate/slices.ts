// A step that writes many rows → short transactions, each for the rows of some pages, as one statement that commits as it goes: it ends after
// a while, and the next one goes on where it has stopped. Each slice is noted in the journal with the rows that it wrote.

import type { PlannedChange } from "../../migration/plan.ts";
import { slicedTable } from "../../migration/execute/stages.ts";
import { dollarQuote, qualifiedName, quoteLiteral } from "../../sql/quote.ts";
import { BUSY, hindrance, OVERHEAD_MS, tryLock, withTries, type Hindrance } from "./apply.ts";
import { setTimeouts, SETTINGS } from "../catalog/sql.ts";
import { historyTable, type FillProgress } from "../history/history-table.ts";
import { DatabaseError, type Session } from "../session.ts";

/** A step that goes by slices, and where it is noted how far it is. */
export interface SlicesRequest {
  readonly namespace: string;
  readonly item: PlannedChange;
  /** The journal's row, and the step's id in it. */
  readonly id: string;
  readonly stepId: number;
  readonly lockTimeoutMs: number;
  /** Told after each request, with the rows written so far. */
  readonly onRows: (rows: number) => void;
}

/** Pages of a slice: 4 MiB, written in well under a second. */
const PAGES = 512;

/** How long one request goes on; gateways cut off what is silent for much longer. */
const REQUEST_MS = 15_000;

/** Goes on until nothing is left to write. Rejects with DatabaseError where the outcome is not known. */
export async function applySlices(
  session: Session,
  request: SlicesRequest,
): Promise<{ readonly kind: "done" } | Hindrance> {
  for (;;) {
    const outcome = await withTries(request.lockTimeoutMs, (lockTimeoutMs) =>
      applySome(session, request, lockTimeoutMs),
    );
    if (outcome.kind !== "done" || outcome.complete) return outcome;
    request.onRows(outcome.rows);
  }
}

async function applySome(
  session: Session,
  request: SlicesRequest,
  lockTimeoutMs: number,
): Promise<
  { readonly kind: "done"; readonly rows: number; readonly complete: boolean } | Hindrance
> {
  const { namespace, item, id, stepId } = request;
  try {
    const text = sliceScript(request, lockTimeoutMs);
    await session.query({ text }, { timeoutMs: REQUEST_MS + OVERHEAD_MS });
    const [row] = await session.query({
      text: `SELECT (progress->'fills'->'${stepId}')::text AS fill, (progress->'done' @> '${stepId}')::text AS done FROM ${historyTable(namespace)} WHERE id = ${BigInt(id)}`,
    });
    const fill = JSON.parse(row?.["fill"] ?? "null") as FillProgress | null;
    return { kind: "done", rows: fill?.rows ?? 0, complete: row?.["done"] === "true" };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const found = hindrance(error, namespace, () => item.step);
    return found.kind === "failed" ? { ...found, step: item.step } : found;
  }
}

/**
 * A transaction for each slice; the last one of a pass that wrote nothing marks the step as done. Where triggers see to all that is written
 * meanwhile, one pass over the pages that there are is enough, unless the table is moved to other pages.
 */
function sliceScript(
  { namespace, item, id, stepId }: SlicesRequest,
  lockTimeoutMs: number,
): string {
  const table = quoteLiteral(qualifiedName(namespace, slicedTable(item.change) ?? ""));
  const history = historyTable(namespace);
  const isKept = item.change.kind === "fill_shadow";
  const bounds = `IF fill->>'file' IS DISTINCT FROM pg_catalog.pg_relation_filenode(${table}::regclass)::text THEN
      fill := fill || jsonb_build_object('page', 0, 'file', pg_catalog.pg_relation_filenode(${table}::regclass)::text, 'until', pages);
    END IF;
    pages := least(pages, (fill->>'until')::bigint);
    `;
  const [sql = ""] = item.step.sql;
  const statement =
    item.change.kind === "fill_identity" ? sql : `${sql} AND ctid >= $1 AND ctid < $2`;
  const settings = [SETTINGS, setTimeouts({ lock_timeout: lockTimeoutMs })];
  const body = `DECLARE
  began timestamptz := clock_timestamp();
  fill jsonb;
  page bigint;
  pages bigint;
  written bigint;
BEGIN
  LOOP
    ${settings.map((text) => `EXECUTE ${quoteLiteral(text)};`).join(" ")}
    IF NOT ${tryLock(namespace)} THEN RAISE EXCEPTION USING ERRCODE = '${BUSY}', MESSAGE = 'refused by linkml-neon'; END IF;
    SELECT coalesce(progress->'fills'->'${stepId}', '{"rows": 0, "page": 0, "found": 0}') INTO fill
      FROM ${history} WHERE id = ${BigInt(id)} AND outcome = 'unfinished' AND NOT progress->'done' @> '${stepId}';
    EXIT WHEN fill IS NULL OR clock_timestamp() > began + interval '${REQUEST_MS} ms';
    pages := pg_catalog.pg_relation_size(${table}::regclass) / current_setting('block_size')::bigint;
    ${isKept ? bounds : ""}page := (fill->>'page')::bigint;
    IF page >= pages AND (fill->>'found')::bigint = 0 THEN
      UPDATE ${history} SET progress = jsonb_set(progress, '{done}', progress->'done' || '${stepId}') WHERE id = ${BigInt(id)};
      EXIT;
    END IF;
    IF page >= pages THEN
      fill := fill || '{"page": 0, "found": 0}';
    ELSE
      EXECUTE ${quoteLiteral(statement)} USING format('(%s,0)', page)::tid, format('(%s,0)', page + ${PAGES})::tid;
      GET DIAGNOSTICS written = ROW_COUNT;
      fill := fill || jsonb_build_object('rows', (fill->>'rows')::bigint + written, 'page', page + ${PAGES}, 'found', (fill->>'found')::bigint + ${isKept ? 0 : "written"});
    END IF;
    UPDATE ${history} SET progress = jsonb_set(progress, '{fills,${stepId}}', fill) WHERE id = ${BigInt(id)};
    COMMIT;
  END LOOP;
END`;
  return `DO ${dollarQuote(body)}`;
}
