// The annotation sql.backfill of slots → what fills their columns in rows that are there before them. It reads slots of the row, and
// columns that the schema no longer has: of a name that is split in two, for one.

import { baseOf } from "../constraint/sql-type.ts";
import { annotationOrigin } from "../linkml/induce.ts";
import { slotLabel, underscore } from "../linkml/names.ts";
import type { Backfill } from "../relational/database.ts";
import { type AuthoredSql, readAuthoredSql, UNKNOWN } from "./authored-sql.ts";
import { NUMBER_TYPES } from "./authored-sql-functions.ts";
import { ExpressionError } from "../text/expression-reader.ts";
import type { ClassContext } from "./class-context.ts";
import { findColumn, isNamed } from "./key-columns.ts";
import type { ClassParts } from "./class-parts.ts";
import type { StoredSlot } from "./stored-class.ts";

/** Gives the columns of the class's table their backfills; what cannot be read is reported. */
export function addBackfills(
  context: ClassContext,
  { slots, annotated }: Pick<ClassParts, "slots" | "annotated">,
): void {
  for (const stored of annotated) {
    const text = stored.slot?.annotations.get("sql.backfill");
    if (stored.slot === undefined || text === undefined) continue;
    const backfill = readBackfill(context, stored, stored.slot, text, slots);
    if (backfill !== undefined && stored.storage.kind === "column") {
      context.table.backfill(stored.storage.column, backfill);
    }
  }
}

function readBackfill(
  { definition, report }: ClassContext,
  { storage }: StoredSlot,
  slot: NonNullable<StoredSlot["slot"]>,
  text: string,
  slots: readonly StoredSlot[],
): Backfill | undefined {
  const from = slotLabel(slot, definition.name);
  const place = annotationOrigin(slot, "sql.backfill");
  const former = new Set<string>();
  const find = (name: string): { readonly column: string; readonly type: string } => {
    if (slots.some((other) => isNamed(other, underscore(name)))) return findColumn(name, slots);
    former.add(name);
    return { column: underscore(name), type: UNKNOWN };
  };
  try {
    if (storage.kind !== "column") throw new ExpressionError("its values stand in another table");
    if (storage.computed === true) throw new ExpressionError("its values are computed");
    const read = readAuthoredSql(text, find);
    const base = baseOf(storage.type);
    const type = storage.array ? `${base}[]` : base;
    if (read.columns.includes(storage.column)) throw new ExpressionError("it reads itself");
    requireFit(read, type);
    if (former.size > 0) report("backfill-of-former-slot", place, { from, names: [...former] });
    return { sql: read.sql, columns: read.columns };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    report("unsupported-sql-backfill", place, { from, text, reason: error.message });
    return undefined;
  }
}

/** Whether the column takes every value just as it is: Postgres would round a number that does not fit. */
function requireFit(read: AuthoredSql, type: string): void {
  if (read.type === UNKNOWN || read.type === type) return;
  const [given, held] = [read.type, type].map((name) => NUMBER_TYPES.indexOf(name));
  if (given !== undefined && held !== undefined && given !== -1 && given <= held) return;
  throw new ExpressionError(`it gives ${read.type}, and the slot holds ${type}; add a cast (::)`);
}
