// SQL for the rows of a table as they would stand after a plan: new columns with their defaults, changed types already cast. A probe
// asks about these rows, so that what does not exist yet can be checked before anything is changed.

import type { Column, PrimaryKey, Table } from "../../relational/database.ts";
import { triedCast } from "../types/cast-functions.ts";
import { isBeingNumbered } from "../fill/numbers-online.ts";
import { isNumbered } from "../numbering.ts";
import { qualifiedName, quoteIdentifier } from "../../sql/quote.ts";
import { replaceColumns } from "../fill/fill-column.ts";
import { renamedValue } from "../rename/values.ts";

/**
 * A subquery in parentheses giving the columns of `desired` for each row there is in `live`; no rows where the table is new.
 * `"probe key"`, as text, tells the rows apart.
 */
export function futureRows(
  namespace: string,
  desired: Table,
  live: Table | undefined,
  sample?: number,
): string {
  const [computed, plain] = [true, false].map((is) =>
    desired.columns.filter((column) => (column.generated !== undefined) === is),
  ) as [Column[], Column[]];
  const columns = plain.map(
    (column) => `${futureValue(column, desired, live)} AS ${quoteIdentifier(column.name)}`,
  );
  const stored =
    live === undefined
      ? `(SELECT ${columns.join(", ")} WHERE false)`
      : liveRows(namespace, withKey(live, desired), columns, sample);
  if (computed.length === 0) return stored;
  const values = computed.map(
    ({ name, type, generated }) => `(${generated?.sql})::${type} AS ${quoteIdentifier(name)}`,
  );
  return `(SELECT *, ${values.join(", ")} FROM ${stored} computed)`;
}

/** As `futureRows`, of these columns: a statement may ask hundreds of tables for their keys alone. */
export function futureColumns(
  namespace: string,
  desired: Table,
  live: Table | undefined,
  names: readonly string[],
): string {
  const columns = desired.columns.filter(({ name }) => names.includes(name));
  const standAlone = columns.every(
    ({ generated, backfill }) => generated === undefined && backfill === undefined,
  );
  return futureRows(namespace, standAlone ? { ...desired, columns } : desired, live);
}

/** A subquery in parentheses giving what is selected of each row there is, and its `"probe key"`; of about `sample` percent of them, if given. */
export function liveRows(
  namespace: string,
  live: Table,
  selected: readonly string[],
  sample?: number,
): string {
  const part = sampled(sample);
  const rows = storedRows(namespace, live, part);
  const outer = live.former === undefined ? part : "";
  return `(SELECT ${[...selected, `${rowKey(live)} AS "probe key"`].join(", ")} FROM ${rows} stored${outer})`;
}

/** The clause after a table of whose rows about `sample` percent are looked at; empty for all of them. */
export function sampled(sample: number | undefined): string {
  return sample === undefined ? "" : ` TABLESAMPLE SYSTEM (${sample}) REPEATABLE (0)`;
}

/** The table itself, or a subquery for what it will be once it and its columns are renamed. */
export function storedRows(namespace: string, { name, former }: Table, part = ""): string {
  if (former === undefined) return qualifiedName(namespace, name);
  const columns = Object.entries(former.columns).map(
    ([column, old]) => `${quoteIdentifier(old)} AS ${quoteIdentifier(column)}`,
  );
  const kept = former.rows === undefined ? "" : ` WHERE ${former.rows}`;
  return `(SELECT ${[...columns, "ctid"].join(", ")} FROM ${qualifiedName(former.namespace ?? namespace, former.name)} l${part}${kept})`;
}

/** A condition on a row of `live`: it has no value in the column, and will have one. */
export function isFilled(column: Column, desired: Table, live: Table): string {
  return `${quoteIdentifier(column.name)} IS NULL AND (${futureValue(column, desired, live)}) IS NOT NULL`;
}

/** `open`: columns whose value is being computed. */
function futureValue(
  column: Column,
  desired: Table,
  live: Table | undefined,
  open: readonly string[] = [],
): string {
  const there = live?.columns.find((other) => other.name === column.name);
  const { backfill } = column;
  if (backfill?.list?.replaces) return `(${backfill.sql})::${column.type}`;
  const isFilled = there === undefined || (column.notNull && !there.notNull);
  if (backfill === undefined || !isFilled || open.includes(column.name)) {
    const value = unfilledValue(column, there);
    // Rows that have no number yet get one.
    return there !== undefined && isNumbered(column) && isBeingNumbered(desired.name, there)
      ? `coalesce(${value}, ${UNUSED} + row_number() OVER ())`
      : value;
  }
  const value = replaceColumns(backfill, (name) => {
    const other = desired.columns.find((wanted) => wanted.name === name);
    if (other === undefined || other.generated !== undefined) return quoteIdentifier(name);
    return `(${futureValue(other, desired, live, [...open, column.name])})`;
  });
  return `coalesce(${there === undefined ? "" : `${unfilledValue(column, there)}, `}(${value})::${column.type}, ${unfilledValue(column, undefined)})`;
}

/** Beyond it numbers are hardly ever used, and still safe integers. */
const UNUSED = 2 ** 52;

function unfilledValue(column: Column, there: Column | undefined): string {
  const { name, type } = column;
  if (there !== undefined) {
    const stored = quoteIdentifier(name);
    const value = there.type === type ? stored : triedCast(stored, there.type, type);
    const values = there.past?.values;
    return values === undefined ? value : renamedValue(column, values, value);
  }
  // The numbers of a new identity column are not known; any distinct ones will do.
  if (isNumbered(column)) return `row_number() OVER ()`;
  return column.default === undefined
    ? `NULL::${column.type}`
    : `(${column.default.sql})::${column.type}`;
}

/** A retired table has lost its key, but its rows are still known by it. */
function withKey(live: Table, desired: Table): Table {
  const key = primaryKey(desired);
  if (key === undefined || primaryKey(live) !== undefined) return live;
  const there = new Set(live.columns.map(({ name }) => name));
  return key.columns.every((name) => there.has(name))
    ? { ...live, constraints: [...live.constraints, key] }
    : live;
}

/** The primary key as text, its parts joined by a comma; the row's place on disk where there is none. */
export function rowKey(live: Table): string {
  const key = primaryKey(live);
  if (key === undefined) return "ctid::text";
  return `concat_ws(',', ${key.columns.map((column) => `${quoteIdentifier(column)}::text`).join(", ")})`;
}

function primaryKey({ constraints }: Table): PrimaryKey | undefined {
  return constraints.find((constraint) => constraint.kind === "primary_key");
}

/** Keys of some of the rows, the first in their order. */
export const SOME_KEYS = `(array_agg("probe key" ORDER BY "probe key"))[1:5]`;

/** What a probe asks, of all rows that the rest of a query after FROM gives. */
export function countRows(rows: string): string {
  return `SELECT count(*) AS bad, 0 AS refused, ${SOME_KEYS} AS keys FROM ${rows}`;
}
