// What is known about the live database beyond the relational model: sizes, rights, and the things around our tables that are not ours.

import type { Check, Column, Database, EnumType, Index, Table } from "../relational/database.ts";

/** The namespace as it is, and what is around it. */
export interface LiveDatabase {
  /** Every table of the namespace, ours or not. */
  readonly database: Database;
  readonly tables: ReadonlyMap<string, LiveTable>;
  /** Names in the namespace taken by something other than a table or its indexes; none of it is ours. */
  readonly relations: readonly Relation[];
  /** Views, functions, policies, triggers and keys of other namespaces that use our tables. */
  readonly dependents: readonly Dependent[];
  /** Tables that migrations of ours have retired. Retired columns are in their tables, under their retired names. */
  readonly retired: readonly RetiredTable[];
  /** Enum types that went with columns that have them. */
  readonly retiredTypes?: readonly EnumType[];
  /** What a migration that was cut off was filling, by table; not in `database`. */
  readonly shadows?: ReadonlyMap<string, TableShadows>;
}

/** New columns that have still to take the place of others of their table, and what was made for them. */
export interface TableShadows {
  readonly columns: readonly ShadowColumn[];
  readonly checks: readonly Check[];
  readonly indexes: readonly Index[];
}

/** Under a name of `shadowName`, with a trigger of that name, which keeps it in step. */
export interface ShadowColumn extends Column {
  /** That the trigger calls. */
  readonly routine: string;
}

/** A table in the namespace of retired things, under its retired name. */
export interface RetiredTable {
  readonly table: Table;
  readonly live: LiveTable;
  readonly fingerprint: string;
  /** Others' things that use it, as Postgres describes them. */
  readonly dependents: readonly string[];
}

/** What a table is like, beside its definition. */
export interface LiveTable {
  /** Postgres's estimate. */
  readonly rows: number;
  /** Certain: there is not one row version in it. */
  readonly empty: boolean;
  /** Bytes of its rows, without indexes and long values. */
  readonly heap: number;
  /** Whether our role may alter it. */
  readonly ownable: boolean;
  /** Tables that inherit from it, or are its partitions: what is done to it is done to them. */
  readonly children: readonly string[];
}

interface Relation {
  readonly name: string;
  /** `view`, `sequence`, `enum type`, … */
  readonly kind: string;
  /** Made by an extension: nobody put it there by name. */
  readonly extension: boolean;
}

interface Dependent {
  readonly table: string;
  /** Absent where it is about the whole table. */
  readonly column?: string;
  /** Of a trigger or a computed column: its name. It may be one of ours. */
  readonly part?: string;
  /** It takes numbers from the sequence that the column owns. */
  readonly ofSequence?: true;
  /** As Postgres describes it: `view active_users`. */
  readonly description: string;
}
