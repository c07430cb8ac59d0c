// How rows stand inside other objects, in documents and in the JSON of REST.

import type { Rows } from "./resource.ts";

/** A member whose objects are rows of other tables. */
export interface Nesting {
  readonly member: string;
  /** The stored classes that an object may be of. */
  readonly classes: readonly NestedClass[];
  readonly multivalued: boolean;
  /** Documents of ours have them by their key, others may. */
  readonly dictionary?: NestedDictionary;
}

export interface NestedDictionary {
  /** The member that the key stands for. */
  readonly key: string;
  /** The one member that a value stands for which is no object. */
  readonly simple?: string;
}

export interface NestedClass {
  readonly class: string;
  /** What tells an object of this class from one of the others: these values of a member. */
  readonly designator?: {
    readonly member: string;
    readonly values: readonly (string | number | boolean)[];
  };
}

/** The same, with what a statement needs to know of those rows. */
export interface RowNesting extends Nesting {
  readonly classes: readonly NestedRowClass[];
}

export interface NestedRowClass extends NestedClass {
  readonly rows: NestedRows;
}

/** Rows that can be written where they are nested; what they refer to, they name by ids. */
export interface NestedRows extends Rows {
  /** Members that the database or the server fills in where an object has none. */
  readonly defaults: readonly string[];
}
