// A number of tables → the database of a shop that large, and the same five changes later: what the measurements of planning plan.

import type { Database, Table } from "../../src/relational/database.ts";
import {
  check,
  column,
  index,
  primaryKey,
  reference,
  required,
  table,
} from "../../test/migration/build.ts";

/** What is planned, beside each other. */
export interface Shop {
  /** What the database holds. */
  readonly before: Database;
  /** A column, an index, a check, a NOT NULL and a table more. */
  readonly after: Database;
}

/** `size` tables of ten columns, each with a primary key, a foreign key, an index, a check and a comment. */
export function shop(size: number): Shop {
  const tables = Array.from({ length: size }, (_, number) => article(number, size));
  const names = CHANGED.map((_, index) => tableName(Math.floor(((index + 1) * size) / 6)));
  const changed = tables.map((table) => {
    const change = CHANGED[names.indexOf(table.name)];
    return change === undefined ? table : change(table);
  });
  return {
    before: { namespace: "public", tables },
    after: { namespace: "public", tables: [...changed, article(size, size)] },
  };
}

/** Rows for every table of `before`, so that a probe has something to count; the changes fit them. */
export function rowsSql({ before }: Shop): string {
  const inserts = before.tables.map(
    ({ name }) =>
      `INSERT INTO public.${quoted(name)} (name, sku, amount) SELECT 'n' || i, 's' || i, i FROM generate_series(1, 20) i;`,
  );
  return inserts.join("\n");
}

const CHANGED: readonly ((table: Table) => Table)[] = [
  (table) => ({ ...table, columns: [...table.columns, column("weight", "numeric")] }),
  (table) => ({ ...table, indexes: [...table.indexes, index(`${table.name}_sku`, ["sku"])] }),
  (table) => ({
    ...table,
    constraints: [
      ...table.constraints,
      check(`${table.name}_sku_check`, "length(sku) < 40", "sku"),
    ],
  }),
  (table) => ({
    ...table,
    columns: table.columns.map((each) => (each.name === "sku" ? { ...each, notNull: true } : each)),
  }),
];

const tableName = (number: number): string => `Article${String(number).padStart(5, "0")}`;

function article(number: number, size: number): Table {
  const name = tableName(number);
  return {
    ...table(
      name,
      column("id", "bigint", { notNull: true, identity: "by default" }),
      required("name", "text"),
      column("sku", "text"),
      required("amount", "bigint", "0"),
      column("price", "numeric"),
      required("active", "boolean", "true"),
      column("tags", "text[]"),
      required("created_at", "timestamp with time zone", "now()"),
      column("notes", "jsonb"),
      column("parent", "bigint", { comment: "The article that this one is a part of." }),
      check(`${name}_amount_check`, "amount >= 0 AND amount <= 1000000", "amount"),
      reference(`${name}_parent_fkey`, "parent", tableName((number + 7) % size)),
      primaryKey(`${name}_pkey`, "id"),
      index(`${name}_parent`, ["parent"]),
    ),
    comment: `Articles of kind ${number}, with what they cost.`,
  };
}

const quoted = (name: string): string => `"${name}"`;
