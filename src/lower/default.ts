// The default of a slot → the DEFAULT expression of its column.

import { defaultJson, type DefaultValue } from "../constraint/default.ts";
import { quoteLiteral } from "../sql/quote.ts";

/** `type` is the Postgres type of one element of the column. */
export function defaultSql(value: DefaultValue, type: string): string {
  if (value.kind === "call") return value.sql;
  if (value.kind === "list") {
    if (type === "jsonb") return constantSql(JSON.stringify(defaultJson(value)), type);
    const items = value.items.map(({ text }) => constantSql(text, type));
    return `ARRAY[${items.join(", ")}]::${type}[]`;
  }
  return constantSql(value.text, type);
}

function constantSql(text: string, type: string): string {
  switch (type) {
    case "text":
      return quoteLiteral(text);
    case "bigint":
    case "numeric":
    case "double precision":
    case "boolean":
      return text;
    case "time without time zone":
      return `${quoteLiteral(text)}::time`;
    default:
      return `${quoteLiteral(text)}::${type}`;
  }
}
