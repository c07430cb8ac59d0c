// What the REST server needs to know about one stored class: names, types and storage, never SQL text.
// Made at build time (emit/resources.ts), loaded by the Worker as JSON on first use.

import type { RowNesting } from "./nesting.ts";
import type {
  ColumnStorage,
  DerivedStorage,
  JoinStorage,
  SlotConstraint,
} from "../lower/stored-class.ts";

export type {
  ColumnStorage,
  DerivedSource,
  DerivedStorage,
  JoinStorage,
} from "../lower/stored-class.ts";

/** What a statement about the rows of one class needs. */
export interface Rows {
  /** LinkML class name, e.g. `OrderItem`. */
  readonly class: string;
  readonly title?: string;
  readonly table: string;
  /** The slot that identifies a row. */
  readonly key: ResourceSlot;
  /** Every slot in JSON order, the key included. */
  readonly slots: readonly ResourceSlot[];
  /** The member in which answers say the class, where no slot does. */
  readonly typeMember?: string;
  /** Constraint name → slots, so that a Postgres error can point at JSON members. */
  readonly constraints: readonly SlotConstraint[];
}

/** The rows of one class with those of others nested in them. */
export interface NestingRows extends Rows {
  readonly nested?: readonly RowNesting[];
}

/** One REST collection; its class names the operations (`listOrderItems`) and the Zod schemas. */
export interface Resource extends NestingRows {
  readonly description?: string;
  /** Absolute path of the collection, e.g. `/api/order-items`, percent-encoded. */
  readonly path: string;
  readonly operations: readonly Operation[];
  /**
   * The classes whose rows are read here, where they are several, or the class has none of its own: its slots are then what they have in
   * common. What is written here is of the class itself.
   */
  readonly variants?: readonly NestingRows[];
}

export type Operation = "list" | "read" | "create" | "update" | "delete";

export interface ResourceSlot {
  /** JSON member. */
  readonly name: string;
  readonly title?: string;
  readonly storage: ColumnStorage | JoinStorage | DerivedStorage;
  /** Set by the server: refused in a body. */
  readonly readonly: boolean;
  /** Must be in a create body: required and without a default. */
  readonly required: boolean;
  /** `sql.on_update: now`: the server sets it to now() in every UPDATE. */
  readonly onUpdateNow: boolean;
  /** May be used as filter and sort key (scalar columns). */
  readonly filterable: boolean;
}
