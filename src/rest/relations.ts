// Tables → the FROM items that show their rows as the statement leaves them. Postgres shows each part of a statement the tables as they
// were before it, and what it has written only where that is returned.

import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";

/** What a statement does to one table. */
export interface Change {
  /** The CTEs that return rows of it. */
  readonly written: readonly string[];
  /** Stored rows with one of these values in this column are gone, or among those that are returned. */
  readonly column: string;
  /** Queries for the values. */
  readonly values: readonly string[];
}

export class Relations {
  /** By namespace. */
  static readonly #stored = new Map<string, Relations>();
  readonly #namespace: string;
  readonly #changes: ReadonlyMap<string, Change>;
  readonly #made = new WeakMap<object, string>();

  constructor(namespace: string, changes: ReadonlyMap<string, Change> = new Map()) {
    this.#namespace = namespace;
    this.#changes = changes;
  }

  /** As they are before a statement changes anything: what was made of them for one is there for the next. */
  static stored(namespace: string): Relations {
    let relations = Relations.#stored.get(namespace);
    if (relations === undefined)
      Relations.#stored.set(namespace, (relations = new Relations(namespace)));
    return relations;
  }

  /** What `make` makes of these rows, which is done once: rows that show those of many classes are long. */
  once(rows: object, make: () => string): string {
    let made = this.#made.get(rows);
    if (made === undefined) this.#made.set(rows, (made = make()));
    return made;
  }

  /** The rows of a table, of which these columns are read. */
  of(table: string, columns: readonly string[]): string {
    const stored = qualifiedName(this.#namespace, table);
    const change = this.#changes.get(table);
    if (change === undefined) return stored;
    const list = columns.map(quoteIdentifier).join(", ");
    const written = change.written.map((cte) => `select ${list} from ${cte}`);
    const values = change.values.join(" union all ");
    const kept = `select ${list} from ${stored} s where s.${quoteIdentifier(change.column)} not in (${values})`;
    return `(${[...written, kept].join(" union all ")})`;
  }
}
