// What the REST server needs to know to take a whole LinkML document apart into rows, and to put one together again.
// Made at build time (emit/containers.ts), loaded by the Worker as JSON on first use.

import type { Resource } from "./resource.ts";

/** A tree_root without a row of its own: its document holds the rows of others. */
export interface Container {
  /** LinkML class name. */
  readonly class: string;
  readonly title?: string;
  readonly description?: string;
  /** Absolute path, e.g. `/api/databases`, percent-encoded. */
  readonly path: string;
  /** In JSON order. */
  readonly members: readonly Nesting[];
  /** Members whose values have no rows: nothing could keep them. */
  readonly unstored: readonly string[];
}

/** The containers of a schema, and the classes whose rows their documents hold, at any depth. */
export interface ContainerModel {
  readonly containers: readonly Container[];
  readonly classes: readonly ContainedClass[];
}

/** How the rows of a class are stored, and where others stand inside its objects. */
export interface ContainedClass extends StoredRows {
  /** The key is the database's own: it is in no document, so such an object is always a new row. */
  readonly isNumbered: boolean;
  /** Members that the database or the server fills in where an object has none. */
  readonly defaults: readonly string[];
  /** Members that the database works out from others, and takes from nobody. */
  readonly computed: readonly string[];
  readonly nested: readonly Nesting[];
}

/** What a statement about the rows of a class needs. */
export type StoredRows = Pick<
  Resource,
  "class" | "title" | "table" | "key" | "slots" | "constraints"
>;

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
