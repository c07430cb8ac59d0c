// Tables → fewer ones with all of their expressions. How Postgres words an expression depends on the columns that it reads, not on the
// table: where columns agree, and slots of one schema mostly do, one temporary table asks for many. Making one takes Postgres the time of
// dozens of expressions.

import type { Check, Column, Index, Table } from "../../relational/database.ts";

/** A table that asks for others. */
export interface Scratch {
  readonly table: Table;
  readonly members: readonly Table[];
}

/** Postgres reads all checks of a table again with each that is added. */
const MOST_CONDITIONS = 60;
const MOST_COLUMNS = 400;
/** Tables tried for one more member: the more, the fewer they become, and the longer it takes. */
const TRIED = 8;

/** The fewest that can be found quickly; a table that agrees with no other is one by itself. */
export function scratchTables(tables: readonly Table[]): readonly Scratch[] {
  const drafts: Draft[] = [];
  for (const table of tables) {
    const fitting = drafts.slice(-TRIED).find((draft) => draft.takes(table));
    if (fitting !== undefined) fitting.add(table);
    else drafts.push(new Draft(table));
  }
  return drafts.map((draft, number) => draft.finish(number));
}

class Draft {
  readonly #members: Table[] = [];
  readonly #columns = new Map<string, Column>();
  readonly #checks = new Map<string, Check>();
  readonly #indexes = new Map<string, Index>();

  constructor(table: Table) {
    this.add(table);
  }

  takes(table: Table): boolean {
    if (this.#checks.size + this.#indexes.size > MOST_CONDITIONS) return false;
    if (this.#columns.size + table.columns.length > MOST_COLUMNS) return false;
    return table.columns.every((column) => {
      const own = this.#columns.get(column.name);
      return own === undefined || agree(own, column);
    });
  }

  add(table: Table): void {
    this.#members.push(table);
    for (const column of table.columns) {
      const own = this.#columns.get(column.name);
      if (own === undefined || (own.default === undefined && column.default !== undefined))
        this.#columns.set(column.name, column);
    }
    for (const constraint of table.constraints)
      if (constraint.kind === "check") this.#checks.set(constraint.expression.sql, constraint);
    for (const index of table.indexes)
      if (index.where !== undefined || index.keys.some(({ expression }) => expression))
        this.#indexes.set(JSON.stringify([index.method, index.keys, index.where?.sql]), index);
  }

  finish(number: number): Scratch {
    const [only, ...others] = this.#members;
    if (only !== undefined && others.length === 0) return { table: only, members: [only] };
    const table: Table = {
      // No table of anyone is called so.
      name: `\0${number}`,
      columns: [...this.#columns.values()],
      // What is called alike in two tables need not be the same.
      constraints: [...this.#checks.values()].map((check, place) => ({
        ...check,
        name: `check ${place}`,
      })),
      indexes: [...this.#indexes.values()].map((index, place) => ({
        ...index,
        name: `index ${place}`,
      })),
    };
    return { table, members: this.#members };
  }
}

/** Whether expressions over the one read the same over the other. */
function agree(left: Column, right: Column): boolean {
  return (
    left.type === right.type &&
    left.collation === right.collation &&
    left.virtual === right.virtual &&
    left.generated?.sql === right.generated?.sql &&
    (left.default === undefined ||
      right.default === undefined ||
      left.default.sql === right.default.sql)
  );
}
