// The foreign keys of a database → lines between entities, each with how many rows there may be at its ends.

import type { ForeignKey, Table } from "../../relational/database.ts";
import type { StoredClass } from "../../lower/stored-class.ts";

export interface Relation {
  /** The table that is referred to. */
  readonly target: string;
  /** The table that refers. */
  readonly source: string;
  /** Mermaid's sign: `||--o{`. */
  readonly line: string;
  readonly label: string;
}

export type JoinTables = ReadonlyMap<string, JoinTable>;

/** A table that does nothing but connect two others. */
interface JoinTable {
  readonly ownerColumn: string;
  readonly targetColumn: string;
  readonly slot: string;
}

export function joinTables(classes: readonly StoredClass[]): JoinTables {
  return new Map(
    classes.flatMap(({ slots }) =>
      slots.flatMap(({ name, storage }) =>
        storage.kind === "join" ? [[storage.table, { ...storage, slot: name }] as const] : [],
      ),
    ),
  );
}

/** A line for each foreign key. */
export function keyRelations(tables: readonly Table[]): readonly Relation[] {
  return tables.flatMap((table) => foreignKeys(table).map((key) => keyRelation(table, key)));
}

/** The same, but a join table and its two foreign keys are one line from many to many. */
export function joinedRelations(tables: readonly Table[], joins: JoinTables): readonly Relation[] {
  return tables.flatMap((table): readonly Relation[] => {
    const join = joins.get(table.name);
    const keys = foreignKeys(table);
    if (join === undefined) return keys.map((key) => keyRelation(table, key));
    const targetOf = (column: string): string | undefined =>
      keys.find(({ columns }) => columns.includes(column))?.targetTable;
    const source = targetOf(join.ownerColumn);
    const target = targetOf(join.targetColumn);
    // Without a second foreign key it leads nowhere.
    if (source === undefined || target === undefined) return [];
    return [{ target, source, line: "}o--o{", label: join.slot }];
  });
}

/** `quote` is for the names of entities and for labels. */
export function relationText(
  { target, source, line, label }: Relation,
  quote: (name: string) => string,
): string {
  return `${quote(target)} ${line} ${quote(source)} : ${quote(label)}`;
}

function foreignKeys(table: Table): readonly ForeignKey[] {
  return table.constraints.filter((constraint) => constraint.kind === "foreign_key");
}

/** The target end is one row, or none where the key may be null; the other end is many, or one where the key is unique. */
function keyRelation(table: Table, key: ForeignKey): Relation {
  const isRequired = key.columns.every((name) =>
    table.columns.some((column) => column.name === name && column.notNull),
  );
  const isUnique =
    table.constraints.some(
      (other) =>
        (other.kind === "primary_key" || other.kind === "unique") &&
        other.columns.every((name) => key.columns.includes(name)),
    ) ||
    table.indexes.some(
      ({ unique, where, keys }) =>
        unique &&
        where === undefined &&
        keys.every(({ column = "" }) => key.columns.includes(column)),
    );
  return {
    target: key.targetTable,
    source: table.name,
    line: `${isRequired ? "||" : "|o"}--${isUnique ? "o|" : "o{"}`,
    label: key.columns.join(", "),
  };
}
