// The relational model: what a Postgres namespace holds, whoever described it.
// `lower` makes one from LinkML, `postgres/catalog` reads one from a live server, `migration` compares the two.
// Nothing here knows that LinkML exists.

import type { Location } from "../text/location.ts";

/** Everything one Postgres namespace (Postgres's own word: schema) holds that we can describe. */
export interface Database {
  readonly namespace: string;
  /** Sorted by name. */
  readonly tables: readonly Table[];
  /** Sorted by name; absent where there are none. */
  readonly routines?: readonly Routine[];
}

export interface Table {
  readonly name: string;
  /** In their order of creation. */
  readonly columns: readonly Column[];
  /** Sorted by name; NOT NULL is a property of the column, not a constraint. */
  readonly constraints: readonly Constraint[];
  /** Sorted by name; without the indexes that stand behind a constraint. */
  readonly indexes: readonly Index[];
  /** Sorted by name, those of constraints left out; absent where there are none. */
  readonly triggers?: readonly Trigger[];
  readonly comment?: string;
  /** Where the author wrote it; absent in a Database read from a catalog. */
  readonly location?: Location;
}

export interface Column {
  readonly name: string;
  /** As Postgres's format_type prints it: `text`, `bigint`, `text[]`, `timestamp with time zone`, `numeric`. */
  readonly type: string;
  readonly notNull: boolean;
  readonly default?: Expression;
  /** GENERATED … AS IDENTITY; excludes `default`. */
  readonly identity?: "by default" | "always";
  /** GENERATED ALWAYS AS (…) STORED: computed from other columns of the row; excludes `default`. */
  readonly generated?: Expression;
  /** What a live object has beyond this model, in Postgres's words (`COLLATE …`, …); two objects that differ in it differ. */
  readonly variant?: string;
  readonly comment?: string;
  readonly location?: Location;
}

/**
 * A piece of SQL in a default, a generated column, a CHECK or an index predicate.
 * Postgres stores its own wording of it; two expressions are the same when Postgres words them the same.
 */
export interface Expression {
  /** As we write it (desired), or as Postgres prints it (live). */
  readonly sql: string;
  /** As Postgres prints it, once it has been asked (see `postgres/canonical`). */
  readonly canonical?: string;
}

export type Constraint = PrimaryKey | Unique | Check | ForeignKey;

export interface PrimaryKey {
  readonly kind: "primary_key";
  readonly name: string;
  readonly columns: readonly string[];
  /** What a live object has beyond this model, in Postgres's words (`DEFERRABLE`, `NOT VALID`, …); two objects that differ in it differ. */
  readonly variant?: string;
}

export interface Unique {
  readonly kind: "unique";
  readonly name: string;
  readonly columns: readonly string[];
  /** UNIQUE NULLS NOT DISTINCT: two rows without a value collide. */
  readonly nullsNotDistinct: boolean;
  /** What a live object has beyond this model, in Postgres's words (`DEFERRABLE`, `NOT VALID`, …); two objects that differ in it differ. */
  readonly variant?: string;
  readonly location?: Location;
}

export interface Check {
  readonly kind: "check";
  readonly name: string;
  readonly expression: Expression;
  /** The columns that the expression reads, for error pointers. */
  readonly columns: readonly string[];
  /** What a live object has beyond this model, in Postgres's words (`DEFERRABLE`, `NOT VALID`, …); two objects that differ in it differ. */
  readonly variant?: string;
  readonly location?: Location;
}

export type ReferentialAction = "no action" | "restrict" | "cascade" | "set null";

export interface ForeignKey {
  readonly kind: "foreign_key";
  readonly name: string;
  readonly columns: readonly string[];
  readonly targetTable: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** DEFERRABLE INITIALLY DEFERRED: asked at the end of the transaction. */
  readonly deferred?: true;
  /** What a live object has beyond this model, in Postgres's words (`DEFERRABLE`, `NOT VALID`, …); two objects that differ in it differ. */
  readonly variant?: string;
  readonly location?: Location;
}

export interface Index {
  readonly name: string;
  readonly unique: boolean;
  /** `btree`, `gin`, … */
  readonly method: string;
  readonly keys: readonly IndexKey[];
  /** INCLUDE columns. */
  readonly include: readonly string[];
  /** Partial index predicate. */
  readonly where?: Expression;
  /** What a live object has beyond this model, in Postgres's words (an expression, an operator class, `INVALID`); two objects that differ in it differ. */
  readonly variant?: string;
  readonly location?: Location;
}

export interface IndexKey {
  readonly column: string;
  readonly descending: boolean;
}

/** A function for triggers: PL/pgSQL without arguments, run with an empty search_path. */
export interface Routine {
  readonly name: string;
  /** From DECLARE or BEGIN to END; Postgres keeps it to the letter. */
  readonly body: string;
  /** What a live object has beyond this model, in Postgres's words (`SECURITY DEFINER`, …); two objects that differ in it differ. */
  readonly variant?: string;
}

/** Runs a routine after rows, or the whole table, have changed. */
export interface Trigger {
  readonly name: string;
  /** `row`: after INSERT, DELETE and UPDATE of `columns`, for each row. `truncate`: after TRUNCATE. */
  readonly event: "row" | "truncate";
  /** Of `row`: the columns whose UPDATE counts; not empty. */
  readonly columns: readonly string[];
  readonly routine: string;
  /** Literals given to the routine (TG_ARGV). */
  readonly arguments: readonly string[];
  /** What a live object has beyond this model, in Postgres's words (`DISABLED`, …); two objects that differ in it differ. */
  readonly variant?: string;
}

/** The text two expressions are compared by. */
export function expressionText(expression: Expression): string {
  return expression.canonical ?? expression.sql;
}
