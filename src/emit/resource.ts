// What the REST server needs to know about one stored class: names, types and storage, never SQL text.
// Made at build time (emit/resources.ts), loaded by the Worker as JSON on first use.

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

/** One REST collection. */
export interface Resource {
  /** LinkML class name, e.g. `OrderItem`; names the operations (`listOrderItems`) and the Zod schemas. */
  readonly class: string;
  readonly title?: string;
  readonly description?: string;
  /** Absolute path of the collection, e.g. `/api/order-items`, percent-encoded. */
  readonly path: string;
  readonly operations: readonly Operation[];
  readonly table: string;
  /** The slot that identifies a row. */
  readonly key: ResourceSlot;
  /** Every slot in JSON order, the key included. */
  readonly slots: readonly ResourceSlot[];
  /** Constraint name → slots, so that a Postgres error can point at JSON members. */
  readonly constraints: readonly SlotConstraint[];
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
