// What `sql.renamed_from` says that cannot be, or that is not done: diagnostics. Nobody would notice before the rows are elsewhere.

import type { SlotRange } from "../constraint/slot-range.ts";
import { annotationOrigin } from "../linkml/induce.ts";
import type { InducedSlot, PermissibleValue } from "../linkml/metamodel.ts";
import { slotName, underscore } from "../linkml/names.ts";
import type { Origin, Report } from "../text/diagnostic.ts";
import type { Lowering } from "./class-context.ts";
import { earlierNames, RENAMED_FROM } from "./past.ts";

type Context = Pick<Lowering, "view" | "model" | "ranges" | "report">;

interface Annotated {
  readonly annotations: ReadonlyMap<string, string>;
}

/** What becomes of a name that two have a claim to. */
const ASKS = "a migration will ask which of the two has the rows or values";

/** Checks classes among each other, the slots of each class, and the values of each enum. */
export function checkRenames(context: Context): void {
  const { view, report } = context;
  if (!speaksOfRenames(view)) return;
  checkGroup(
    [...view.classes.values()].map((definition) =>
      renamed(definition, `class "${definition.name}"`, [
        definition.name,
        definition.annotations.get("sql.table"),
      ]),
    ),
    ASKS,
    report,
  );
  for (const { name } of view.enums.values())
    checkGroup((view.enumValues(name) ?? []).map(renamedValue), "no row is changed", report);
  for (const { name } of view.classes.values()) {
    const slots = view.inducedSlots(name);
    checkGroup(slots.map(renamedSlot), ASKS, report);
    checkStorage(context, name, slots);
  }
}

/** Most schemas do not: then nothing has to be looked for in all the classes that inherit it. */
function speaksOfRenames(view: Context["view"]): boolean {
  const { classes, slots, enums } = view;
  const areRenamed = (elements: Iterable<Annotated> = []): boolean => {
    for (const { annotations } of elements) if (annotations.has(RENAMED_FROM)) return true;
    return false;
  };
  return (
    areRenamed(classes.values()) ||
    areRenamed(slots.values()) ||
    [...classes.values()].some(
      ({ attributes, slotUsage }) =>
        areRenamed(attributes?.values()) || areRenamed(slotUsage?.values()),
    ) ||
    [...enums.keys()].some((name) => areRenamed(view.enumValues(name)))
  );
}

interface Renamed {
  /** How messages name it: `slot "email"`. */
  readonly what: string;
  /** All that it is called. */
  readonly names: readonly string[];
  readonly earlier: readonly string[];
  /** Of the annotation. */
  readonly place: Origin;
}

function renamed(
  element: Parameters<typeof annotationOrigin>[0],
  what: string,
  names: readonly (string | undefined)[],
): Renamed {
  return {
    what,
    names: names.flatMap((name) => (name === undefined ? [] : [underscore(name)])),
    earlier: earlierNames(element).map(underscore),
    place: annotationOrigin(element, RENAMED_FROM),
  };
}

function renamedSlot(slot: InducedSlot): Renamed {
  const names = [slot.name, slotName(slot), slot.annotations.get("sql.column")];
  return renamed(slot, `slot "${slot.name}"`, names);
}

function renamedValue(value: PermissibleValue): Renamed {
  return renamed(value, `permissible value "${value.name}"`, [value.name]);
}

/** A name that something else has now is no mistake where that is renamed itself: the two may have swapped. */
function checkGroup(group: readonly Renamed[], effect: string, report: Report): void {
  if (group.every(({ earlier }) => earlier.length === 0)) return;
  const owners = new Map(group.flatMap((each) => each.names.map((name) => [name, each])));
  const claims = new Map<string, Renamed>();
  for (const each of group) {
    const { what, place } = each;
    for (const name of each.earlier) {
      const owner = owners.get(name);
      const first = claims.get(name);
      if (owner === each) report("renamed-from-itself", place, { what, name });
      else if (owner?.earlier.length === 0)
        report("renamed-from-existing", place, { what, name, other: owner.what, effect });
      if (first === undefined) claims.set(name, each);
      else if (first !== each) {
        const related = [{ message: "the other is here", place: first.place }];
        report("renamed-from-twice", place, { name, first: first.what, second: what }, related);
      }
    }
  }
}

/** What is stored as JSON is not touched by any migration. */
function checkStorage(
  { model, view, ranges, report }: Context,
  owner: string,
  slots: readonly InducedSlot[],
): void {
  const kind = model.kinds.get(owner);
  const isValue = kind === "value";
  const isTable = kind === "table" || kind === "surrogate";
  for (const slot of slots) {
    const { earlier, what, place } = renamedSlot(slot);
    const reason = `the objects of class "${owner}" are stored as JSON`;
    if (isValue && earlier.length > 0) report("not-renamed", place, { what, reason });
    if (!isValue && !isTable) continue;
    for (const name of enumsIn(ranges.rangeOf(slot), isValue)) {
      for (const value of (view.enumValues(name) ?? []).map(renamedValue)) {
        if (value.earlier.length === 0) continue;
        const why = isValue ? reason : `${what} of class "${owner}" takes other values, too`;
        report("not-renamed", value.place, { what: value.what, reason: why });
      }
    }
  }
}

/** Enums whose values are part of something larger. */
function enumsIn(range: SlotRange, isPart: boolean): readonly string[] {
  if (range.kind === "enum") return isPart ? [range.name] : [];
  return range.kind === "union" ? range.options.flatMap((option) => enumsIn(option, true)) : [];
}
