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
  /** Sorted by name; absent where there are none. */
  readonly types?: readonly EnumType[];
}

/** A native enum type. LinkML enums are text with a check: only databases made by others have these. */
export interface EnumType {
  readonly name: string;
  /** In the order in which Postgres sorts them. */
  readonly values: readonly string[];
  readonly comment?: string;
  /** Only of a live type: the columns that have it, as `namespace.table.column`. */
  readonly users?: readonly string[];
  /** Only of a live type: what else depends on it, as Postgres describes it (`function f(public.status)`). */
  readonly dependents?: readonly string[];
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
  readonly past?: Past;
  /** Of a table that is made for another: it goes where that goes. */
  readonly partOf?: TablePart;
  /** Only of a live table that is about to be renamed, or has columns that are. */
  readonly former?: FormerTable;
  /** Where the author wrote it; absent in a Database read from a catalog. */
  readonly location?: Location;
}

/** By what a database that is behind may know a table or column. What the database holds does not depend on it. */
export interface Past {
  /** What its author calls it, where that is not its name. */
  readonly element?: string;
  /** What its author has called it before. */
  readonly renamedFrom?: readonly string[];
  /** What its author says it stands for, whatever it is called. */
  readonly uri?: string;
  /** Of a column: values that are called otherwise now, from the old to the new one. */
  readonly values?: Readonly<Record<string, string>>;
}

/** What a table and its columns are called until they are renamed. */
export interface FormerTable {
  /** Where it is not that of the database. */
  readonly namespace?: string;
  readonly name: string;
  /** All of its columns, by the name that each will have. */
  readonly columns: Readonly<Record<string, string>>;
  /** A condition on a row `l` of it: it stays. Absent where all do. */
  readonly rows?: string;
}

/** What a table holds for the rows of another one: their lists, or their keys. */
export interface TablePart {
  readonly table: string;
  /** Tells the parts of one table apart: the column that a list would be, or `identity`. */
  readonly role: string;
}

export interface Column {
  readonly name: string;
  /** As Postgres's format_type prints it: `text`, `bigint`, `text[]`, `timestamp with time zone`, `numeric`. */
  readonly type: string;
  readonly notNull: boolean;
  /** As regcollation prints it, `"C"`; absent where it is that of the type. */
  readonly collation?: string;
  readonly default?: Expression;
  /** GENERATED … AS IDENTITY; excludes `default`. */
  readonly identity?: "by default" | "always";
  /** The name of a sequence that the column owns and whose next number is its default; excludes `default` and `identity`. */
  readonly serial?: string;
  /** How the sequence of an identity or a serial counts, where that is not as usual. */
  readonly counter?: Counter;
  /** GENERATED ALWAYS AS (…): computed from other columns of the row; excludes `default`. */
  readonly generated?: Expression;
  /** Of `generated`: computed when it is read, from Postgres 18 on, rather than stored. */
  readonly virtual?: true;
  /** What a live object has beyond this model, in Postgres's words; two objects that differ in it differ. */
  readonly variant?: string;
  readonly comment?: string;
  /** Where rows that have no value take one from when they need one. What the database holds does not depend on it. */
  readonly backfill?: Backfill;
  readonly past?: Past;
  readonly location?: Location;
}

/** The value of a column, computed from others of its row as they were before: for rows that are there before the column, or before it is required. */
export interface Backfill {
  /** Every name of a column in it is quoted. */
  readonly sql: string;
  /** The columns that it reads; some may be gone from the schema. */
  readonly columns: readonly string[];
  /** A table that it reads as well. */
  readonly list?: BackfillList;
}

/** A table with a list for each row of another one, of which the first is to stand in a column. */
export interface BackfillList {
  readonly table: string;
  /** What the SQL calls it: its qualified name. */
  readonly place: string;
  /** The column that says whose list a row is in. */
  readonly owner: string;
  /** The column has values of its own, which make way. */
  readonly replaces?: true;
}

/** Options of a sequence, each absent where it is what Postgres chooses by itself. Numbers are decimal text: they may be 64 bits. */
export interface Counter {
  /** Where it is not that of the column. */
  readonly type?: string;
  readonly increment?: string;
  readonly minimum?: string;
  readonly maximum?: string;
  readonly start?: string;
  readonly cache?: string;
  readonly cycle?: true;
}

/**
 * A piece of SQL in a default, a generated column, a CHECK or an index predicate.
 * Postgres stores its own wording of it; two expressions are the same when Postgres words them the same.
 */
export interface Expression {
  /** As we write it (desired), or as Postgres prints it (live). */
  readonly sql: string;
  /** As Postgres prints it, once it has been asked (see `postgres/wording`). */
  readonly canonical?: string;
}

