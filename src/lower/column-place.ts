// Where a statement finds its values: one column of a table.

import { baseOf } from "../constraint/sql-type.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { atom, type Formula } from "./formula.ts";

export interface ColumnPlace {
  /** Quoted. */
  readonly sql: string;
  /** Postgres type of the value, or of one element: the one whose operators and functions it has. */
  readonly type: string;
  /** The type of the column, where that is another one. */
  readonly stored?: string;
  readonly array: boolean;
  readonly notNull: boolean;
  /** The member of another class whose value it holds: documents may have the object itself. */
  readonly keyOf?: string;
  /** A foreign key holds its values to those of a column with the same rules. */
  readonly isKnown?: boolean;
}

/** `stored` is the type of the column, or of one element. */
export function columnPlace(
  column: string,
  stored: string,
  rest: Omit<ColumnPlace, "sql" | "type" | "stored">,
): ColumnPlace {
  const type = baseOf(stored);
  const name = quoteIdentifier(column);
  if (type === stored) return { sql: name, type, ...rest };
  // Lists of another type are none that Postgres would compare with those of this one.
  return { sql: rest.array ? `${name}::${type}[]` : name, type, stored, ...rest };
}

export function isNull({ sql }: ColumnPlace): Formula {
  return atom(`${sql} IS NULL`);
}

export function isNotNull({ sql }: ColumnPlace): Formula {
  return atom(`${sql} IS NOT NULL`);
}
