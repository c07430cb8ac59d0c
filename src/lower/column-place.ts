// Where a statement finds its values: one column of a table.

import { quoteIdentifier } from "../sql/quote.ts";
import { atom, type Formula } from "./formula.ts";

export interface ColumnPlace {
  /** Quoted. */
  readonly sql: string;
  /** Postgres type of the value, or of one element. */
  readonly type: string;
  readonly array: boolean;
  readonly notNull: boolean;
  /** The member of another class whose value it holds: documents may have the object itself. */
  readonly keyOf?: string;
  /** A foreign key holds its values to those of a column with the same rules. */
  readonly isKnown?: boolean;
}

export function columnPlace(column: string, rest: Omit<ColumnPlace, "sql">): ColumnPlace {
  return { sql: quoteIdentifier(column), ...rest };
}

export function isNull({ sql }: ColumnPlace): Formula {
  return atom(`${sql} IS NULL`);
}

export function isNotNull({ sql }: ColumnPlace): Formula {
  return atom(`${sql} IS NOT NULL`);
}
