// One value of a slot → its list, or the dictionary that a LinkML document may write instead.

import { slotName } from "../linkml/names.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import { asksForInlining, dictionaryOf, keyMember } from "./inlining.ts";
import type { Form, RangeShapes } from "./range-shape.ts";
import type { DictionaryShape, DistinctMembers, Shape } from "./shape.ts";
import type { ReferenceRange, SlotRange, SlotRanges } from "./slot-range.ts";
import { sizeBounds } from "./lists.ts";
import type { Subject } from "./subject.ts";

interface Context {
  readonly view: SchemaView;
  readonly ranges: SlotRanges;
  readonly shapes: RangeShapes;
}

export class CollectionShapes {
  readonly #context: Context;
  readonly #keys = new Map<string, readonly DistinctMembers[]>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** The whole value of the slot; `element` itself where it has only one. */
  shape(slot: InducedSlot, subject: Subject, element: Shape, form: Form): Shape {
    if (!subject.list) return element;
    const { range } = subject;
    const nested = objectClass(range, form, subject.inlined);
    const dictionary = nested && dictionaryOf(this.#context.view, nested, slot);
    if (nested !== undefined && dictionary !== undefined) {
      if (form !== "body") return this.#dictionary(slot, nested, element);
      // Ids alone cannot be written as one.
      const objects = this.#context.shapes.objects(range as ReferenceRange, "input");
      const shapes = [
        this.#list(slot, undefined, element),
        this.#dictionary(slot, nested, objects),
      ];
      return { kind: "union", anyOf: shapes };
    }
    // An answer shows what is stored: a row may be named twice.
    return this.#list(slot, form === "answer" ? undefined : nested, element);
  }

  #list(slot: InducedSlot, nested: string | undefined, element: Shape): Shape {
    const keys = nested === undefined ? [] : this.#keysOf(nested);
    return {
      kind: "array",
      items: element,
      unique: slot.listElementsUnique === true,
      ...sizeBounds(slot),
      ...(keys.length > 0 && { keys }),
    };
  }

  #dictionary(slot: InducedSlot, className: string, values: Shape): DictionaryShape {
    const { view } = this.#context;
    const { key = "", simple } = dictionaryOf(view, className, slot) ?? {};
    // The key is one of a kind anyway.
    const keys = this.#keysOf(className).filter(({ members }) => members.join() !== key);
    return {
      kind: "dictionary",
      key,
      values,
      ...(simple && { simple: { member: slotName(simple), shape: this.#simple(simple) } }),
      ...sizeBounds(slot),
      ...(keys.length > 0 && { keys }),
    };
  }

  /** What may stand for a whole object: plain values only, for an object in its place would be taken for the whole. */
  #simple(slot: InducedSlot): Shape {
    const { ranges, shapes } = this.#context;
    const range = ranges.rangeOf(slot);
    const items = shapes.shape(range, [], "document", asksForInlining(slot)) ?? { kind: "any" };
    return slot.multivalued === true ? { kind: "array", items, unique: false } : items;
  }

  /** What tells the objects of one collection apart: their key, and the unique keys of the class and its ancestors. */
  #keysOf(className: string): readonly DistinctMembers[] {
    let keys = this.#keys.get(className);
    if (keys === undefined) {
      keys = this.#distinctMembers(className);
      this.#keys.set(className, keys);
    }
    return keys;
  }

  #distinctMembers(className: string): readonly DistinctMembers[] {
    const { view } = this.#context;
    const key = keyMember(view, className);
    const definitions = view
      .classAncestors(className)
      .flatMap((name) => [...(view.classes.get(name)?.uniqueKeys?.values() ?? [])]);
    const unique = definitions.map(({ uniqueKeySlots = [], considerNullsInequal }) => ({
      members: uniqueKeySlots.flatMap((name) => {
        const slot = view.findSlot(className, name);
        return slot === undefined ? [] : [slotName(slot)];
      }),
      nullsDistinct: considerNullsInequal === true,
    }));
    return [
      ...(key === undefined ? [] : [{ members: [key], nullsDistinct: false }]),
      ...unique.filter(({ members }) => members.length > 0),
    ];
  }
}

/** The class whose objects stand in the collection; undefined where there are plain values, or objects of several classes. */
function objectClass(range: SlotRange, form: Form, inlined: boolean): string | undefined {
  if (range.kind === "value") return range.class;
  const isReference = range.kind === "reference" || range.kind === "polymorphic";
  return isReference && inlined && form !== "stored" ? range.class : undefined;
}
