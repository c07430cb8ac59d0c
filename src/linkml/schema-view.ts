// The merged schema with its look-ups: the verbs of LinkML's own SchemaView. Everything derived is worked out once, on first use.

import type { Location } from "../text/location.ts";
import { ancestryOf, type Ancestry } from "./ancestry.ts";
import { builtinTypes } from "./builtin/types.ts";
import { enumValueResolver } from "./enums.ts";
import { slotInducer } from "./induce.ts";
import type { MergedSchema } from "./merge.ts";
import type {
  ClassDefinition,
  EnumDefinition,
  InducedSlot,
  Origin,
  PermissibleValue,
  ResolvedType,
  SlotDefinition,
  SubsetDefinition,
  TypeDefinition,
} from "./metamodel.ts";
import { nameFinder } from "./names.ts";
import { typeResolver } from "./types.ts";

export type RangeKind = "class" | "enum" | "type";

/** Names that go in may be spelled as references are (`related to` or `related_to`); names that come out are as defined. */
export interface SchemaView {
  readonly schema: MergedSchema;
  /** Without the class that stands for linkml:Any, which is a type. */
  readonly classes: ReadonlyMap<string, ClassDefinition>;
  /** The slots of the schema itself; attributes belong to their class. */
  readonly slots: ReadonlyMap<string, SlotDefinition>;
  readonly enums: ReadonlyMap<string, EnumDefinition>;
  /** With the built-in ones (`isBuiltinType` tells). */
  readonly types: ReadonlyMap<string, TypeDefinition>;
  readonly subsets: ReadonlyMap<string, SubsetDefinition>;
  /** Self first, then mixins and is_a, each before what it inherits from: nearest definition first. */
  classAncestors(name: string): readonly string[];
  /** Self first. */
  classDescendants(name: string): readonly string[];
  /** Inherited slots first. */
  classSlots(name: string): readonly string[];
  /** Throws if the class has no such slot. */
  inducedSlot(className: string, slotName: string): InducedSlot;
  inducedSlots(className: string): readonly InducedSlot[];
  identifierSlot(className: string): InducedSlot | undefined;
  resolveType(name: string): ResolvedType;
  /** With what is inherited or included, without what is subtracted; undefined for a dynamic enum, which is open. */
  enumValues(name: string): readonly PermissibleValue[] | undefined;
  rangeKind(name: string): RangeKind | undefined;
  locate(origin: Origin): Location;
  /** Slot inheritance, and that of enums and types, for checks. */
  readonly ancestries: Readonly<Record<"class" | "slot" | "enum" | "type", Ancestry>>;
  /** The name as defined of what a reference means. */
  find(kind: RangeKind | "slot" | "subset", name: string): string | undefined;
}

export interface ViewInput {
  readonly schema: MergedSchema;
  /** File → its own default_range. */
  readonly defaultRanges: ReadonlyMap<string, string>;
  readonly locate: (origin: Origin) => Location;
}

export function createSchemaView({ schema, defaultRanges, locate }: ViewInput): SchemaView {
  const { slots, enums, subsets } = schema;
  const classes = new Map([...schema.classes].filter(([, definition]) => !isAny(definition)));
  const isOther = (name: string): boolean =>
    classes.has(name) || enums.has(name) || schema.types.has(name);
  const anyNames = new Set([...schema.classes.keys(), "Any"].filter((name) => !isOther(name)));
  const types = new Map([...builtinTypes, ...schema.types]);
  const finders = {
    class: nameFinder(schema.classes),
    slot: nameFinder(slots),
    enum: nameFinder(enums),
    type: nameFinder(types),
    subset: nameFinder(subsets),
  };

  const parents =
    (kind: "class" | "slot" | "enum") =>
    (name: string): readonly string[] => {
      const definition = { class: schema.classes, slot: slots, enum: enums }[kind].get(name);
      return [
        ...(definition?.mixins ?? []),
        ...(definition?.isA === undefined ? [] : [definition.isA]),
      ].flatMap((parent) => finders[kind](parent) ?? []);
    };
  const ancestries = {
    class: ancestryOf(schema.classes.keys(), parents("class")),
    slot: ancestryOf(slots.keys(), parents("slot")),
    enum: ancestryOf(enums.keys(), parents("enum")),
    type: ancestryOf(types.keys(), (name) => {
      const parent = types.get(name)?.typeof;
      return parent === undefined ? [] : [finders.type(parent) ?? []].flat();
    }),
  };

  const rangeKind = (name: string): RangeKind | undefined => {
    const asClass = finders.class(name);
    if (asClass !== undefined) return anyNames.has(asClass) ? "type" : "class";
    if (finders.enum(name) !== undefined) return "enum";
    return finders.type(name) !== undefined || anyNames.has(name) ? "type" : undefined;
  };
  const canonicalRange = (name: string): string =>
    finders.class(name) ?? finders.enum(name) ?? finders.type(name) ?? name;

  const inducer = slotInducer({
    classes,
    slots,
    findSlot: finders.slot,
    classAncestors: ancestries.class.ancestors,
    slotAncestors: ancestries.slot.ancestors,
    canonicalRange,
    defaultRange: (file) => defaultRanges.get(file) ?? schema.defaultRange,
  });
  const classNamed = (name: string): string => finders.class(name) ?? name;
  const resolveType = typeResolver({
    types,
    chainOf: ancestries.type.ancestors,
    find: finders.type,
    anyNames,
  });

  return {
    schema,
    classes,
    slots,
    enums,
    types,
    subsets,
    ancestries,
    classAncestors: (name) => ancestries.class.ancestors(classNamed(name)),
    classDescendants: (name) => ancestries.class.descendants(classNamed(name)),
    classSlots: (name) => inducer.slotNames(classNamed(name)),
    inducedSlot: (className, slotName) => inducer.slot(classNamed(className), slotName),
    inducedSlots: (className) => inducer.slots(classNamed(className)),
    identifierSlot: (className) => inducer.identifier(classNamed(className)),
    resolveType: (name) => resolveType(finders.class(name) ?? name),
    enumValues: enumValueResolver(enums, finders.enum),
    rangeKind,
    locate,
    find: (kind, name) => finders[kind](name),
  };
}

function isAny({ classUri }: ClassDefinition): boolean {
  return classUri === "linkml:Any" || classUri === "https://w3id.org/linkml/Any";
}
