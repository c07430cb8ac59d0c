// Classes whose rows stand for one another → which they are, and the member by which an answer tells them apart.

import type { SchemaView } from "../linkml/schema-view.ts";
import { slotName } from "../linkml/names.ts";
import type { PropertyShape } from "./shape.ts";
import type { SlotRange, SlotRanges } from "./slot-range.ts";
import type { StorageKind } from "./storage-kind.ts";
import { typeSlot } from "./type-designator.ts";

export interface RowFamilies {
  /**
   * Class → the classes whose rows are its rows, too: of a class with rows of its own those that inherit from it, itself first; of one
   * without, that a reference names, all that have rows.
   */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Class → the member that says which class a row is of, where no slot of the author's does. */
  readonly typeMembers: ReadonlyMap<string, string>;
}

/** The names of such a member; the second where a slot has the first. */
const TYPE_MEMBERS = ["type", "row_type"] as const;

interface Context {
  readonly view: SchemaView;
  readonly kinds: ReadonlyMap<string, StorageKind>;
  readonly ranges: SlotRanges;
}

/** `used` are the ranges of the slots of rows; `nested` those whose rows stand in answers. */
export function rowFamilies(
  { view, kinds, ranges }: Context,
  used: ReadonlySet<SlotRange>,
  nested: ReadonlySet<SlotRange>,
): RowFamilies {
  const rowsOf = (name: string): readonly string[] =>
    ranges.concreteClasses(name).filter((member) => kinds.get(member) === "table");
  const members = new Map<string, readonly string[]>();
  for (const [name, kind] of kinds) {
    const own = kind === "table" ? rowsOf(name) : [];
    if (own.length > 1) members.set(name, own);
  }
  for (const range of used) {
    for (const option of range.kind === "union" ? range.options : [range]) {
      if (option.kind !== "polymorphic" || members.has(option.class)) continue;
      const own = rowsOf(option.class);
      if (own.length > 0) members.set(option.class, own);
    }
  }
  const mixed = [...nested].map(classesOf).filter(({ length }) => length > 1);
  const together = [...members.values(), ...mixed];
  const typeMembers = new Map<string, string>();
  for (const family of together.filter((classes) => !haveDesignator(view, classes))) {
    for (const name of family) {
      const member = typeMember(view, name);
      if (member !== undefined) typeMembers.set(name, member);
    }
  }
  return { members, typeMembers };
}

function classesOf(range: SlotRange): readonly string[] {
  if (range.kind === "union") return [...new Set(range.options.flatMap(classesOf))];
  return range.kind === "polymorphic" || range.kind === "reference" ? range.classes : [];
}

/** Whether a slot that all of them have tells them apart, or there is nothing to tell. */
export function haveDesignator(view: SchemaView, classes: readonly string[]): boolean {
  const slots = classes.map((name) => typeSlot(view, name));
  const names = new Set(slots.map((slot) => slot && slotName(slot)));
  return names.size === 1 && !names.has(undefined);
}

/** What the member of a class would be called; undefined where its designator has the name already. */
export function typeMember(view: SchemaView, className: string): string | undefined {
  const designator = typeSlot(view, className);
  if (designator !== undefined && slotName(designator) === TYPE_MEMBERS[0]) return undefined;
  const slots = view.inducedSlots(className);
  return TYPE_MEMBERS.find((name) => !slots.some((slot) => slotName(slot) === name));
}

/** The member itself. */
export function typeProperty(name: string, className: string): PropertyShape {
  return {
    name,
    shape: { kind: "literal", value: className },
    rules: [],
    required: true,
    hasDefault: true,
    readonly: true,
    internal: true,
    tellsClass: true,
    description: "The class of the row.",
  };
}
