// What became of the slots of a class, one after the other, and who enforces what they say.

import type { Enforcement } from "./enforcement.ts";
import type { SlotConstraint, StoredSlot } from "./stored-class.ts";

/** What became of a class, as it grows. */
export interface ClassParts {
  readonly slots: StoredSlot[];
  /** Those with annotations that are read when all are there. */
  readonly annotated: StoredSlot[];
  /** Those that hold keys of other rows. */
  readonly references: StoredSlot[];
  readonly constraints: SlotConstraint[];
  readonly enforcement: Enforcement[];
}
