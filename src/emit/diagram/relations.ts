// The foreign keys of a database → lines between entities, each with how many rows there may be at its ends.

import type { ForeignKey, Table } from "../../relational/database.ts";
import type { JoinStorage, StoredClass } from "../../lower/stored-class.ts";

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
  readonly slot: string;
  readonly storage: JoinStorage;
}

export function joinTables(classes: readonly StoredClass[]): JoinTables {
  const joins = new Map<string, JoinTable>();
  for (const { slots } of classes) {
    slots.forEach(({ name, storage }) => {
      if (storage.kind === "join") joins.set(storage.table, { slot: name, storage });
    });
  }
  return joins;
}

/** A line for each foreign key of a table. */
export function keyRelations(table: Table): readonly Relation[] {
  return foreignKeys(table).map((key) => keyRelation(table, key));
}

/** A join table and its two foreign keys as one line from many to many. */
export function joinRelations(table: Table, join: JoinTable): readonly Relation[] {
  const { slot, storage } = join;
  const source = targetOf(table, storage.ownerColumn);
  const target = targetOf(table, storage.targetColumn);
  // Without a second foreign key it leads nowhere.
  if (source === undefined || target === undefined) return [];
  return [{ target, source, line: "}o--o{", label: slot }];
}

/** Relations of one kind between the same two tables, which are drawn as one line; never none. */
export type Parallel = readonly [Relation, ...Relation[]];

/** In the order of the first relation of each. */
export function parallel(relations: readonly Relation[]): readonly Parallel[] {
  const groups = Map.groupBy(
    relations,
    ({ target, source, line }) => `${target}\n${source}\n${line}`,
  );
  return [...groups.values()] as [Relation, ...Relation[]][];
}

/** All of them as one. */
export function merged(group: Parallel): Relation {
  const [first] = group;
  if (group.length === 1) return first;
  const labels = [...new Set(group.map(({ label }) => label))];
  const shown = labels.slice(0, 3).join(", ");
  const more = labels.length > 3 ? ` and ${labels.length - 3} more` : "";
  return { ...first, label: shown + more };
}

/** `quote` is for the names of entities and for labels. */
export function relationText(
  { target, source, line, label }: Relation,
  quote: (name: string) => string,
): string {
  return `${quote(target)} ${line} ${quote(source)} : ${quote(label)}`;
}

/** The table that a column refers to. */
function targetOf({ constraints }: Table, column: string): string | undefined {
  for (const constraint of constraints) {
    if (constraint.kind === "foreign_key" && constraint.columns.includes(column))
      return constraint.targetTable;
  }
  return undefined;
}

function foreignKeys(table: Table): readonly ForeignKey[] {
  return table.constraints.filter((constraint) => constraint.kind === "foreign_key");
}

/** The target end is one row, or none where the key may be null; the other end is many, or one where the key is unique. */
function keyRelation(table: Table, key: ForeignKey): Relation {
  const isRequired = table.columns.every(
    ({ name, notNull }) => notNull || !key.columns.includes(name),
  );
  return {
    target: key.targetTable,
    source: table.name,
    line: `${isRequired ? "||" : "|o"}--${isUnique(table, key) ? "o|" : "o{"}`,
    label: key.columns.join(", "),
  };
}

/** Whether no two rows have the same values in these columns. */
function isUnique({ constraints, indexes }: Table, { columns }: ForeignKey): boolean {
  const isAmong = (name = ""): boolean => columns.includes(name);
  return (
    constraints.some(
      (other) =>
        (other.kind === "primary_key" || other.kind === "unique") &&
        other.columns.every((name) => isAmong(name)),
    ) ||
    indexes.some(
      ({ unique, where, keys }) =>
        unique && where === undefined && keys.every(({ column }) => isAmong(column)),
    )
  );
}
