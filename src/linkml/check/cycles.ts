// Nothing inherits from itself or is a union of itself, and no chain is longer than anybody needs.

import type { Report } from "../../text/diagnostic.ts";
import { ancestryOf, MAX_CHAIN, type Ancestry } from "../ancestry.ts";
import type { Origin } from "../metamodel.ts";
import type { SchemaView } from "../schema-view.ts";

type Elements = ReadonlyMap<string, { readonly origin: Origin }>;

export function checkCycles(view: SchemaView, report: Report): void {
  const { classes, slots, enums } = view.schema;
  const elements = { class: classes, slot: slots, enum: enums, type: view.types };
  for (const kind of ["class", "slot", "enum", "type"] as const) {
    checkAncestry("inheritance-cycle", kind, elements[kind], view.ancestries[kind], report);
  }
  const unions = unionAncestries(view);
  checkAncestry("union-cycle", "class", classes, unions.class, report);
  checkAncestry("union-cycle", "type", view.types, unions.type, report);
}

function checkAncestry(
  code: "inheritance-cycle" | "union-cycle",
  kind: string,
  elements: Elements,
  ancestry: Ancestry,
  report: Report,
): void {
  for (const cycle of ancestry.cycles()) {
    const origins = cycle.slice(0, -1).flatMap((name) => elements.get(name)?.origin ?? []);
    const [first, ...others] = origins;
    if (first === undefined) continue;
    const related = others.map((place) => ({ message: "also on the cycle", place }));
    report(code, first, { kind, cycle }, related);
  }
  for (const name of ancestry.tooDeep()) {
    const origin = elements.get(name)?.origin;
    if (origin !== undefined) report("chain-too-long", origin, { kind, name, limit: MAX_CHAIN });
  }
}

/** What an element, or a type that it is a typeof, is a union of. */
function unionAncestries(view: SchemaView): Readonly<Record<"class" | "type", Ancestry>> {
  const { classes } = view.schema;
  const found = (kind: "class" | "type", names: readonly string[] = []): readonly string[] =>
    names.flatMap((name) => view.find(kind, name) ?? []);
  const unions = [...classes.values()].filter(({ unionOf }) => unionOf !== undefined);
  return {
    class: ancestryOf(
      unions.map(({ name }) => name),
      (name) => found("class", classes.get(name)?.unionOf),
    ),
    type: ancestryOf(view.types.keys(), (name) =>
      view.ancestries.type
        .ancestors(name)
        .flatMap((link) => found("type", view.types.get(link)?.unionOf)),
    ),
  };
}
