// Rows for the empty tables of a release, as many as its rules let in: what a table refers to comes before it.

import type { Column, Database, ForeignKey, Table } from "../../../src/relational/database.ts";
import { identityFeeders, identitySources } from "../../../src/relational/identity.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../../src/sql/quote.ts";
import type { TestDatabase } from "../../support/postgres.ts";
import { NAMESPACE } from "./replay.ts";

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
  const blocks = empty
    .toSorted((left, right) => weight(left) - weight(right))
    .map((table) => {
      const tries = statements(table, mark).map(
        (sql) =>
          `BEGIN SET CONSTRAINTS ALL DEFERRED; ${sql}; SET CONSTRAINTS ALL IMMEDIATE; EXCEPTION WHEN OTHERS THEN NULL; END;`,
      );
      return `IF ${isEmpty(table)} THEN ${tries.join("\n")} END IF;`;
    });
  // In a second round those find something that come before what they refer to.
  const script = `FOR round IN 1..2 LOOP ${blocks.join("\n")} END LOOP;`;
  await opened.query(`DO $seed$ BEGIN ${script} END $seed$`);
  const left = await emptyTables(opened, empty);
  return empty.length - left.length;
}

function isEmpty({ name }: Table): string {
  return `NOT EXISTS (SELECT 1 FROM ${qualifiedName(NAMESPACE, name)})`;
}

async function emptyTables(
  opened: TestDatabase,
  tables: readonly Table[],
): Promise<readonly Table[]> {
  if (tables.length === 0) return [];
  const parts = tables.map((table, index) => `SELECT ${index} AS place WHERE ${isEmpty(table)}`);
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
  // A default may name a row that is not there.
  const [needed, optional] = [true, false].map((is) =>
    given.filter(
      (each) =>
        (each.default === undefined ? each.notNull : referenceOf(table, each) !== undefined) === is,
    ),
  ) as [Column[], Column[]];
  const own = table.name.replaceAll(/\W/g, "");
  const texts = [`ex:${own}-${mark}`, `${own}_${mark}`, `https://example.org/${own}/${mark}`];
  const inserts = texts.map((text, index) =>
    needed.length === 0
      ? `INSERT INTO ${target} DEFAULT VALUES`
      : `INSERT INTO ${target} (${needed.map(({ name }) => quoteIdentifier(name)).join(", ")}) SELECT ${needed.map((column) => valueOf(table, column, text, index)).join(", ")}`,
  );
  const updates = optional.map(
    (column) =>
      `UPDATE ${target} SET ${quoteIdentifier(column.name)} = ${valueOf(table, column, texts[0] ?? "")}`,
  );
  return [...inserts, ...updates];
}

/** Something that the column may take: what it refers to, a literal of its check, or the text. */
export function valueOf(table: Table, column: Column, text: string, offset = 0): string {
  const key = referenceOf(table, column);
  if (key !== undefined) {
    const from = qualifiedName(NAMESPACE, key.targetTable);
    const target = quoteIdentifier(key.targetColumns[0] ?? "id");
    return `(SELECT ${target} FROM ${from} ORDER BY ${target} LIMIT 1 OFFSET ${offset})`;
  }
  const { name, type } = column;
  const literals = table.constraints.flatMap((each) =>
    each.kind === "check" && each.columns.includes(name) && /_(enum|equals)/.test(each.name)
      ? (/'(?:[^']|'')*'/.exec(each.expression.sql)?.[0] ?? [])
      : [],
  );
  const value = scalar(type.replace("[]", ""), literals[0] ?? quoteLiteral(text));
  return type.endsWith("[]") ? `ARRAY[${value}]::${type}` : value;
}

/** By what a column refers to another table; not the key that triggers keep. */
function referenceOf(table: Table, { name }: Column): ForeignKey | undefined {
  const fed = new Set(identitySources(table).map(({ identity }) => identity));
  return table.constraints.find(
    (each): each is ForeignKey =>
      each.kind === "foreign_key" && each.columns[0] === name && !fed.has(each.targetTable),
  );
}

function scalar(type: string, text: string): string {
  if (type === "text") return text;
  if (type === "boolean") return "true";
  if (type === "jsonb") return `'{}'::jsonb`;
  return /^(date|time)/.test(type) ? `'2024-02-29 12:00:00+00'::${type}` : `1::${type}`;
}
