// Names that cannot stand side by side: in one name space of LinkML, in generated code, and as members of one object.

import type { RelatedPlace, Report } from "../../text/diagnostic.ts";
import type { Origin } from "../metamodel.ts";
import { camelCase, underscore } from "../names.ts";
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
  for (const { name } of view.classes.values()) checkMembers(name, view, report);
}

function named(
  kind: string,
  elements: Iterable<{ readonly name: string; readonly origin: Origin }>,
): readonly Named[] {
  return Array.from(elements, ({ name, origin }) => ({ kind, name, origin }));
}

/** The slots of one class, by the names they have in JSON. */
function checkMembers(className: string, view: SchemaView, report: Report): void {
  const members = view
    .inducedSlots(className)
    .map(({ alias, name, origin }) => ({ kind: "slot", name: underscore(alias ?? name), origin }));
  for (const [first, element] of pairs(members, ({ name }) => name))
    conflict(first, element, report);
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
    const first = firsts.get(keyOf(element));
    if (first === undefined) firsts.set(keyOf(element), element);
    else yield [first, element];
  }
}
