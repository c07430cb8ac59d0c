// Where the value of a column comes from in a row that is written without it.

import type { Column } from "../relational/database.ts";
import { isNumbered } from "./numbering.ts";

/** Whether a row without a value for the column is refused. */
export function needsValue(column: Column): boolean {
  return column.notNull && column.generated === undefined && !hasValue(column);
}

/** Whether a row gets a value for the column by itself. */
export function hasValue(column: Column): boolean {
  return column.default !== undefined || isNumbered(column);
}

/** Functions whose value differs from row to row: a default with one of them is written into every existing row. */
const VOLATILE =
  /\b(?:gen_random_uuid|uuid_generate_v\w+|uuidv[47]|random\w*|clock_timestamp|statement_timestamp|timeofday|nextval)\s*\(/i;

/** Whether a default differs from row to row. */
export function isVolatile(expression: string | undefined): boolean {
  return expression !== undefined && VOLATILE.test(expression.replaceAll(/'(?:[^']|'')*'/g, "''"));
}
