// A number of tables → the database of a shop that large, and the same five changes later: what the measurements of planning plan.

import type {
  Check,
  Column,
  Constraint,
  Database,
  Expression,
  ForeignKey,
  Index,
  Table,
} from "../../src/relational/database.ts";

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
  (table) => ({ ...table, indexes: [...table.indexes, index(`${table.name}_sku`, "sku")] }),
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
  const constraints: Constraint[] = [
    check(`${name}_amount_check`, "amount >= 0 AND amount <= 1000000", "amount"),
    reference(`${name}_parent_fkey`, "parent", tableName((number + 7) % size)),
    { kind: "primary_key", name: `${name}_pkey`, columns: ["id"] },
  ];
  return {
    name,
    columns: [
      { ...column("id", "bigint", true), identity: "by default" },
      column("name", "text", true),
      column("sku", "text"),
      { ...column("amount", "bigint", true), default: expression("0") },
      column("price", "numeric"),
      { ...column("active", "boolean", true), default: expression("true") },
      column("tags", "text[]"),
      { ...column("created_at", "timestamp with time zone", true), default: expression("now()") },
      column("notes", "jsonb"),
      { ...column("parent", "bigint"), comment: "The article that this one is a part of." },
    ],
    constraints,
    indexes: [index(`${name}_parent`, "parent")],
    comment: `Articles of kind ${number}, with what they cost.`,
  };
}

function column(name: string, type: string, notNull = false): Column {
  return { name, type, notNull };
}

function check(name: string, sql: string, columnName: string): Check {
  return { kind: "check", name, columns: [columnName], expression: expression(sql) };
}

function reference(name: string, columnName: string, targetTable: string): ForeignKey {
  return {
    kind: "foreign_key",
    name,
    columns: [columnName],
    targetTable,
    targetColumns: ["id"],
    onDelete: "no action",
    onUpdate: "no action",
  };
}

function index(name: string, columnName: string): Index {
  return {
    name,
    unique: false,
    method: "btree",
    keys: [{ column: columnName, descending: false }],
    include: [],
  };
}

function expression(sql: string): Expression {
  return { sql };
}

const quoted = (name: string): string => `"${name}"`;
