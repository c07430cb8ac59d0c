// A class has at most one identifier, its inherited ones included.

import type { Report } from "../../text/diagnostic.ts";
import type { SchemaView } from "../schema-view.ts";

export function checkIdentifiers(view: SchemaView, report: Report): void {
  const identifiersOf = (name: string) =>
    view.inducedSlots(name).filter(({ identifier }) => identifier === true);
  for (const { name, origin } of view.classes.values()) {
    const identifiers = identifiersOf(name);
    if (identifiers.length < 2) continue;
    // Said once, of the class where they come together, not of all below it.
    const [, ...ancestors] = view.classAncestors(name);
    if (ancestors.some((ancestor) => identifiersOf(ancestor).length > 1)) continue;
    const related = identifiers.map((slot) => ({
      message: `"${slot.name}"`,
      place: { ...slot.origin, at: "key" as const },
    }));
    report(
      "several-identifiers",
      { ...origin, at: "key" },
      { owner: name, slots: identifiers.map((slot) => slot.name) },
      related,
    );
  }
}
