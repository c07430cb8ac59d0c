// A column of a large table that is to have another type: the changes that fill a new column beside it while everyone goes on, and the
// statements of these and of the moment in which the new one takes its place.

import type { Check, Column } from "../../relational/database.ts";
import * as definition from "../../sql/definition.ts";
import { dropRoutine, dropTrigger } from "../../sql/routine.ts";
import { dollarQuote, qualifiedName, quoteIdentifier } from "../../sql/quote.ts";
import type { ShadowColumn } from "../live.ts";
import { shadowName } from "../names.ts";
import type { StatementContext } from "../statements.ts";
import { keepInStep, type Conversion } from "./keep-in-step.ts";

/** A new column beside the one that it is to replace, and what keeps it in step with that. */
export interface AddShadow {
  readonly kind: "add_shadow";
  readonly table: string;
  /** The column as it is, and as it is to be. */
  readonly from: Column;
  readonly column: Column;
  /** What the new one is called until then. */
  readonly shadow: string;
  readonly conversion: Conversion;
  /** Says of every row that the new column has its value; absent where there may be rows in which it has none. */
  readonly proof?: Check;
  /** Every row is to have one, as it has now. */
  readonly required?: true;
}

/** Rows that were there before it get its value. */
export interface FillShadow {
  readonly kind: "fill_shadow";
  readonly table: string;
  readonly from: Column;
  readonly column: Column;
  readonly shadow: string;
  readonly conversion: Conversion;
  /** Some rows at a time, each time in a transaction of its own. */
  readonly online?: true;
}

/** What a migration has left that was given up. */
export interface DropShadow {
  readonly kind: "drop_shadow";
  readonly table: string;
  readonly column: ShadowColumn;
}

/** When something else is done for that: beside the old column while the new one is filled, or just before it takes its place. */
export interface AroundSwap {
  readonly swap?: "before" | "with";
}

/** Whether a change belongs to the moment in which new columns take their places: all of it happens at once. */
export function isOfSwap(change: {
  readonly kind: string;
  readonly swap?: AroundSwap["swap"];
  readonly shadow?: string;
}): boolean {
  return change.swap === "with" || (change.shadow !== undefined && SWAPS.has(change.kind));
}

const SWAPS: ReadonlySet<string> = new Set(["change_type", "convert_column", "revert_column"]);

/** The function that keeps a new column in step is called so. */
export function shadowRoutine(number: number, table: string, column: string): string {
  return shadowName(number, `${table}_${column}`);
}

/** Values are cast as they are while others migrate, whatever the settings of those who write them. */
const SETTINGS = `SET search_path = '' SET timezone = 'UTC' SET datestyle = 'ISO, MDY' SET intervalstyle = 'postgres' SET extra_float_digits = '1'`;

/** The trigger fires whoever writes, also where rows come from another server. */
export function addShadowStatements(
  { table, from, column, shadow, conversion, proof }: AddShadow,
  { namespace, number }: StatementContext,
): readonly string[] {
  const place = qualifiedName(namespace, table);
  const trigger = quoteIdentifier(shadow);
  const routine = `${qualifiedName(namespace, shadowRoutine(number, table, column.name))}()`;
  const body = keepInStep({ from, to: column, name: shadow, conversion });
  const { type, collation } = column;
  const bare: Column = { name: shadow, type, notNull: false, ...(collation && { collation }) };
  return [
    `CREATE FUNCTION ${routine} RETURNS trigger LANGUAGE plpgsql ${SETTINGS} AS ${dollarQuote(body)}`,
    definition.addColumn(namespace, table, bare),
    `CREATE TRIGGER ${trigger} BEFORE INSERT OR UPDATE ON ${place} FOR EACH ROW EXECUTE FUNCTION ${routine}`,
    `ALTER TABLE ${place} ENABLE ALWAYS TRIGGER ${trigger}`,
    ...(proof === undefined
      ? []
      : [definition.addConstraint(namespace, table, { ...proof, notValid: true })]),
  ];
}

/** The trigger gives each row that is written its value. */
export function fillShadowStatement(
  { table, from, shadow, conversion }: FillShadow,
  namespace: string,
): string {
  const name = quoteIdentifier(shadow);
  const read = conversion.how === "back" ? [from.name, conversion.restores] : [from.name];
  const filled = read.map((column) => `${quoteIdentifier(column)} IS NOT NULL`).join(" OR ");
  return `UPDATE ${qualifiedName(namespace, table)} SET ${name} = NULL WHERE ${name} IS NULL AND (${filled})`;
}

/** With the indexes and checks on it. */
export function dropShadowStatements(
  { table, column }: DropShadow,
  namespace: string,
): readonly string[] {
  return [
    dropTrigger(namespace, table, column.name),
    dropRoutine(namespace, column.routine),
    definition.dropColumn(namespace, table, column.name),
  ];
}
