// A class definition → what it says itself about slots, by the name that they are compared by.

import type { ClassDefinition, SlotDefinition } from "./metamodel.ts";
import { underscore } from "./names.ts";

/** What one class says itself; names are compared underscored. */
export interface OwnSlots {
  /** Key → the name as defined, in the order of `slots`, then `attributes`. */
  readonly declared: ReadonlyMap<string, string>;
  /** Keys of those that are slots of the schema rather than attributes. */
  readonly shared: ReadonlySet<string>;
  readonly attributes: ReadonlyMap<string, SlotDefinition>;
  readonly usages: ReadonlyMap<string, SlotDefinition>;
}

/** Slots that the schema does not have are left out. */
export function readOwnSlots(
  definition: ClassDefinition | undefined,
  findSlot: (name: string) => SlotDefinition | undefined,
): OwnSlots {
  const declared = new Map<string, string>();
  const shared = new Set<string>();
  const usages = byKey(definition?.slotUsage);
  for (const written of definition?.slots ?? []) {
    const slot = findSlot(written);
    if (slot === undefined) continue;
    const used = usedSlot(slot, findSlot);
    const { name } = used ?? slot;
    const key = underscore(name);
    declared.set(key, name);
    shared.add(key);
    if (used !== undefined) usages.set(key, slot);
  }
  const attributes = byKey(definition?.attributes);
  for (const [key, { name }] of attributes) declared.set(key, name);
  return { declared, shared, attributes, usages };
}

/** LinkML's own tools write a slot_usage as a slot of its own, which says of which slot it is a usage, when they print a merged schema. */
function usedSlot(
  { name, isUsageSlot, usageSlotName }: SlotDefinition,
  findSlot: (name: string) => SlotDefinition | undefined,
): SlotDefinition | undefined {
  return isUsageSlot === true && usageSlotName !== undefined && usageSlotName !== name
    ? findSlot(usageSlotName)
    : undefined;
}

function byKey(
  slots: ReadonlyMap<string, SlotDefinition> | undefined,
): Map<string, SlotDefinition> {
  return new Map([...(slots ?? [])].map(([name, slot]) => [underscore(name), slot]));
}

/** Slot → those of the classes that say something about it, in their order: with many mixins each slot has few. */
export function speakersOf(
  ancestors: readonly OwnSlots[],
): ReadonlyMap<string, readonly OwnSlots[]> {
  const speakers = new Map<string, OwnSlots[]>();
  const note = (key: string, own: OwnSlots): void => {
    const known = speakers.get(key);
    if (known === undefined) speakers.set(key, [own]);
    else if (known.at(-1) !== own) known.push(own);
  };
  for (const own of ancestors) {
    for (const key of own.declared.keys()) note(key, own);
    for (const key of own.usages.keys()) note(key, own);
  }
  return speakers;
}
