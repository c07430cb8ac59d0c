// A slot that designates the type of its object → the names of that type.

import type { InducedSlot } from "../linkml/metamodel.ts";
import { camelCase } from "../linkml/names.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import { rememberedOf } from "../text/remembered.ts";
import type { Shape } from "./shape.ts";
import type { SlotRange } from "./slot-range.ts";
import { literals } from "./value-constraints.ts";

/** The slot whose value names the class of its object. */
export function typeSlot(view: SchemaView, className: string): InducedSlot | undefined {
  return typeSlotOf(view.inducedSlots(className));
}

/** The slots of a class are asked again for each range that it is part of. */
const typeSlotOf = rememberedOf((slots: readonly InducedSlot[]) =>
  slots.find(({ designatesType }) => designatesType === true),
);

/** Makes the shapes of such slots; the names of a class are put together once. */
export class TypeDesignators {
  readonly #view: SchemaView;
  readonly #names = new Map<SlotRange, Map<string, readonly string[]>>();

  constructor(view: SchemaView) {
    this.#view = view;
  }

  /** What the slot holds in objects of `owner`; with a list of types, also those of its ancestors. */
  shape(range: SlotRange, slot: InducedSlot, owner: string): Shape | undefined {
    const classes = slot.multivalued === true ? this.#view.classAncestors(owner) : [owner];
    return literals([...new Set(classes.flatMap((name) => this.#namesOf(range, name)))]);
  }

  #namesOf(range: SlotRange, className: string): readonly string[] {
    let ofClasses = this.#names.get(range);
    if (ofClasses === undefined) this.#names.set(range, (ofClasses = new Map()));
    let names = ofClasses.get(className);
    if (names === undefined)
      ofClasses.set(className, (names = typeNames(this.#view, range, className)));
    return names;
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
