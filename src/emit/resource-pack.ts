// The resources of a schema ↔ the form in which they wait in the Worker: classes inherit most of their slots and show the rows of others,
// so each slot that stands alike in many, what constraints are about, and each class whose rows stand elsewhere too, is kept once.

import type { NestedRows, NestedRowClass, RowNesting } from "./nesting.ts";
import type { SlotConstraint } from "../lower/stored-class.ts";
import type { Pieces } from "../text/pieces.ts";
import type { NestingRows, Resource, ResourceSlot, Rows } from "./resource.ts";

export interface PackedResources {
  readonly slots: readonly ResourceSlot[];
  /** Those that are nested in others, or read with those of others. */
  readonly rows: readonly PackedRows[];
  /** What constraints are, but for their names. */
  readonly roles: readonly ConstraintRole[];
  /** Those of each class, once. */
  readonly constraints: readonly (readonly PackedConstraint[])[];
  /** The classes of which rows may stand in one place. */
  readonly classes: readonly (readonly PackedClass[])[];
  readonly resources: readonly PackedResource[];
}

type ConstraintRole = Omit<SlotConstraint, "name">;

/** The role is an index of `roles`. */
type PackedConstraint = readonly [name: string, role: number];

/** Slots are indexes of `slots`, constraints of `constraints`. */
type Packed<T extends Rows> = Omit<T, "key" | "slots" | "constraints" | "nested" | "variants"> & {
  readonly key: number;
  readonly slots: readonly number[];
  readonly constraints: number;
  readonly nested?: readonly PackedNesting[];
};

type PackedRows = Packed<NestedRows>;

/** Variants are indexes of `rows`. */
type PackedResource = Packed<Resource> & { readonly variants?: readonly number[] };

/** Classes are an index of `classes`. */
interface PackedNesting extends Omit<RowNesting, "classes"> {
  readonly classes: number;
}

/** Rows are an index of `rows`. */
type PackedClass = Omit<NestedRowClass, "class" | "rows"> & { readonly rows: number };

/** The JSON of PackedResources, with slots that look the same kept once. */
export function* packedResourcesJson(resources: readonly Resource[]): Pieces {
  const packer = new Packer();
  const packed = resources.map((resource) => packer.resource(resource));
  const rows = packer.rows();
  const { slots, roles, constraints, classes } = packer;
  // All members of PackedResources.
  const rest: Omit<PackedResources, "slots"> = {
    rows,
    roles,
    constraints,
    classes,
    resources: packed,
  };
  yield `{"slots":[`;
  yield slots.join(",");
  yield "]";
  for (const [name, part] of Object.entries(rest)) {
    yield `,"${name}":`;
    yield JSON.stringify(part);
  }
  yield "}";
}

class Packer {
  /** As JSON. */
  readonly slots: string[] = [];
  readonly roles: ConstraintRole[] = [];
  readonly constraints: (readonly PackedConstraint[])[] = [];
  readonly classes: (readonly PackedClass[])[] = [];
  /** The constraints of a slot share the list of its members, in all classes that inherit it. */
  readonly #roleIndexes = new Map<
    SlotConstraint["slots"],
    Partial<Record<SlotConstraint["kind"], number>>
  >();
  readonly #constraintLists = new Map<readonly SlotConstraint[], number>();
  readonly #slotLists = new Map<readonly ResourceSlot[], readonly number[]>();
  readonly #lists = new Map<readonly NestedRowClass[], number>();
  readonly #indexes = new Map<string, number>();
  readonly #known = new Map<ResourceSlot, number>();
  /** Class → its rows, with what is nested in them once that is known, at its place among all. */
  readonly #rows = new Map<string, { readonly index: number; rows: NestedRows | NestingRows }>();

