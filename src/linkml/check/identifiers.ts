// A class has at most one identifier, its inherited ones included, and no identifier is in the end a reference to itself.

import type { Report } from "../../text/diagnostic.ts";
import type { InducedSlot } from "../metamodel.ts";
import type { SchemaView } from "../schema-view.ts";

export function checkIdentifiers(view: SchemaView, report: Report): void {
  for (const { name, origin } of view.classes.values()) {
    const identifiers = identifiersOf(view, name);
    if (identifiers.length < 2) continue;
    // Said once, of the class where they come together, not of all below it.
    const [, ...ancestors] = view.classAncestors(name);
    if (ancestors.some((ancestor) => identifiersOf(view, ancestor).length > 1)) continue;
    report(
      "several-identifiers",
      { ...origin, at: "key" },
      { owner: name, slots: identifiers.map((slot) => slot.name) },
      identifiers.map(relatedSlot),
    );
  }
  checkIdentifierCycles(view, report);
}

function identifiersOf(view: SchemaView, className: string): readonly InducedSlot[] {
  return view.inducedSlots(className).filter(({ identifier }) => identifier === true);
}

/** An identifier may be the id of another object, whose identifier may be so, too. */
function checkIdentifierCycles(view: SchemaView, report: Report): void {
  const done = new Set<string>();
  for (const start of view.classes.keys()) {
    const path: string[] = [];
    let name: string | undefined = start;
    while (name !== undefined && !done.has(name) && !path.includes(name)) {
      path.push(name);
      const range: string | undefined = view.identifierSlot(name)?.range;
      name = range !== undefined && view.rangeKind(range) === "class" ? range : undefined;
    }
    if (name !== undefined && path.includes(name)) {
      const cycle = path.slice(path.indexOf(name));
      const [first, ...others] = cycle.flatMap((owner) => view.identifierSlot(owner) ?? []);
      if (first !== undefined) {
        const params = { cycle: [...cycle, name] };
        report("identifier-cycle", first.origin, params, others.map(relatedSlot));
      }
    }
    for (const passed of path) done.add(passed);
  }
}

function relatedSlot(slot: InducedSlot) {
  return { message: `"${slot.name}"`, place: { ...slot.origin, at: "key" as const } };
}
