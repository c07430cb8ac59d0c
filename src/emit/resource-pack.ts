// The resources of a schema ↔ the form in which they wait in the Worker: classes inherit most of their slots, so each that stands alike
// in many is kept once.

import type { Resource, ResourceSlot } from "./resource.ts";

export interface PackedResources {
  readonly slots: readonly ResourceSlot[];
  readonly resources: readonly PackedResource[];
}

interface PackedResource extends Omit<Resource, "key" | "slots"> {
  /** Indexes of `slots`. */
  readonly key: number;
  readonly slots: readonly number[];
}

/** Keeps slots that look the same once. */
export function packResources(resources: readonly Resource[]): PackedResources {
  const indexes = new Map<string, number>();
  const known = new Map<ResourceSlot, number>();
  const distinct: ResourceSlot[] = [];
  const indexOf = (slot: ResourceSlot): number => {
    let index = known.get(slot);
    if (index !== undefined) return index;
    const text = JSON.stringify(slot);
    index = indexes.get(text);
    if (index === undefined) indexes.set(text, (index = distinct.push(slot) - 1));
    known.set(slot, index);
    return index;
  };
  const packed = resources.map(({ key, slots, ...rest }): PackedResource => ({
    ...rest,
    key: indexOf(key),
    slots: slots.map(indexOf),
  }));
  return { slots: distinct, resources: packed };
}

/** Slots that look the same are the same objects. */
export function unpackResources({ slots, resources }: PackedResources): readonly Resource[] {
  return resources.map((resource) => ({
    ...resource,
    key: slots[resource.key]!,
    slots: resource.slots.map((index) => slots[index]!),
  }));
}
