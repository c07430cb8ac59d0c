// The relational model → an entity-relationship diagram in Mermaid.

import type { Column, Database, ForeignKey, Table } from "../relational/database.ts";

/** Mermaid text: every table with its columns, a line for each foreign key. */
export function mermaidDiagram(database: Database): string {
  const lines = ["erDiagram"];
  for (const table of database.tables) {
    lines.push(`  ${quoted(table.name)} {`);
    for (const column of table.columns) lines.push(`    ${columnLine(table, column)}`);
    lines.push("  }");
  }
  for (const table of database.tables) {
    for (const key of foreignKeys(table)) lines.push(`  ${relationship(table, key)}`);
  }
  return `${lines.join("\n")}\n`;
}

function foreignKeys(table: Table): readonly ForeignKey[] {
  return table.constraints.filter((constraint) => constraint.kind === "foreign_key");
}

function columnLine(table: Table, column: Column): string {
  const inKey = (kind: "primary_key" | "foreign_key" | "unique"): boolean =>
    table.constraints.some(
      (constraint) => constraint.kind === kind && constraint.columns.includes(column.name),
    );
  const marks = [
    ...(inKey("primary_key") ? ["PK"] : []),
    ...(inKey("foreign_key") ? ["FK"] : []),
    ...(inKey("unique") ? ["UK"] : []),
  ];
  // Mermaid takes words only, so a type's blanks and brackets are written with underscores.
  const type = column.type.replace("[]", "_array").replaceAll(/[^A-Za-z0-9_]+/g, "_");
  const name = column.name.replaceAll(/[^A-Za-z0-9_]+/g, "_");
  return [type, name, marks.join(", ")].filter((part) => part !== "").join(" ");
}

function relationship(table: Table, key: ForeignKey): string {
  const isRequired = key.columns.every(
    (name) => table.columns.find((column) => column.name === name)?.notNull === true,
  );
  const line = isRequired ? "||--o{" : "|o--o{";
  return `${quoted(key.targetTable)} ${line} ${quoted(table.name)} : ${quoted(key.columns.join(", "))}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', "'")}"`;
}
