// Every name of a class, slot, enum, type or subset that one element uses must be defined.

import type { Report } from "../../text/diagnostic.ts";
import { suggester } from "../../text/suggest.ts";
import { nameFinder } from "../names.ts";
import { describeScope, type Reference } from "../read-values.ts";
import type { SchemaView } from "../schema-view.ts";

const codes = {
  class: "unknown-class",
  slot: "unknown-slot",
  enum: "unknown-enum",
  type: "unknown-type",
  subset: "unknown-subset",
  range: "unknown-range",
} as const;

export function checkReferences(
  view: SchemaView,
  references: readonly Reference[],
  report: Report,
): void {
  const attributes = new Map<string, unknown>();
  for (const definition of view.schema.classes.values()) {
    for (const [name, attribute] of definition.attributes ?? []) attributes.set(name, attribute);
  }
  const suggest = suggester();
  const findAttribute = nameFinder(attributes);
  for (const { target, name, metaslot, scope, origin } of references) {
    if (isDefined(view, target, name)) continue;
    if (target === "range" && name === "Any") {
      report("undeclared-any", origin, { from: `${metaslot} of ${describeScope(scope)}` });
      continue;
    }
    // In a range_expression `is_a` may also name the type of a value that is no object.
    const isRange = metaslot === "is_a" && origin.pointer.includes("/range_expression/");
    if (isRange && view.find("type", name) !== undefined) continue;
    // A slot may also be meant that only a class has.
    if (target === "slot" && findAttribute(name) !== undefined) continue;
    const candidates = {
      class: view.schema.classes.keys(),
      slot: [...view.slots.keys(), ...attributes.keys()],
      enum: view.enums.keys(),
      type: view.types.keys(),
      subset: view.subsets.keys(),
      range: [...view.schema.classes.keys(), ...view.enums.keys(), ...view.types.keys()],
    }[target];
    report(codes[target], origin, {
      from: `${metaslot} of ${describeScope(scope)}`,
      name,
      suggestion: suggest(name, candidates),
    });
  }
}

function isDefined(view: SchemaView, target: Reference["target"], name: string): boolean {
  if (target !== "range") return view.find(target, name) !== undefined;
  // `Any` resolves even if nothing declares it.
  return (
    view.rangeKind(name) !== undefined &&
    (name !== "Any" ||
      view.schema.classes.has("Any") ||
      view.types.has("Any") ||
      view.enums.has("Any"))
  );
}
