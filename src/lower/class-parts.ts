// What became of the slots of a class, one after the other, and who enforces what they say: named only when somebody asks.

import type { Enforcement, EnforcementPlan, PlannedEntry } from "./enforcement.ts";
import type { SlotConstraint, StoredSlot } from "./stored-class.ts";

/** What became of a class, as it grows. */
export interface ClassParts {
  readonly slots: StoredSlot[];
  /** Those with annotations that are read when all are there. */
  readonly annotated: StoredSlot[];
  readonly constraints: SlotConstraint[];
  readonly enforcement: Enforcement[];
}

/** The entry of a slot in one class; its text is made when somebody asks. */
class SlotEnforcement implements Enforcement {
  readonly class: string;
  readonly #planned: PlannedEntry;
  readonly #stored: StoredSlot;
  readonly #constraints: readonly SlotConstraint[];
  readonly #first: number;

  /** The constraints of the slot are those of its class from `first` on. */
  constructor(
    owner: string,
    planned: PlannedEntry,
    stored: StoredSlot,
    constraints: readonly SlotConstraint[],
    first: number,
  ) {
    this.class = owner;
    this.#planned = planned;
    this.#stored = stored;
    this.#constraints = constraints;
    this.#first = first;
  }

  get slot(): string {
    return this.#stored.name;
  }

  get metaslot(): string {
    return this.#planned.metaslot;
  }

  get zod(): boolean {
    return this.#planned.zod;
  }

  get reason(): string | undefined {
    return this.#planned.reason;
  }

  get postgres(): readonly string[] {
    return this.#planned.mechanisms.map((mechanism) => {
      switch (mechanism.kind) {
        case "type":
          return mechanism.text;
        case "table": {
          const { storage } = this.#stored;
          return storage.kind === "join" ? `table ${storage.table}` : "";
        }
        case "constraint":
          return `${mechanism.word} ${this.#constraints[this.#first + mechanism.index]?.name}`;
      }
    });
  }
}

/** Adds the entries of a slot as stored in class `owner`, whose constraints `first` and the following are the slot's. */
export function addSlotEnforcement(
  owner: string,
  plan: EnforcementPlan,
  stored: StoredSlot,
  { constraints, enforcement }: ClassParts,
  first: number,
): void {
  for (const planned of plan)
    enforcement.push(new SlotEnforcement(owner, planned, stored, constraints, first));
}
