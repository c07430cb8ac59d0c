// What a class says about slots must be about slots that exist, and that the class has.

import type { Report } from "../../text/diagnostic.ts";
import { childPointer } from "../../text/pointer.ts";
import { suggester, type Suggest } from "../../text/suggest.ts";
import type { AnonymousClassExpression, ClassDefinition, SlotDefinition } from "../metamodel.ts";
import type { SchemaView } from "../schema-view.ts";

export function checkClassSlots(view: SchemaView, report: Report): void {
  const suggest = suggester();
  for (const definition of view.classes.values()) {
    checkList(definition, view, report, suggest);
    const { slotUsage, uniqueKeys, rules } = definition;
    if (slotUsage === undefined && uniqueKeys === undefined && rules === undefined) continue;
    const hasSlot = (name: string): boolean => view.hasSlot(definition.name, name);
    const nearest = (name: string) => suggest(name, view.classSlots(definition.name));
    checkUsages(definition, hasSlot, nearest, report);

    for (const { name, uniqueKeySlots = [], origin } of definition.uniqueKeys?.values() ?? []) {
      for (const [index, slot] of uniqueKeySlots.entries()) {
        if (hasSlot(slot)) continue;
        const pointer = childPointer(childPointer(origin.pointer, "unique_key_slots"), index);
        const params = {
          from: `Unique key "${name}"`,
          name: slot,
          owner: definition.name,
          suggestion: nearest(slot),
        };
        report("foreign-slot", { file: origin.file, pointer }, params);
      }
    }
    for (const { name, origin } of ruleConditions(definition)) {
      if (hasSlot(name)) continue;
      const params = { name, owner: definition.name, suggestion: nearest(name) };
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
  hasSlot: (name: string) => boolean,
  nearest: (name: string) => string | undefined,
  report: Report,
): void {
  for (const { name, origin } of slotUsage?.values() ?? []) {
    if (hasSlot(name)) continue;
    const params = { name, owner, suggestion: nearest(name) };
    report("unused-slot-usage", { ...origin, at: "key" }, params);
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
