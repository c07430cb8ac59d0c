// Pairs of inverse slots → which of the two is stored, and which only shown: one fact is kept in one place.

import { underscore } from "../linkml/names.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { SlotRanges } from "./slot-range.ts";
import type { StorageKind } from "./storage-kind.ts";

/** A slot and the class that has it. */
export interface SlotOfClass {
  readonly owner: string;
  readonly slot: InducedSlot;
}

/** Answers for slots of classes with rows. */
export class Inverses {
  readonly #view: SchemaView;
  readonly #ranges: SlotRanges;
  readonly #kinds: ReadonlyMap<string, StorageKind>;
  /** Slot → the slots that name it as their inverse; names are underscored. */
  readonly #naming: ReadonlyMap<string, readonly string[]>;

  constructor(view: SchemaView, ranges: SlotRanges, kinds: ReadonlyMap<string, StorageKind>) {
    this.#view = view;
    this.#ranges = ranges;
    this.#kinds = kinds;
    this.#naming = namingSlots(view);
  }

  /** Whether some slot is said to be the inverse of this one. */
  hasInverse(slot: InducedSlot): boolean {
    return this.#candidates(slot).length > 0;
  }

  /**
   * The slots that hold what this one of the class shows, one for each class that it can refer to; undefined where it is stored itself.
   * Of a pair the single-valued slot is stored, else the required one, else the one whose name comes first.
   */
  derivedFrom(slot: InducedSlot, owner: string): readonly SlotOfClass[] | undefined {
    for (const name of this.#candidates(slot)) {
      const others = this.#others(slot, owner, name);
      if (others?.every((other) => comesFirst(other.slot, slot)) === true) return others;
    }
    return undefined;
  }

  /** The slots that show what this one of the class holds; none where it is not stored itself. */
  shownBy(slot: InducedSlot, owner: string): readonly InducedSlot[] {
    return this.#candidates(slot).flatMap((name) =>
      (this.#others(slot, owner, name) ?? [])
        .filter((other) =>
          this.derivedFrom(other.slot, other.owner)?.some(
            (held) => held.slot.name === slot.name && held.owner === owner,
          ),
        )
        .map((other) => other.slot),
    );
  }

  #candidates(slot: InducedSlot): readonly string[] {
    if (slot.inverse !== undefined) return [underscore(slot.inverse)];
    return this.#naming.get(underscore(slot.name)) ?? [];
  }

  /** The slot of this name in every class that `slot` can refer to; undefined where one of them has none that is its inverse. */
  #others(slot: InducedSlot, owner: string, name: string): readonly SlotOfClass[] | undefined {
    const range = this.#ranges.rangeOf(slot);
    if (range.kind !== "reference" && range.kind !== "polymorphic") return undefined;
    const others = range.classes.map((className) => {
      if (this.#kinds.get(className) !== "table") return undefined;
      const other = this.#view.findSlot(className, name);
      return other !== undefined && this.#isInverse(slot, owner, other)
        ? { owner: className, slot: other }
        : undefined;
    });
    const found = others.filter((other) => other !== undefined);
    return found.length > 0 && found.length === others.length ? found : undefined;
  }

  #isInverse(slot: InducedSlot, owner: string, other: InducedSlot): boolean {
    const back = this.#ranges.rangeOf(other);
    return (
      (back.kind === "reference" || back.kind === "polymorphic") &&
      back.classes.includes(owner) &&
      names(slot, other) &&
      names(other, slot)
    );
  }
}

/** Whether `slot` has this inverse, or none of its own. */
function names({ inverse }: InducedSlot, { name }: InducedSlot): boolean {
  return inverse === undefined || underscore(inverse) === underscore(name);
}

/** Never true both ways, so that one of two is always stored. */
function comesFirst(one: InducedSlot, other: InducedSlot): boolean {
  const [a, b] = [one, other].map(({ multivalued, required }) => [
    multivalued === true,
    required !== true,
  ]) as [boolean[], boolean[]];
  const difference = a.findIndex((value, index) => value !== b[index]);
  return difference === -1 ? one.name < other.name : a[difference] === false;
}

function namingSlots(view: SchemaView): ReadonlyMap<string, readonly string[]> {
  const naming = new Map<string, Set<string>>();
  const add = ({ name, inverse }: { readonly name: string; readonly inverse?: string }): void => {
    if (inverse === undefined) return;
    const key = underscore(inverse);
    const known = naming.get(key);
    if (known === undefined) naming.set(key, new Set([underscore(name)]));
    else known.add(underscore(name));
  };
  for (const slot of view.slots.values()) add(slot);
  for (const { attributes, slotUsage } of view.classes.values()) {
    for (const slots of [attributes, slotUsage]) {
      for (const slot of slots?.values() ?? []) add(slot);
    }
  }
  return new Map([...naming].map(([name, slots]) => [name, [...slots].toSorted()]));
}
