// Collects the parts of one table and of the whole namespace, and sees to it that no two things get the same name.

import {
  isKey,
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
import { byName } from "../relational/normalize.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import { NamePrefix } from "../relational/name.ts";
import type { Place, Report } from "../text/diagnostic.ts";
import type { Location } from "../text/location.ts";

/** Of a Postgres table, whatever their types. */
const MAX_COLUMNS = 1600;

/** What is said of a table beside what it holds. */
type TableAbout = Pick<Table, "comment" | "past" | "partOf">;

/** Who has a name: said only where it is taken. */
interface Owner {
  /** In a sentence. */
  readonly what: string;
  readonly place: Place;
  /** It is not the name of the table, but of something on it. */
  readonly part?: "constraint" | "index";
}

function ownerWords({ what, part }: Owner): string {
  return part === undefined ? what : `the ${part} on ${what}`;
}

/** Names that share one space in Postgres: tables and indexes, the indexes behind keys among them. */
export class NamespaceBuilder {
  readonly #report: Report;
  readonly #locate: (place: Place) => Location;
  readonly #relations = new Map<string, Owner>();
  readonly #builders = new Set<TableBuilder>();
  readonly #made: Table[] = [];
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
    if (this.claim(name, { what, place })) this.#builders.add(table);
    return table;
  }

  /** Adds a table that is made in one piece, whose columns and constraints have names of their own. */
  add(table: Table, what: string, place: Place): void {
    if (!this.claim(table.name, { what, place })) return;
    for (const constraint of table.constraints)
      if (isKey(constraint)) this.claim(constraint.name, { what, place, part: "constraint" });
    for (const { name } of table.indexes) this.claim(name, { what, place, part: "index" });
    this.#made.push(table);
  }

  /** Whether the table is part of the database; not where its name was taken. */
  holds(table: TableBuilder): boolean {
    return this.#builders.has(table);
  }

  /** Takes a name that tables and indexes share. False, and a diagnostic, where it is taken. */
  claim(name: string, owner: Owner): boolean {
    const first = this.#relations.get(name);
    if (first === undefined) this.#relations.set(name, owner);
    else this.reportCollision(name, first, owner);
    return first === undefined;
  }

  reportCollision(name: string, first: Owner, second: Owner): void {
    const params = { name, first: ownerWords(first), second: ownerWords(second) };
    this.#report("name-collision", second.place, params, [
      { message: "the other is here", place: first.place },
    ]);
  }

  /** Functions are ours by name: one of a name is enough. */
  routine(routine: Routine): void {
    this.#routines.set(routine.name, routine);
  }

  build(namespace: string): Database {
    const tables = [...this.#builders].map((table) => table.build());
    for (const { place, columnCount: count, what } of this.#builders) {
      if (count > MAX_COLUMNS)
        this.#report("too-many-columns", place, { what, count, limit: MAX_COLUMNS });
    }
    const routines = [...this.#routines.values()];
    return {
      namespace,
      tables: [...tables, ...this.#made].toSorted(byName),
      ...(routines.length > 0 && { routines: routines.toSorted(byName) }),
    };
  }
}

/** What a column is of: a slot, or what a sentence says. */
type ColumnOwner = InducedSlot | Owner;

export class TableBuilder {
  readonly name: string;
  /** What is on it is named after it. */
  readonly prefix: NamePrefix;
  readonly place: Place;
  readonly #namespace: NamespaceBuilder;
  /** What the table is of, in a sentence. */
  readonly what: string;
  readonly #about: TableAbout;
  readonly #columns: Column[] = [];
  readonly #columnOwners = new Map<string, ColumnOwner>();
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
    this.prefix = new NamePrefix(`${name}_`);
    this.what = what;
    this.place = place;
    this.#about = about;
  }

  get columnCount(): number {
    return this.#columns.length;
  }

  column(column: Column, owner: ColumnOwner): void {
    const { name } = column;
    const first = this.#columnOwners.get(name);
    if (first !== undefined) {
      this.#namespace.reportCollision(name, this.#ownerOf(first), this.#ownerOf(owner));
      return;
    }
    this.#columnOwners.set(name, owner);
    this.#columns.push(column);
  }

  #ownerOf(owner: ColumnOwner): Owner {
    if ("what" in owner) return owner;
    return { what: `slot "${owner.name}" of ${this.what}`, place: owner.origin };
  }

  /** What fills a column that is there already. */
  backfill(name: string, backfill: Backfill): void {
    const position = this.#columns.findIndex((column) => column.name === name);
    const column = this.#columns[position];
    if (column !== undefined) this.#columns[position] = { ...column, backfill };
  }

  constraint(constraint: Constraint): void {
    if (!this.#namespace.holds(this)) return;
    if (isKey(constraint)) {
      if (!this.#namespace.claim(constraint.name, this.#constraintOwner(constraint))) return;
      this.#keys.push(constraint);
      const [leading] = constraint.columns;
      if (leading !== undefined) this.#indexed.add(leading);
    }
    this.#constraints.push(constraint);
  }

  #constraintOwner(constraint: Constraint): Owner {
    const location = "location" in constraint ? constraint.location : undefined;
    return { what: this.what, place: location ?? this.place, part: "constraint" };
  }

  index(index: Index, place: Place = this.place): void {
    if (!this.#namespace.holds(this)) return;
    if (!this.#namespace.claim(index.name, { what: this.what, place, part: "index" })) return;
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
    const constraints = this.#constraints.toSorted(byName);
    let first: Constraint | undefined;
    for (const constraint of constraints) {
      if (first?.name === constraint.name) {
        const owner = this.#constraintOwner(first);
        this.#namespace.reportCollision(constraint.name, owner, this.#constraintOwner(constraint));
      }
      first = constraint;
    }
    return {
      name: this.name,
      columns: this.#columns,
      constraints,
      indexes: this.#indexes.toSorted(byName),
      ...(this.#triggers.length > 0 && { triggers: this.#triggers.toSorted(byName) }),
      ...this.#about,
      location: this.#namespace.locate(this.place),
    };
  }
}
