// The list part of stage 3: filters, keyset and page as one SELECT that builds the JSON of the whole page.

import type { Statement } from "../postgres/session.ts";
import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";
import { ParameterList } from "./parameter-list.ts";
import type { Filter, ListPlan, SortKey } from "./plan-list.ts";
import { Relations } from "./relations.ts";
import { rowJson } from "./row.ts";
import { variantJson, variantRows } from "./variants.ts";

/** One row more than a page is read, to know whether there is a next one. */
export function listStatement(plan: ListPlan, namespace: string): Statement {
  const { filters, sort, after } = plan;
  const parameters = new ParameterList();
  const limit = parameters.bind(String(plan.limit), "bigint");
  const conditions = filters.map((filter) => filterCondition(filter, parameters));
  if (after) conditions.push(afterCondition(sort, after, parameters));
  const where = conditions.length === 0 ? "" : `\n    where ${conditions.join(" and ")}`;
  const order = sort
    .map(
      (key) =>
        `${columnOf(key)} ${key.descending ? "desc" : "asc"}${key.nullable ? " nulls last" : ""}`,
    )
    .join(", ");
  const values = sort.map((key) => `${columnOf(key)}::text`).join(", ");
  const { row, rows } = listed(plan, namespace);
  const text = `select coalesce(json_agg(p."row" order by p.n) filter (where p.n <= ${limit}), '[]'::json)::text as items,
  case when count(*) > ${limit} then max(p.cursor) filter (where p.n = ${limit}) end as cursor
from (
  select row_number() over () as n, ${row} as "row", json_build_array(${values})::text as cursor
  from (
    select t.* from ${rows} t${where}
    order by ${order} limit ${limit} + 1
  ) t
) p`;
  return parameters.statement(text);
}

/** SQL for the JSON of a row `t`, and where such rows come from. */
function listed(
  { resource, filters, sort }: ListPlan,
  namespace: string,
): { readonly row: string; readonly rows: string } {
  const { variants, table } = resource;
  if (variants === undefined) {
    const row = rowJson(resource, Relations.stored(namespace));
    return { row, rows: qualifiedName(namespace, table) };
  }
  const columns = new Set([...filters, ...sort].map(({ column }) => column.column));
  return {
    row: variantJson(resource, variants, namespace),
    rows: variantRows(resource, variants, columns, namespace),
  };
}

function columnOf({ column }: Pick<Filter | SortKey, "column">): string {
  return `t.${quoteIdentifier(column.column)}`;
}

/** `ne` and `nin` are the complements of `eq` and `in`: rows without a value are among them. */
function filterCondition(filter: Filter, parameters: ParameterList): string {
  const column = columnOf(filter);
  const [value = ""] = filter.values;
  const bind = (text: string) => parameters.bind(text, filter.column.type);
  switch (filter.operator) {
    case "eq":
      return `${column} = ${bind(value)}`;
    case "ne":
      return `${column} is distinct from ${bind(value)}`;
    case "gt":
      return `${column} > ${bind(value)}`;
    case "gte":
      return `${column} >= ${bind(value)}`;
    case "lt":
      return `${column} < ${bind(value)}`;
    case "lte":
      return `${column} <= ${bind(value)}`;
    case "in":
      return `${column} in (${filter.values.map(bind).join(", ")})`;
    case "nin":
      return `(${column} is null or ${column} not in (${filter.values.map(bind).join(", ")}))`;
    case "like":
      return `${column} like ${parameters.bind(value, "text")}`;
    case "ilike":
      return `${column} ilike ${parameters.bind(value, "text")}`;
    case "starts_with":
      return `starts_with(${column}, ${parameters.bind(value, "text")})`;
    case "contains":
      return `strpos(${column}, ${parameters.bind(value, "text")}) > 0`;
    case "is_null":
      return `${column} is ${value === "true" ? "" : "not "}null`;
  }
}

/** Rows behind the one with these sort values: equal in the first keys, further on in the next. */
function afterCondition(
  sort: readonly SortKey[],
  after: readonly (string | null)[],
  parameters: ParameterList,
): string {
  const alternatives: string[] = [];
  const equal: string[] = [];
  for (const [index, key] of sort.entries()) {
    const column = columnOf(key);
    const value = after[index] ?? null;
    // Nulls come last, so nothing comes after one, and it comes after everything.
    if (value === null) {
      equal.push(`${column} is null`);
      continue;
    }
    const bound = parameters.bind(value, key.column.type);
    const further = `${column} ${key.descending ? "<" : ">"} ${bound}`;
    alternatives.push(
      [...equal, key.nullable ? `(${further} or ${column} is null)` : further].join(" and "),
    );
    equal.push(`${column} = ${bound}`);
  }
  return alternatives.length === 0
    ? "false"
    : `(${alternatives.map((alternative) => `(${alternative})`).join(" or ")})`;
}
