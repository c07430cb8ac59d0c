// What a class says about slots must be about slots that exist, and that the class has.

import type { Report } from "../../text/diagnostic.ts";
import { childPointer } from "../../text/pointer.ts";
import { suggester, type Suggest } from "../../text/suggest.ts";
import type { AnonymousClassExpression, ClassDefinition, SlotDefinition } from "../metamodel.ts";
import { underscore } from "../names.ts";
import type { SchemaView } from "../schema-view.ts";

export function checkClassSlots(view: SchemaView, report: Report): void {
  const suggest = suggester();
  for (const definition of view.classes.values()) {
    checkList(definition, view, report, suggest);
    const { slotUsage, uniqueKeys, rules } = definition;
    if (slotUsage === undefined && uniqueKeys === undefined && rules === undefined) continue;
    const slots = view.classSlots(definition.name);
    const own = new Set(slots.map(underscore));
    checkUsages(definition, slots, own, report, suggest);

    for (const { name, uniqueKeySlots = [], origin } of definition.uniqueKeys?.values() ?? []) {
      for (const [index, slot] of uniqueKeySlots.entries()) {
        if (own.has(underscore(slot))) continue;
        const pointer = childPointer(childPointer(origin.pointer, "unique_key_slots"), index);
        const params = {
          from: `Unique key "${name}"`,
          name: slot,
          owner: definition.name,
          suggestion: suggest(slot, slots),
        };
        report("foreign-slot", { file: origin.file, pointer }, params);
      }
    }
    for (const { name, origin } of ruleConditions(definition)) {
      if (own.has(underscore(name))) continue;
      const params = { name, owner: definition.name, suggestion: suggest(name, slots) };
      report("foreign-rule-slot", { ...origin, at: "key" }, params);
    }
  }
}

function ruleConditions({ rules = [] }: ClassDefinition): readonly SlotDefinition[] {
  return rules.flatMap(({ preconditions, postconditions, elseconditions }) =>
    [preconditions, postconditions, elseconditions].flatMap(conditionsOf),
  );
}

function checkList(
  { name, slots = [], origin }: ClassDefinition,
  view: SchemaView,
  report: Report,
  suggest: Suggest,
): void {
  for (const [index, slot] of slots.entries()) {
    if (view.find("slot", slot) !== undefined) continue;
    const pointer = childPointer(childPointer(origin.pointer, "slots"), index);
    const params = {
      from: `slots of class "${name}"`,
      name: slot,
      suggestion: suggest(slot, view.slots.keys()),
    };
    report("unknown-slot", { file: origin.file, pointer }, params);
  }
}

function checkUsages(
  { name: owner, slotUsage }: ClassDefinition,
  slots: readonly string[],
  own: ReadonlySet<string>,
  report: Report,
  suggest: Suggest,
): void {
  for (const { name, origin } of slotUsage?.values() ?? []) {
    if (own.has(underscore(name))) continue;
    report(
      "unused-slot-usage",
      { ...origin, at: "key" },
      { name, owner, suggestion: suggest(name, slots) },
    );
  }
}

/** The slot conditions of a class expression that speak of the class itself, at any depth. */
function conditionsOf(expression: AnonymousClassExpression | undefined): readonly SlotDefinition[] {
  if (expression === undefined) return [];
  const { slotConditions, anyOf = [], allOf = [], noneOf = [], exactlyOneOf = [] } = expression;
  return [
    ...(slotConditions?.values() ?? []),
    ...[...anyOf, ...allOf, ...noneOf, ...exactlyOneOf].flatMap(conditionsOf),
  ];
}
