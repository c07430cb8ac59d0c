// SQL for the rows of a table as they would stand after a plan: new columns with their defaults, changed types already cast. A probe
// asks about these rows, so that what does not exist yet can be checked before anything is changed.

import type { Column, Database, Table } from "../relational/database.ts";
import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";

/**
 * A subquery in parentheses giving the columns of `desired` for each row there is in `live`; no rows where the table is new.
 * `"probe key"`, as text, tells the rows apart.
 */
export function futureRows(namespace: string, desired: Table, live: Table | undefined): string {
  const [computed, plain] = [true, false].map((is) =>
    desired.columns.filter((column) => (column.generated !== undefined) === is),
  ) as [Column[], Column[]];
  const columns = plain.map(
    (column) => `${futureValue(column, live)} AS ${quoteIdentifier(column.name)}`,
  );
  const stored =
    live === undefined
      ? `(SELECT ${columns.join(", ")} WHERE false)`
      : `(SELECT ${[...columns, `${rowKey(live)} AS "probe key"`].join(", ")} FROM ${qualifiedName(namespace, live.name)})`;
  if (computed.length === 0) return stored;
  const values = computed.map(
    ({ name, type, generated }) => `(${generated?.sql})::${type} AS ${quoteIdentifier(name)}`,
  );
  return `(SELECT *, ${values.join(", ")} FROM ${stored} computed)`;
}

function futureValue(column: Column, live: Table | undefined): string {
  const there = live?.columns.find((other) => other.name === column.name);
  if (there !== undefined)
    return there.type === column.type
      ? quoteIdentifier(column.name)
      : `${quoteIdentifier(column.name)}::${column.type}`;
  // The numbers of a new identity column are not known; any distinct ones will do.
  if (column.identity !== undefined) return `row_number() OVER ()`;
  return column.default === undefined
    ? `NULL::${column.type}`
    : `(${column.default.sql})::${column.type}`;
}

/** The primary key as text, its parts joined by a comma; the row's place on disk where there is none. */
function rowKey(live: Table): string {
  const key = live.constraints.find((constraint) => constraint.kind === "primary_key");
  if (key === undefined) return "ctid::text";
  return `concat_ws(',', ${key.columns.map((column) => `${quoteIdentifier(column)}::text`).join(", ")})`;
}

/** The tables of a database by name. */
export function tableMap(database: Database): ReadonlyMap<string, Table> {
  return new Map(database.tables.map((table) => [table.name, table]));
}
