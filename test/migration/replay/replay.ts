// Releases of a schema, one after the other, on one database with rows in it: where each row and value is after each migration, by what the
// history says of it.
import type { Plan } from "../../../src/migration/plan.ts";
import { retiredNamespace } from "../../../src/migration/names.ts";
import type { Moves } from "../../../src/migration/retired/way-back.ts";
import type { Column, Database, Table } from "../../../src/relational/database.ts";
import { identityFeeders, identitySources } from "../../../src/relational/identity.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../../src/sql/quote.ts";
import type { TestDatabase } from "../../support/postgres.ts";

const NAMESPACE = "public";

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

/** Puts rows into every empty table that takes some, with as many values as it takes; gives how many tables did. */
export async function seed(
  opened: TestDatabase,
  { tables }: Database,
  mark: string,
): Promise<number> {
  const derived = identityFeeders(tables);
  const empty = await emptyTables(
    opened,
    tables.filter(({ name }) => !derived.has(name)),
  );
  // Lists last, and those without references first: the others then find something to refer to.
  const weight = ({ partOf, constraints }: Table): number =>
    (partOf === undefined ? 0 : 1000) +
    constraints.filter(({ kind }) => kind === "foreign_key").length;
  const ordered = empty.toSorted((left, right) => weight(left) - weight(right));
  const script = ordered
    .flatMap((table) => statements(table, mark))
    .map(
      (sql) => `BEGIN ${sql}; SET CONSTRAINTS ALL IMMEDIATE; EXCEPTION WHEN OTHERS THEN NULL; END;`,
    );
  await opened.query(`DO $seed$ BEGIN ${script.join("\n")} END $seed$`);
  const left = await emptyTables(opened, empty);
  return empty.length - left.length;
}

async function emptyTables(
  opened: TestDatabase,
  tables: readonly Table[],
): Promise<readonly Table[]> {
  if (tables.length === 0) return [];
  const parts = tables.map(
    ({ name }, index) =>
      `SELECT ${index} AS place WHERE NOT EXISTS (SELECT 1 FROM ${qualifiedName(NAMESPACE, name)})`,
  );
  const rows = await opened.query(parts.join(" UNION ALL "));
  const empty = new Set(rows.map((row) => Number(row["place"])));
  return tables.filter((_, index) => empty.has(index));
}

/** Of these some will fail: a rule may forbid any value that is thought of here. */
function statements(table: Table, mark: string): readonly string[] {
  const target = qualifiedName(NAMESPACE, table.name);
  const given = table.columns.filter(
    ({ generated, identity }) => generated === undefined && identity === undefined,
  );
  const [needed, optional] = [true, false].map((is) =>
    given.filter((each) => (each.notNull && each.default === undefined) === is),
  ) as [Column[], Column[]];
  const own = table.name.replaceAll(/\W/g, "");
  const texts = [`ex:${own}-${mark}`, `${own}_${mark}`];
  const inserts = texts.map((text) =>
    needed.length === 0
      ? `INSERT INTO ${target} DEFAULT VALUES`
      : `INSERT INTO ${target} (${needed.map(({ name }) => quoteIdentifier(name)).join(", ")}) SELECT ${needed.map((column) => valueOf(table, column, text)).join(", ")}`,
  );
  const updates = optional
    .filter(({ type }) => PLAIN.test(type))
    .map(
      (column) =>
        `UPDATE ${target} SET ${quoteIdentifier(column.name)} = ${valueOf(table, column, texts[0] ?? "")}`,
    );
  return [...inserts, ...updates];
}

const PLAIN = /^(text|bigint|integer|numeric|double precision|boolean)(\[\])?$/;

/** Something that the column may take: what it refers to, a literal of its check, or the text. */
function valueOf(table: Table, { name, type }: Column, text: string): string {
  const { constraints } = table;
  const fed = new Set(identitySources(table).map(({ identity }) => identity));
  const key = constraints.find(
    (each) => each.kind === "foreign_key" && each.columns[0] === name && !fed.has(each.targetTable),
  );
  if (key?.kind === "foreign_key") {
    const from = qualifiedName(NAMESPACE, key.targetTable);
    return `(SELECT ${quoteIdentifier(key.targetColumns[0] ?? "id")} FROM ${from} LIMIT 1)`;
  }
  const literals = constraints.flatMap((each) =>
    each.kind === "check" && each.columns.includes(name) && /_(enum|equals)/.test(each.name)
      ? (/'(?:[^']|'')*'/.exec(each.expression.sql)?.[0] ?? [])
      : [],
  );
  const value = scalar(type.replace("[]", ""), literals[0] ?? quoteLiteral(text));
  return type.endsWith("[]") ? `ARRAY[${value}]::${type}` : value;
}

function scalar(type: string, text: string): string {
  if (type === "text") return text;
  if (type === "boolean") return "true";
  return type === "jsonb" ? `'{}'::jsonb` : PLAIN.test(type) ? "1" : `NULL::${type}`;
}
