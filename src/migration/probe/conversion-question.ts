// A step that converts the values of a column, or takes a conversion back → the question which of them would change or be refused.

import type { Table } from "../../relational/database.ts";
import { qualifiedName, quoteIdentifier } from "../../sql/quote.ts";
import type { Change } from "../change.ts";
import type { RevertColumn } from "../retired/revert-column.ts";
import { triedCast } from "../types/cast-functions.ts";
import { changedRows } from "../types/conversion.ts";
import { classifyTypeChange, keepsValues } from "../types/type-change.ts";
import { countRows, rowKey, sampled, SOME_KEYS } from "./future-rows.ts";
import type { Scope } from "./identity.ts";

/** A change of the type of a column, whatever becomes of its values. */
export type Converting = Extract<
  Change,
  { readonly kind: "change_type" | "convert_column" | "revert_column" }
>;

/** Whether a change is one. */
export function isConverting(change: Change): change is Converting {
  const { kind } = change;
  return kind === "change_type" || kind === "convert_column" || kind === "revert_column";
}

/**
 * A type that changes in place before anything was counted is one of an identifier: none of its values may change. Undefined where nothing
 * can be in the way.
 */
export function conversionQuestion(
  change: Converting,
  before: Table,
  { namespace, sample }: Scope,
): readonly ["narrow_type" | "rows_violate_type", string] | undefined {
  if (change.kind === "revert_column") {
    const rows = revertedRows(change, before, namespace, sample);
    return rows === undefined ? undefined : ["rows_violate_type", countRows(rows)];
  }
  const { kind, from, to } = change;
  if (keepsValues(classifyTypeChange(from.type, to.type))) return undefined;
  const sql = changedRows(namespace, before, { from, to, sample }, SOME_KEYS);
  return [kind === "convert_column" ? "narrow_type" : "rows_violate_type", sql];
}

/** Rows that were written since a conversion, with a value that the older type has no equal for. */
function revertedRows(
  { from, to, restores }: RevertColumn,
  before: Table,
  namespace: string,
  sample: number | undefined,
): string | undefined {
  const { former } = before;
  // Where columns get other names too, it is not known here what the converted one is called.
  const isRenamed = Object.entries(former?.columns ?? {}).some(
    ([now, old]) => now !== old && now !== to.name,
  );
  // Nor what a type is called that is not Postgres's own, where the plan renames some.
  const hasOwnType = [from, to].some(({ type }) => type.includes("."));
  if (isRenamed || hasOwnType || former?.namespace !== undefined) return undefined;
  const current = quoteIdentifier(from.name);
  const again = (value: string): string => `${triedCast(value, to.type, from.type)}::text`;
  const changed = `${again(quoteIdentifier(restores))} IS DISTINCT FROM ${current}::text`;
  const back = triedCast(current, from.type, to.type);
  return `(SELECT ${rowKey(before)} AS "probe key" FROM ${qualifiedName(namespace, former?.name ?? before.name)}${sampled(sample)} WHERE ${changed} AND ${again(back)} IS DISTINCT FROM ${current}::text) probe`;
}