  resource({ variants, ...resource }: Resource): PackedResource {
    const indexes = variants?.map((variant) => this.#rowsIndex(variant));
    return { ...this.#pack(resource), ...(indexes !== undefined && { variants: indexes }) };
  }

  /** To be called at the end. */
  rows(): readonly PackedRows[] {
    const packed: PackedRows[] = [];
    // More are found on the way.
    for (const { rows } of this.#rows.values()) packed.push(this.#pack(rows as NestedRows));
    return packed;
  }

  #pack<T extends NestingRows>({ key, slots, constraints, nested, ...rest }: T) {
    let list = this.#constraintLists.get(constraints);
    if (list === undefined) {
      const packed = constraints.map((each) => [each.name, this.#roleIndex(each)] as const);
      list = this.constraints.push(packed) - 1;
      this.#constraintLists.set(constraints, list);
    }
    return {
      ...rest,
      constraints: list,
      key: this.#slotIndex(key),
      slots: this.#slotIndexes(slots),
      ...(nested !== undefined && { nested: nested.map((nesting) => this.#nesting(nesting)) }),
    };
  }

  #roleIndex({ kind, slots }: ConstraintRole): number {
    let indexes = this.#roleIndexes.get(slots);
    if (indexes === undefined) this.#roleIndexes.set(slots, (indexes = {}));
    return (indexes[kind] ??= this.roles.push({ kind, slots }) - 1);
  }

  #nesting({ classes, ...nesting }: RowNesting): PackedNesting {
    let index = this.#lists.get(classes);
    if (index === undefined) {
      const list = classes.map(({ class: _class, rows, ...each }) => ({
        ...each,
        rows: this.#rowsIndex(rows),
      }));
      this.#lists.set(classes, (index = this.classes.push(list) - 1));
    }
    return { ...nesting, classes: index };
  }

  #rowsIndex(rows: NestedRows | NestingRows): number {
    const known = this.#rows.get(rows.class);
    if (known === undefined) {
      const index = this.#rows.size;
      this.#rows.set(rows.class, { index, rows });
      return index;
    }
    if ("nested" in rows) known.rows = rows;
    return known.index;
  }

  /** A class and its rows elsewhere have one list. */
  #slotIndexes(slots: readonly ResourceSlot[]): readonly number[] {
    let indexes = this.#slotLists.get(slots);
    if (indexes === undefined) {
      indexes = slots.map((slot) => this.#slotIndex(slot));
      this.#slotLists.set(slots, indexes);
    }
    return indexes;
  }

  #slotIndex(slot: ResourceSlot): number {
    let index = this.#known.get(slot);
    if (index !== undefined) return index;
    const text = JSON.stringify(slot);
    index = this.#indexes.get(text);
    if (index === undefined) this.#indexes.set(text, (index = this.slots.push(text) - 1));
    this.#known.set(slot, index);
    return index;
  }
}

/** Slots that look the same are the same objects. */
export function unpackResources({
  slots,
  rows,
  roles,
  constraints,
  classes,
  resources,
}: PackedResources): readonly Resource[] {
  const constraintLists = constraints.map((list) =>
    list.map(([name, role]): SlotConstraint => ({ name, ...roles[role]! })),
  );
  const unpacked = <T extends Packed<Rows>>(packed: T) => ({
    ...packed,
    key: slots[packed.key]!,
    slots: packed.slots.map((index) => slots[index]!),
    constraints: constraintLists[packed.constraints]!,
  });
  const nestedRows = rows.map(({ nested: _nested, ...each }): NestedRows => unpacked(each));
  const lists = classes.map((list) =>
    list.map(({ rows: index, ...each }): NestedRowClass => {
      const of = nestedRows[index]!;
      return { ...each, class: of.class, rows: of };
    }),
  );
  const nestings = (nested: readonly PackedNesting[]): readonly RowNesting[] =>
    nested.map((nesting) => ({ ...nesting, classes: lists[nesting.classes]! }));
  const variantRows = rows.map(({ nested }, index): NestingRows => ({
    ...nestedRows[index]!,
    ...(nested !== undefined && { nested: nestings(nested) }),
  }));
  return resources.map(({ nested, variants, ...resource }): Resource => ({
    ...unpacked(resource),
    ...(nested !== undefined && { nested: nestings(nested) }),
    ...(variants !== undefined && { variants: variants.map((index) => variantRows[index]!) }),
  }));
}
