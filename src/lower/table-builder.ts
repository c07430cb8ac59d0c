// Collects the parts of one table and of the whole namespace, and sees to it that no two things get the same name.

import {
  keyColumns,
  type Backfill,
  type Column,
  type Constraint,
  type Database,
  type Index,
  type IndexKey,
  type PrimaryKey,
  type Routine,
  type Table,
  type Trigger,
  type Unique,
} from "../relational/database.ts";
import type { Place, Report } from "../text/diagnostic.ts";
import type { Location } from "../text/location.ts";

/** Of a Postgres table, whatever their types. */
const MAX_COLUMNS = 1600;

/** What is said of a table beside what it holds. */
type TableAbout = Pick<Table, "comment" | "past" | "partOf">;

interface Owner {
  readonly what: string;
  readonly place: Place;
}

/** Names that share one space in Postgres: tables and indexes, the indexes behind keys among them. */
export class NamespaceBuilder {
  readonly #report: Report;
  readonly #locate: (place: Place) => Location;
  readonly #relations = new Map<string, Owner>();
  readonly #tables = new Set<TableBuilder>();
  readonly #routines = new Map<string, Routine>();

  constructor(report: Report, locate: (place: Place) => Location) {
    this.#report = report;
    this.#locate = locate;
  }

  locate(place: Place): Location {
    return this.#locate(place);
  }

  table(name: string, what: string, place: Place, about: TableAbout): TableBuilder {
    const table = new TableBuilder(this, name, what, place, about);
    // Of two tables with one name only the first is said to collide; so do all their constraints.
    if (!this.claim(this.#relations, name, { what, place })) return table;
    this.#tables.add(table);
    return table;
  }

  /** Whether the table is part of the database; not where its name was taken. */
  holds(table: TableBuilder): boolean {
    return this.#tables.has(table);
  }

  /** False, and a diagnostic, where the name is taken. */
  claim(names: Map<string, Owner>, name: string, owner: Owner): boolean {
    const first = names.get(name);
    if (first === undefined) {
      names.set(name, owner);
      return true;
    }
    this.#report("name-collision", owner.place, { name, first: first.what, second: owner.what }, [
      { message: "the other is here", place: first.place },
    ]);
    return false;
  }

  claimRelation(name: string, owner: Owner): boolean {
    return this.claim(this.#relations, name, owner);
  }

  /** Functions are ours by name: one of a name is enough. */
  routine(routine: Routine): void {
    this.#routines.set(routine.name, routine);
  }

  build(namespace: string): Database {
    const tables = [...this.#tables].map((table) => table.build());
    for (const { place, columnCount: count, what } of this.#tables) {
      if (count > MAX_COLUMNS)
        this.#report("too-many-columns", place, { what, count, limit: MAX_COLUMNS });
    }
    const routines = [...this.#routines.values()];
    return {
      namespace,
      tables: tables.toSorted(byName),
      ...(routines.length > 0 && { routines: routines.toSorted(byName) }),
    };
  }
}

export class TableBuilder {
  readonly name: string;
  readonly place: Place;
  readonly #namespace: NamespaceBuilder;
  /** What the table is of, in a sentence. */
  readonly what: string;
  readonly #about: TableAbout;
  readonly #columns: Column[] = [];
  readonly #columnNames = new Map<string, Owner>();
  readonly #constraintNames = new Map<string, Owner>();
  readonly #constraints: Constraint[] = [];
  /** Those of them that have an index behind them. */
  readonly #keys: (PrimaryKey | Unique)[] = [];
  /** Columns that a key or btree index of all rows starts with. */
  readonly #indexed = new Set<string>();
  readonly #indexes: Index[] = [];
  readonly #triggers: Trigger[] = [];

  constructor(
    namespace: NamespaceBuilder,
    name: string,
    what: string,
    place: Place,
    about: TableAbout,
  ) {
    this.#namespace = namespace;
    this.name = name;
    this.what = what;
    this.place = place;
    this.#about = about;
  }

  get columnCount(): number {
    return this.#columns.length;
  }

  column(column: Column, what: string, place: Place): void {
    if (this.#namespace.claim(this.#columnNames, column.name, { what, place })) {
      this.#columns.push(column);
    }
  }

  /** What fills a column that is there already. */
  backfill(name: string, backfill: Backfill): void {
    const position = this.#columns.findIndex((column) => column.name === name);
    const column = this.#columns[position];
    if (column !== undefined) this.#columns[position] = { ...column, backfill };
  }

  constraint(constraint: Constraint, place: Place = this.place): void {
    const owner = { what: `the constraint on ${this.what}`, place };
    if (!this.#namespace.claim(this.#constraintNames, constraint.name, owner)) return;
    if (!this.#namespace.holds(this)) return;
    if (constraint.kind === "primary_key" || constraint.kind === "unique") {
      if (!this.#namespace.claimRelation(constraint.name, owner)) return;
      this.#keys.push(constraint);
      const [first] = constraint.columns;
      if (first !== undefined) this.#indexed.add(first);
    }
    this.#constraints.push(constraint);
  }

  index(index: Index, place: Place = this.place): void {
    const owner = { what: `the index on ${this.what}`, place };
    if (!this.#namespace.holds(this)) return;
    if (!this.#namespace.claimRelation(index.name, owner)) return;
    this.#indexes.push(index);
    const [first] = index.keys;
    const isOfAll = index.method === "btree" && index.where === undefined;
    if (isOfAll && first?.column !== undefined && !first.descending)
      this.#indexed.add(first.column);
  }

  /** Triggers are named after what they keep, so that no two of a table share a name. */
  trigger(trigger: Trigger): void {
    this.#triggers.push(trigger);
  }

  /** Whether some key or index already starts with exactly this column. */
  isIndexed(column: string): boolean {
    return this.#indexed.has(column);
  }

  /** The name of a key or btree index that begins with these. */
  indexOver(keys: readonly IndexKey[]): string | undefined {
    const begins = (others: readonly IndexKey[]): boolean =>
      keys.every(
        ({ column, descending }, position) =>
          column !== undefined &&
          others[position]?.column === column &&
          others[position].descending === descending,
      );
    const key = this.#keys.find(({ columns }) =>
      begins(columns.map((column) => ({ column, descending: false }))),
    );
    const index = this.#indexes.find(
      (other) => other.method === "btree" && other.where === undefined && begins(other.keys),
    );
    return (key ?? index)?.name;
  }

  /** The name of what keeps rows from sharing values of these columns already, in whatever order. */
  uniqueOver(columns: readonly string[], nullsNotDistinct: boolean): string | undefined {
    const wanted = new Set(columns);
    const isSame = (others: readonly string[]): boolean =>
      others.length === wanted.size && others.every((column) => wanted.has(column));
    const key = this.#keys.find(
      (other) =>
        isSame(other.columns) &&
        (other.kind === "primary_key" || other.nullsNotDistinct || !nullsNotDistinct),
    );
    const index = this.#indexes.find(
      (other) =>
        other.unique &&
        other.where === undefined &&
        !nullsNotDistinct &&
        other.keys.every(({ column }) => column !== undefined) &&
        isSame(keyColumns(other)),
    );
    return (key ?? index)?.name;
  }

  build(): Table {
    return {
      name: this.name,
      columns: this.#columns,
      constraints: this.#constraints.toSorted(byName),
      indexes: this.#indexes.toSorted(byName),
      ...(this.#triggers.length > 0 && { triggers: this.#triggers.toSorted(byName) }),
      ...this.#about,
      location: this.#namespace.locate(this.place),
    };
  }
}

/** No two have the same. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
