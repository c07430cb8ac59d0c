// How one LinkML class is stored: the bridge between its slots and the tables, columns and join tables made from them.
// The emitters and the REST server read it; they never ask the relational model what a slot became.

import type { InducedSlot } from "../linkml/metamodel.ts";

export interface StoredClass {
  readonly name: string;
  readonly table: string;
  readonly key: StoredSlot;
  /** In JSON order, the key included; index declarations are left out. */
  readonly slots: readonly StoredSlot[];
  /** Constraint name → the slots it is about. */
  readonly constraints: readonly SlotConstraint[];
}

/** One object for all classes that inherit a column unchanged. */
export interface StoredSlot {
  /** JSON member and column name. */
  readonly name: string;
  /** Absent on a surrogate key, which no author wrote. */
  readonly slot?: Omit<InducedSlot, "owner">;
  readonly storage: ColumnStorage | JoinStorage | DerivedStorage;
  readonly required: boolean;
  /** Set by the server alone. */
  readonly readonly: boolean;
  /** The database fills it in when a new row comes without it. */
  readonly hasDefault: boolean;
  /** `sql.on_update: now`. */
  readonly onUpdateNow: boolean;
  /** Of a reference: the member of the other class whose value it holds. */
  readonly keyOf?: string;
}

export interface ColumnStorage {
  readonly kind: "column";
  readonly column: string;
  /** Postgres type of the element, as format_type prints it, without `[]`. */
  readonly type: string;
  readonly array: boolean;
  /** Postgres computes it from the rest of the row; nothing else can be written to it. */
  readonly computed?: true;
}

/** A multivalued reference, stored in a table of its own and shown as an array of ids. */
export interface JoinStorage {
  readonly kind: "join";
  readonly table: string;
  readonly ownerColumn: string;
  readonly targetColumn: string;
  /** Postgres type of the target's key. */
  readonly targetType: string;
  readonly positionColumn: string;
}

/** Not stored: what rows of other tables say of this one, in the inverse slot. */
export interface DerivedStorage {
  readonly kind: "derived";
  readonly array: boolean;
  /** Postgres type of the keys that are shown. */
  readonly targetType: string;
  readonly sources: readonly DerivedSource[];
}

/** Rows of `table` hold the key to show in `keyColumn`, and in `column` that of the row that shows it. */
export interface DerivedSource {
  /** The class and slot that are stored so. */
  readonly class: string;
  readonly slot: string;
  readonly table: string;
  readonly keyColumn: string;
  readonly column: string;
}

export interface SlotConstraint {
  readonly name: string;
  readonly kind: "primary_key" | "unique" | "check" | "foreign_key";
  /** JSON members. */
  readonly slots: readonly string[];
}
