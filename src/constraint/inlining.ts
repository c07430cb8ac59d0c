// How the objects of a slot stand in a LinkML document: nested or by their key, in a list or in a dictionary.

import { slotName } from "../linkml/names.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";

/** The metaslots that decide; those of an expression may add to those of its slot. */
export type Inlining = Pick<InducedSlot, "inlined" | "inlinedAsList" | "inlinedAsSimpleDict">;

/** The slot that tells the objects of a class apart: its identifier, else its key. */
export function keySlot(view: SchemaView, className: string): InducedSlot | undefined {
  return (
    view.identifierSlot(className) ?? view.inducedSlots(className).find(({ key }) => key === true)
  );
}

/** The member of the objects of a class that tells them apart. */
export function keyMember(view: SchemaView, className: string): string | undefined {
  const key = keySlot(view, className);
  return key && slotName(key);
}

/** Whether some definition asks for it; objects without a key are nested anyway. */
export function asksForInlining(...slots: readonly Inlining[]): boolean {
  return slots.some(
    ({ inlined, inlinedAsList, inlinedAsSimpleDict }) =>
      inlined === true || inlinedAsList === true || inlinedAsSimpleDict === true,
  );
}

/** Objects of a class by their key, in one JSON object. */
interface Dictionary {
  /** The member that the key stands for. */
  readonly key: string;
  /** The one member that may stand for the whole object. */
  readonly simple?: InducedSlot;
}

/** The dictionary that a multivalued slot of nested objects is written as; undefined where it is a list. */
export function dictionaryOf(
  view: SchemaView,
  className: string,
  { inlinedAsList }: Inlining,
): Dictionary | undefined {
  const key = keySlot(view, className);
  if (inlinedAsList === true || key === undefined) return undefined;
  const others = view.inducedSlots(className).filter(({ name }) => name !== key.name);
  const simple = simpleValueSlot(others);
  return { key: slotName(key), ...(simple && { simple }) };
}

/** LinkML's order: the only other slot, else the only annotated one, else the only required one. */
function simpleValueSlot(others: readonly InducedSlot[]): InducedSlot | undefined {
  const annotated = others.filter(
    ({ annotations }) => annotations.get("simple_dict_value")?.toLowerCase() === "true",
  );
  const required = others.filter((slot) => slot.required === true);
  return [others, annotated, required].find((slots) => slots.length === 1)?.[0];
}
