// `subproperty_of`: a slot whose values are the names of slots → the list of those names.

import type { InducedSlot } from "../linkml/metamodel.ts";
import { underscore } from "../linkml/names.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Shape } from "./shape.ts";
import type { SlotRange } from "./slot-range.ts";
import { literals } from "./value-constraints.ts";

/** Makes the shapes of such slots; many have the same names. */
export class SubpropertyShapes {
  readonly #view: SchemaView;
  /** Base type and slot → the shape. */
  readonly #made = new Map<string, Shape | undefined>();
  /** Base type and slot → its own names. */
  readonly #written = new Map<string, readonly string[]>();

  constructor(view: SchemaView) {
    this.#view = view;
  }

  /** The slot named by `subproperty_of` and all that inherit from it, as the range writes them; undefined where it does not name slots. */
  shape(range: SlotRange, { subpropertyOf }: InducedSlot): Shape | undefined {
    if (subpropertyOf === undefined || range.kind !== "scalar") return undefined;
    const root = this.#view.find("slot", subpropertyOf);
    if (root === undefined) return undefined;
    const { base } = range.type;
    const key = `${base} ${root}`;
    if (!this.#made.has(key)) this.#made.set(key, this.#names(root, base));
    return this.#made.get(key);
  }

  #names(root: string, base: string): Shape | undefined {
    const names = this.#view.ancestries.slot.descendants(root);
    return literals([...new Set(names.flatMap((name) => this.#writtenAs(name, base)))]);
  }

  #writtenAs(name: string, base: string): readonly string[] {
    const key = `${base} ${name}`;
    let written = this.#written.get(key);
    if (written === undefined)
      this.#written.set(key, (written = writtenAs(this.#view, base, name)));
    return written;
  }
}

function writtenAs(view: SchemaView, base: string, name: string): readonly string[] {
  const definition = view.slots.get(name);
  if (definition === undefined) return [];
  switch (base) {
    case "uri":
      return [view.slotUri(definition)];
    case "curie":
      return [view.slotCurie(definition)];
    case "uriorcurie":
      return [view.slotCurie(definition), view.slotUri(definition)];
    default:
      return [underscore(name)];
  }
}
