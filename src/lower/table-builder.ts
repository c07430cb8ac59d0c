// Collects the parts of one table and of the whole namespace, and sees to it that no two things get the same name.

import type { Column, Constraint, Database, Index, Table } from "../relational/database.ts";
import type { Place, Report } from "../text/diagnostic.ts";
import type { Location } from "../text/location.ts";

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

  constructor(report: Report, locate: (place: Place) => Location) {
    this.#report = report;
    this.#locate = locate;
  }

  locate(place: Place): Location {
    return this.#locate(place);
  }

  table(name: string, what: string, place: Place, comment: string | undefined): TableBuilder {
    const table = new TableBuilder(this, name, what, place, comment);
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
      { message: "the first is here", place: first.place },
    ]);
    return false;
  }

  claimRelation(name: string, owner: Owner): boolean {
    return this.claim(this.#relations, name, owner);
  }

  build(namespace: string): Database {
    const tables = [...this.#tables].map((table) => table.build());
    return { namespace, tables: tables.toSorted(byName) };
  }
}

export class TableBuilder {
  readonly name: string;
  readonly place: Place;
  readonly #namespace: NamespaceBuilder;
  readonly #what: string;
  readonly #comment: string | undefined;
  readonly #columns: Column[] = [];
  readonly #columnNames = new Map<string, Owner>();
  readonly #constraintNames = new Map<string, Owner>();
  readonly #constraints: Constraint[] = [];
  readonly #indexes: Index[] = [];

  constructor(
    namespace: NamespaceBuilder,
    name: string,
    what: string,
    place: Place,
    comment: string | undefined,
  ) {
    this.#namespace = namespace;
    this.name = name;
    this.#what = what;
    this.place = place;
    this.#comment = comment;
  }

  column(column: Column, what: string, place: Place): void {
    if (this.#namespace.claim(this.#columnNames, column.name, { what, place })) {
      this.#columns.push(column);
    }
  }

  constraint(constraint: Constraint, place: Place = this.place): void {
    const owner = { what: `the constraint on ${this.#what}`, place };
    if (!this.#namespace.claim(this.#constraintNames, constraint.name, owner)) return;
    if (!this.#namespace.holds(this)) return;
    const indexed = constraint.kind === "primary_key" || constraint.kind === "unique";
    if (indexed && !this.#namespace.claimRelation(constraint.name, owner)) return;
    this.#constraints.push(constraint);
  }

  index(index: Index, place: Place = this.place): void {
    const owner = { what: `the index on ${this.#what}`, place };
    if (!this.#namespace.holds(this)) return;
    if (this.#namespace.claimRelation(index.name, owner)) this.#indexes.push(index);
  }

  /** Whether some key or index already starts with exactly this column. */
  isIndexed(column: string): boolean {
    return (
      this.#constraints.some(
        (constraint) =>
          (constraint.kind === "primary_key" || constraint.kind === "unique") &&
          constraint.columns[0] === column,
      ) ||
      this.#indexes.some(
        (index) => index.method === "btree" && !index.where && index.keys[0]?.column === column,
      )
    );
  }

  build(): Table {
    return {
      name: this.name,
      columns: this.#columns,
      constraints: this.#constraints.toSorted(byName),
      indexes: this.#indexes.toSorted(byName),
      ...(this.#comment === undefined ? {} : { comment: this.#comment }),
      location: this.#namespace.locate(this.place),
    };
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
