// Releases of a schema, one after the other, on one database with rows in it: where each row and value is after each migration, by what the
// history says of it.
import type { Plan } from "../../../src/migration/plan.ts";
import { retiredNamespace } from "../../../src/migration/names.ts";
import type { Moves } from "../../../src/migration/retired/way-back.ts";
import type { Database } from "../../../src/relational/database.ts";
import { identityFeeders } from "../../../src/relational/identity.ts";
import { qualifiedName, quoteIdentifier } from "../../../src/sql/quote.ts";
import type { TestDatabase } from "../../support/postgres.ts";

export const NAMESPACE = "public";

/** A table with rows, and where it is. */
export interface Place {
  readonly namespace: string;
  readonly table: string;
  /** Columns that are compared; those of another type, or filled, are left out from then on. */
  readonly columns: readonly string[];
  readonly rows: readonly string[];
}

/** All rows of tables that are no identity tables, with the values that nobody computes. */
export async function snapshot(
  opened: TestDatabase,
  { tables }: Database,
): Promise<readonly Place[]> {
  const derived = identityFeeders(tables);
  const places = tables
    .filter(({ name }) => !derived.has(name))
    .map(({ name, columns }) => ({
      namespace: NAMESPACE,
      table: name,
      columns: columns.filter(({ generated }) => generated === undefined).map((each) => each.name),
    }));
  return (await withRows(opened, places)).filter(({ rows }) => rows.length > 0);
}

type Columns = Omit<Place, "rows">;

/** One statement for all of them. */
export async function withRows(
  opened: TestDatabase,
  places: readonly Columns[],
): Promise<readonly Place[]> {
  if (places.length === 0) return [];
  const parts = places.map(({ namespace, table, columns }, index) => {
    const values = columns.map((name) => `${quoteIdentifier(name)}::text`).join(", ");
    return `SELECT ${index} AS place, to_jsonb(ARRAY[${values}]::text[])::text AS row FROM ${qualifiedName(namespace, table)}`;
  });
  const rows = await opened.query(`${parts.join("\nUNION ALL ")}\nORDER BY 1, 2`);
  const byPlace = Map.groupBy(rows, (row) => Number(row["place"]));
  return places.map((place, index) => ({
    ...place,
    rows: (byPlace.get(index) ?? []).map((row) => row["row"] ?? ""),
  }));
}

/** What the last migration moved. */
export async function lastMoves(opened: TestDatabase): Promise<Moves> {
  const [row] = await opened.query(
    `SELECT moves::text FROM public_history.migration WHERE outcome = 'applied' ORDER BY id DESC LIMIT 1`,
  );
  return JSON.parse(row?.["moves"] ?? `{"matches": [], "retired": []}`) as Moves;
}

/** Where the places are once a migration has moved them, with the columns that it leaves as they are. */
export function moved(
  places: readonly Place[],
  { matches, retired }: Moves,
  plan: Plan,
): readonly { readonly before: Place; readonly now: Columns }[] {
  const changed = new Set(
    plan.steps
      .filter(({ kind }) => /^(change_type|convert_column|fill_column|rename_value)$/.test(kind))
      .map(({ object }) => object),
  );
  const table = (from: string): string =>
    matches.find((item) => item.kind === "table" && item.how === "renamed" && item.from === from)
      ?.to ?? from;
  return places.map((before) => {
    if (before.namespace !== NAMESPACE) {
      const back = matches.find(
        (item) => item.kind === "table" && item.how === "restored" && item.from === before.table,
      );
      const now = { ...before, ...(back && { namespace: NAMESPACE, table: back.to }) };
      return { before, now };
    }
    const name = table(before.table);
    const gone = retired.find((item) => item.table === name && item.column === undefined);
    if (gone !== undefined)
      return { before, now: { ...before, namespace: retiredNamespace(NAMESPACE), table: gone.as } };
    const columns = before.columns.map((column) => {
      const match = matches.find(
        (item) => item.kind === "column" && item.table === name && item.from === column,
      );
      if (match !== undefined) return match.to;
      const as = retired.find((item) => item.table === name && item.column === column)?.as;
      return as ?? column;
    });
    const kept = columns.map((column) => !changed.has(`${name}.${column}`));
    return {
      before: onlyColumns(before, kept),
      now: {
        namespace: NAMESPACE,
        table: name,
        columns: columns.filter((_, index) => kept[index]),
      },
    };
  });
}

function onlyColumns(place: Place, kept: readonly boolean[]): Place {
  if (kept.every(Boolean)) return place;
  const pick = (list: readonly unknown[]): readonly unknown[] =>
    list.filter((_, index) => kept[index]);
  const rows = place.rows.map((row) => jsonText(pick(JSON.parse(row) as readonly unknown[])));
  return { ...place, columns: pick(place.columns) as readonly string[], rows: rows.toSorted() };
}

/** As jsonb writes it. */
function jsonText(list: readonly unknown[]): string {
  return `[${list.map((value) => JSON.stringify(value)).join(", ")}]`;
}
