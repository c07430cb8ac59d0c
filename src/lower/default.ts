// The default of a slot → the DEFAULT expression of its column.

import type { DefaultValue } from "../constraint/default.ts";
import { quoteLiteral } from "../sql/quote.ts";

/** `type` is the Postgres type of the column. */
export function defaultSql(value: DefaultValue, type: string): string {
  if (value.kind === "call") return value.sql;
  switch (type) {
    case "text":
      return quoteLiteral(value.text);
    case "bigint":
    case "numeric":
    case "double precision":
    case "boolean":
      return value.text;
    case "time without time zone":
      return `${quoteLiteral(value.text)}::time`;
    default:
      return `${quoteLiteral(value.text)}::${type}`;
  }
}
