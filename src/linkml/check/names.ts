// Names that cannot stand side by side: in one name space of LinkML, in generated code, and as members of one object.

import type { RelatedPlace, Report } from "../../text/diagnostic.ts";
import type { InducedSlot, Origin, SlotDefinition } from "../metamodel.ts";
import { isBuiltinType } from "../builtin/types.ts";
import { camelCase, slotName, underscore } from "../names.ts";
import type { SchemaView } from "../schema-view.ts";

interface Named {
  readonly kind: string;
  readonly name: string;
  readonly origin: Origin;
}

export function checkNames(view: SchemaView, report: Report): void {
  const ranges = [
    ...named("class", view.schema.classes.values()),
    ...named("enum", view.enums.values()),
    ...named("type", view.schema.types.values()),
  ];
  checkSpelling(view, report);
  for (const { kind, name, origin } of ranges) {
    if (kind !== "type" && isBuiltinType(underscore(name)))
      report("builtin-name", { ...origin, at: "key" }, { kind, name });
  }
  for (const [first, element] of pairs(ranges, ({ name }) => underscore(name)))
    conflict(first, element, report);
  // Types have no name in generated code.
  const generated = ranges.filter(({ kind }) => kind !== "type");
  for (const [first, element] of pairs(generated, ({ name }) => camelCase(name))) {
    if (underscore(first.name) === underscore(element.name)) continue;
    const params = {
      kind: element.kind,
      name: element.name,
      otherKind: first.kind,
      other: first.name,
    };
    report("similar-names", { ...element.origin, at: "key" }, params, [relatedTo(first)]);
  }
  for (const [first, element] of pairs(named("slot", view.slots.values()), ({ name }) =>
    underscore(name),
  )) {
    conflict(first, element, report);
  }
  // No two slots of a class have one name, but the alias of one may be the name of another.
  if (!hasAliases(view)) return;
  for (const { name } of view.classes.values()) checkMembers(name, view, report);
}

/** Names go into files, SQL and terminals: what cannot be seen in them is a mistake, or worse. */
function checkSpelling(view: SchemaView, report: Report): void {
  const check = (kind: string, name: string, origin: Origin): void => {
    const reason = spellingFault(name);
    if (reason !== undefined)
      report("unusable-name", { ...origin, at: "key" }, { kind, name, reason });
  };
  const checkSlots = (definitions: Iterable<SlotDefinition>): void => {
    for (const { name, alias, origin } of definitions) {
      check("slot", name, origin);
      if (alias !== undefined) check("alias", alias, origin);
    }
  };
  const { classes, enums, types, slots } = view.schema;
  for (const { name, origin } of classes.values()) check("class", name, origin);
  for (const { name, origin } of enums.values()) check("enum", name, origin);
  for (const { name, origin } of types.values()) check("type", name, origin);
  checkSlots(slots.values());
  for (const { attributes } of classes.values()) checkSlots(attributes?.values() ?? []);
}

function spellingFault(name: string): string | undefined {
  if (/^[!-~][ -~]*$/.test(name)) return undefined;
  if (name.trim() === "") return "is empty";
  if (/\p{Cc}/u.test(name)) return "has a line break or another control character";
  if (/\p{Bidi_Control}/u.test(name))
    return "has an invisible character that turns the direction of text";
  return undefined;
}

function named(
  kind: string,
  elements: Iterable<{ readonly name: string; readonly origin: Origin }>,
): readonly Named[] {
  return Array.from(elements, ({ name, origin }) => ({ kind, name, origin }));
}

function hasAliases({ slots, classes }: SchemaView): boolean {
  const areSome = (definitions: ReadonlyMap<string, SlotDefinition> | undefined): boolean => {
    for (const { alias } of definitions?.values() ?? []) if (alias !== undefined) return true;
    return false;
  };
  if (areSome(slots)) return true;
  for (const { attributes, slotUsage } of classes.values())
    if (areSome(attributes) || areSome(slotUsage)) return true;
  return false;
}

/** The slots of one class, by the names they have in JSON. */
function checkMembers(className: string, view: SchemaView, report: Report): void {
  const firsts = new Map<string, InducedSlot>();
  for (const slot of view.inducedSlots(className)) {
    const name = slotName(slot);
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, slot);
    else conflict(member(first), member(slot), report);
  }
}

function member(slot: InducedSlot): Named {
  return { kind: "slot", name: slotName(slot), origin: slot.origin };
}

function conflict(first: Named, { kind, name, origin }: Named, report: Report): void {
  report("name-conflict", { ...origin, at: "key" }, { kind, name, otherKind: first.kind }, [
    relatedTo(first),
  ]);
}

function relatedTo({ kind, name, origin }: Named): RelatedPlace {
  return { message: `the other ${kind}, "${name}"`, place: { ...origin, at: "key" } };
}

/** Each element whose key an earlier one has, with that one. */
function* pairs(
  elements: readonly Named[],
  keyOf: (element: Named) => string,
): Iterable<readonly [Named, Named]> {
  const firsts = new Map<string, Named>();
  for (const element of elements) {
    const key = keyOf(element);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, element);
    else yield [first, element];
  }
}
