// What the REST server needs to know to take a whole LinkML document apart into rows, and to put one together again.
// Made at build time (emit/containers.ts), loaded by the Worker as JSON on first use.

import type { NestedRows, Nesting } from "./nesting.ts";

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
export interface ContainedClass extends NestedRows {
  /** The key is the database's own: it is in no document, so such an object is always a new row. */
  readonly isNumbered: boolean;
  readonly nested: readonly Nesting[];
}
