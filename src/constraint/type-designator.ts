// A slot that designates the type of its object → the names of that type.

import type { InducedSlot } from "../linkml/metamodel.ts";
import { camelCase } from "../linkml/names.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Shape } from "./shape.ts";
import type { SlotRange } from "./slot-range.ts";
import { literals } from "./value-constraints.ts";

/** By the slots of a class, which is asked again for each range that it is part of. */
const typeSlots = new WeakMap<readonly InducedSlot[], { readonly slot: InducedSlot | undefined }>();

/** The slot whose value names the class of its object. */
export function typeSlot(view: SchemaView, className: string): InducedSlot | undefined {
  const slots = view.inducedSlots(className);
  let found = typeSlots.get(slots);
  if (found === undefined) {
    found = { slot: slots.find(({ designatesType }) => designatesType === true) };
    typeSlots.set(slots, found);
  }
  return found.slot;
}

/** Makes the shapes of such slots; the names of a class are put together once. */
export class TypeDesignators {
  readonly #view: SchemaView;
  readonly #names = new Map<SlotRange, Map<string, readonly string[]>>();

  constructor(view: SchemaView) {
    this.#view = view;
  }

  /** What the slot holds in objects of its class; with a list of types, also those of its ancestors. */
  shape(range: SlotRange, slot: InducedSlot): Shape | undefined {
    let names = this.#names.get(range);
    if (names === undefined) this.#names.set(range, (names = new Map()));
    const found = new Set<string>();
    const { owner } = slot;
    for (const name of slot.multivalued === true ? this.#view.classAncestors(owner) : [owner]) {
      let known = names.get(name);
      if (known === undefined) names.set(name, (known = typeNames(this.#view, range, name)));
      for (const each of known) found.add(each);
    }
    return literals([...found]);
  }
}

function typeNames(view: SchemaView, range: SlotRange, className: string): readonly string[] {
  if (range.kind === "enum") {
    const uris = [view.classCurie(className), view.classUri(className)];
    const names = new Set([className, camelCase(className), ...uris]);
    const values = view.enumValues(range.name) ?? [];
    const value = values.find(({ name, meaning }) => names.has(name) || names.has(meaning ?? ""));
    return [value?.name ?? className];
  }
  switch (range.kind === "scalar" ? range.type.base : "string") {
    case "uri":
      return [view.classUri(className)];
    case "curie":
      return [view.classCurie(className)];
    case "uriorcurie":
    case "objectidentifier":
    case "nodeidentifier": {
      const curie = view.classCurie(className);
      return [curie, view.expandCurie(curie) ?? curie];
    }
    default:
      return [className, camelCase(className)];
  }
}