export type Constraint = PrimaryKey | Unique | Check | ForeignKey;

/** When a constraint is asked, where that is not after each statement. */
interface Deferral {
  /** DEFERRABLE: at the end of the transaction, if that asks for it. */
  readonly deferrable?: true;
  /** DEFERRABLE INITIALLY DEFERRED: at the end of the transaction. */
  readonly deferred?: true;
}

export interface PrimaryKey extends Deferral {
  readonly kind: "primary_key";
  readonly name: string;
  readonly columns: readonly string[];
  /** INCLUDE columns; not empty. */
  readonly include?: readonly string[];
  /** What a live object has beyond this model, in Postgres's words (`NO INHERIT`, …); two objects that differ in it differ. */
  readonly variant?: string;
  readonly comment?: string;
}

export interface Unique extends Deferral {
  readonly kind: "unique";
  readonly name: string;
  readonly columns: readonly string[];
  /** INCLUDE columns; not empty. */
  readonly include?: readonly string[];
  /** UNIQUE NULLS NOT DISTINCT: two rows without a value collide. */
  readonly nullsNotDistinct: boolean;
  /** What a live object has beyond this model, in Postgres's words (`NO INHERIT`, …); two objects that differ in it differ. */
  readonly variant?: string;
  readonly comment?: string;
  readonly location?: Location;
}

export interface Check {
  readonly kind: "check";
  readonly name: string;
  readonly expression: Expression;
  /** The columns that the expression reads, for error pointers. */
  readonly columns: readonly string[];
  /** NOT VALID: it holds for new rows; those that were there before have not been asked. */
  readonly notValid?: true;
  /** What a live object has beyond this model, in Postgres's words (`NO INHERIT`, …); two objects that differ in it differ. */
  readonly variant?: string;
  readonly comment?: string;
  readonly location?: Location;
}

export type ReferentialAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

export interface ForeignKey extends Deferral {
  readonly kind: "foreign_key";
  readonly name: string;
  readonly columns: readonly string[];
  readonly targetTable: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  /** MATCH FULL: a reference of several columns is there whole, or not at all. */
  readonly matchFull?: true;
  /** NOT VALID: it holds for new rows; those that were there before have not been asked. */
  readonly notValid?: true;
  /** What a live object has beyond this model, in Postgres's words (`NO INHERIT`, …); two objects that differ in it differ. */
  readonly variant?: string;
  readonly comment?: string;
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
  /** Of a unique one: two rows without a value collide. */
  readonly nullsNotDistinct?: true;
  /** `fillfactor=70`, as pg_class has them; not empty. */
  readonly parameters?: readonly string[];
  /** Only of a live index: building it has failed or goes on, so that nothing may use it. */
  readonly invalid?: true;
  /** Only of a live index: all columns that its keys and its predicate read. */
  readonly reads?: readonly string[];
  /** What a live object has beyond this model, in Postgres's words; two objects that differ in it differ. */
  readonly variant?: string;
  readonly comment?: string;
  readonly location?: Location;
}

/** A column, or an expression over columns. */
export type IndexKey = (
  | { readonly column: string; readonly expression?: undefined }
  | { readonly column?: undefined; readonly expression: Expression }
) & {
  readonly descending: boolean;
  /** Where missing values stand, where that is not last, or first of descending ones. */
  readonly nulls?: "first" | "last";
  /** Where it is not the column's. */
  readonly collation?: string;
  /** Where it is not the usual one of the type: `text_pattern_ops`. */
  readonly operatorClass?: string;
};

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

/** The columns an index names; those that only an expression or the predicate reads are not among them. */
export function indexColumns(index: Index): readonly string[] {
  return [...keyColumns(index), ...index.include];
}

/** Those, and those that its expressions or its predicate read, as far as a catalog tells. */
export function usedColumns(index: Index): readonly string[] {
  return [...indexColumns(index), ...(index.reads ?? [])];
}

/** The columns among the keys of an index. */
export function keyColumns(index: Index): readonly string[] {
  return index.keys.flatMap((key) => key.column ?? []);
}

/** Whether it is a key, behind which Postgres has an index of the same name. */
export function isKey(constraint: Constraint): constraint is PrimaryKey | Unique {
  return constraint.kind === "primary_key" || constraint.kind === "unique";
}

/** The names of the indexes of a table, of those behind its keys too. */
export function indexNames({ constraints, indexes }: Table): readonly string[] {
  return [...constraints.filter(isKey), ...indexes].map(({ name }) => name);
}

/** The text two expressions are compared by. */
export function expressionText(expression: Expression): string {
  return expression.canonical ?? expression.sql;
}
