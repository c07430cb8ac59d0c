// How large a schema may be: many times the largest real ones. What is larger was made to be, and would take minutes.

import type { Report } from "../text/diagnostic.ts";
import { remembered } from "../text/remembered.ts";
import type { SchemaView } from "./schema-view.ts";

const MAX_ELEMENTS = 150_000;
const MAX_CLASSES = 10_000;
/** Over all classes, each with its inherited ones. */
const MAX_SLOTS = 500_000;
/** Of one class, its inherited ones included: three times what a Postgres table can have for columns. */
const MAX_CLASS_SLOTS = 5_000;

/** Counts the elements of all files of one schema while they are read. */
export class ElementCount {
  #left = MAX_ELEMENTS;

  /** How many the limit is, when this one is the first too many; 0 when nothing is to be said. */
  exceeded(): number {
    return this.#left-- === 0 ? MAX_ELEMENTS : 0;
  }

  get isFull(): boolean {
    return this.#left < 0;
  }
}

/** Whether the schema is small enough to go on with; what is too large is reported. */
export function isWithinLimits(view: SchemaView, report: Report): boolean {
  const { classes } = view;
  const [first] = classes.values();
  if (first === undefined) return true;
  if (classes.size > MAX_CLASSES) {
    report("schema-too-large", view.schema.origin, { what: "classes", limit: MAX_CLASSES });
    return false;
  }
  const ownSlots = remembered((name: string): number => {
    const { slots = [], attributes } = classes.get(name) ?? {};
    return slots.length + (attributes?.size ?? 0);
  });
  let total = 0;
  for (const { name, origin } of classes.values()) {
    let count = 0;
    for (const ancestor of view.classAncestors(name)) count += ownSlots(ancestor);
    total += count;
    const tooMany = count > MAX_CLASS_SLOTS ? MAX_CLASS_SLOTS : total > MAX_SLOTS ? MAX_SLOTS : 0;
    if (tooMany === 0) continue;
    const what =
      tooMany === MAX_SLOTS
        ? "slots, inherited ones counted for each class"
        : `slots in class "${name}"`;
    report("schema-too-large", { ...origin, at: "key" }, { what, limit: tooMany });
    return false;
  }
  return true;
}
