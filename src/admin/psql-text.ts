// Tables of the live catalog → the words and the layout of psql's \dt and \d.

import type { TableDetails, TableSummary } from "../postgres/tables.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { rowCount, textTable } from "./text-table.ts";

/** `\dt`, with what else we know: the class, the estimated rows, the size, and whether the table is ours. */
export function listRelations(namespace: string, tables: readonly TableSummary[]): string {
  if (tables.length === 0)
    return `Did not find any relations in "${namespace}". POST /admin/migrate makes them.\n`;
  const columns = [
    { heading: "Schema" },
    { heading: "Name" },
    { heading: "Class" },
    { heading: "Rows (est.)", align: "right" },
    { heading: "Size", align: "right" },
    { heading: "Ours" },
  ] as const;
  const rows = tables.map((table) => [
    namespace,
    table.name,
    table.class ?? "",
    String(table.estimated_rows),
    prettySize(table.bytes),
    table.owned ? "yes" : "no",
  ]);
  return textTable("List of relations", columns, rows) + rowCount(rows.length);
}

/** `\d "Name"`, as psql prints it. */
export function describeTable(namespace: string, table: TableDetails): string {
  // The catalog was read with an empty search_path; psql leaves out the namespace that one is in.
  const local = (definition: string) =>
    definition.replace(` REFERENCES ${quoteIfNeeded(namespace)}.`, " REFERENCES ");
  const columns = ["Column", "Type", "Collation", "Nullable", "Default"].map((heading) => ({
    heading,
  }));
  const rows = table.columns.map(({ name, type, nullable, default: value }) => [
    name,
    type,
    "",
    nullable ? "" : "not null",
    value ?? "",
  ]);
  return [
    textTable(`Table "${namespace}.${table.name}"`, columns, rows),
    section("Indexes", indexLines(table)),
    section(
      "Check constraints",
      table.checks.map(({ name, definition }) => `${quoted(name)} ${definition}`),
    ),
    section(
      "Foreign-key constraints",
      table.foreign_keys.map(({ name, definition }) => `${quoted(name)} ${local(definition)}`),
    ),
    section(
      "Referenced by",
      table.referenced_by.map(
        ({ table: other, name, definition }) =>
          `TABLE ${quoted(quoteIfNeeded(other))} CONSTRAINT ${quoted(name)} ${local(definition)}`,
      ),
    ),
    section(
      "Triggers",
      table.triggers.map(
        ({ name, definition }) =>
          `${name} ${definition.replace(/^CREATE (?:CONSTRAINT )?TRIGGER \S+ /, "")}`,
      ),
    ),
  ].join("");
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ""
    : [`${title}:`, ...lines.map((line) => `    ${line}`), ""].join("\n");
}

/** The primary key first, then by name. */
function indexLines({ indexes }: TableDetails): readonly string[] {
  const sorted = indexes.toSorted(
    (a, b) => Number(b.primary) - Number(a.primary) || (a.name < b.name ? -1 : 1),
  );
  return sorted.map(({ name, definition, unique }) => {
    const constraint = /^(PRIMARY KEY|UNIQUE)( NULLS NOT DISTINCT)? (.*)$/s.exec(definition);
    if (constraint !== null) {
      const [, kind, nulls = "", columns] = constraint;
      return `${quoted(name)} ${kind === "UNIQUE" ? "UNIQUE CONSTRAINT" : kind}, btree ${columns}${nulls}`;
    }
    return `${quoted(name)} ${unique ? "UNIQUE, " : ""}${definition.slice(definition.indexOf(" USING ") + " USING ".length)}`;
  });
}

function quoted(name: string): string {
  return `"${name}"`;
}

function quoteIfNeeded(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteIdentifier(name);
}

/** As pg_size_pretty: whole units, the next one from ten thousand on. */
function prettySize(bytes: number): string {
  let size = bytes;
  for (const unit of ["bytes", "kB", "MB", "GB"]) {
    if (size < 10 * 1024) return `${Math.round(size)} ${unit}`;
    size /= 1024;
  }
  return `${Math.round(size)} TB`;
}
