// The merged schema with its look-ups: the verbs of LinkML's own SchemaView. Everything derived is worked out once, on first use.

import type { Location } from "../text/location.ts";
import { remembered } from "../text/remembered.ts";
import { ancestryOf, type Ancestry } from "./ancestry.ts";
import { builtinTypes, LINKML_NAMESPACE } from "./builtin/types.ts";
import { enumValueResolver } from "./enums.ts";
import { slotInducer } from "./induce.ts";
import { isAny, type MergedSchema } from "./merge.ts";
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
import { elementUris, type FileNamespace } from "./uris.ts";

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
  hasSlot(className: string, slotName: string): boolean;
  /** Throws if the class has no such slot. */
  inducedSlot(className: string, slotName: string): InducedSlot;
  /** Undefined where the class has no such slot. */
  findSlot(className: string, slotName: string): InducedSlot | undefined;
  inducedSlots(className: string): readonly InducedSlot[];
  identifierSlot(className: string): InducedSlot | undefined;
  /** The range of slots of that file which say none; undefined where neither the file nor the root has one. */
  defaultRange(file: string): string | undefined;
  resolveType(name: string): ResolvedType;
  /** With what is inherited or included, without what is subtracted; undefined for a dynamic enum, which is open. */
  enumValues(name: string): readonly PermissibleValue[] | undefined;
  rangeKind(name: string): RangeKind | undefined;
  /** `ex:Person` → its URI by the schema's prefixes; a URI stays; undefined where the prefix is not declared. */
  expandCurie(uriOrCurie: string): string | undefined;
  /** As declared (`class_uri`), else by the default prefix of its file: a CURIE where that is a prefix, else a URI. */
  classCurie(name: string): string;
  classUri(name: string): string;
  slotCurie(slot: SlotDefinition | InducedSlot): string;
  slotUri(slot: SlotDefinition | InducedSlot): string;
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
  /** File → its own id and default_prefix; the root's for fragments. */
  readonly namespaces: ReadonlyMap<string, FileNamespace>;
  readonly locate: (origin: Origin) => Location;
}

export function createSchemaView(input: ViewInput): SchemaView {
  const { schema, defaultRanges, locate } = input;
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

  const ancestries = {
    class: ancestryOf(schema.classes.keys(), parentsIn(schema.classes, finders.class)),
    slot: ancestryOf(slots.keys(), parentsIn(slots, finders.slot)),
    enum: ancestryOf(enums.keys(), parentsIn(enums, finders.enum, inheritedEnums)),
    type: ancestryOf(types.keys(), (name) => {
      const parent = types.get(name)?.typeof;
      return parent === undefined ? [] : [finders.type(parent) ?? []].flat();
    }),
  };

  // Both are asked of each slot, and there are few ranges.
  const rangeKind = remembered((name: string): RangeKind | undefined => {
    const asClass = finders.class(name);
    if (asClass !== undefined) return anyNames.has(asClass) ? "type" : "class";
    if (finders.enum(name) !== undefined) return "enum";
    return finders.type(name) !== undefined || anyNames.has(name) ? "type" : undefined;
  });
  const canonicalRange = remembered(
    (name: string): string =>
      finders.class(name) ?? finders.enum(name) ?? finders.type(name) ?? name,
  );

  const uris = elementUris({ prefixes: prefixMap(schema), namespaces: input.namespaces });
  const classElement = (name: string) => {
    const { classUri: uri, origin } = schema.classes.get(name) ?? { origin: schema.origin };
    return { kind: "class", name, uri, origin } as const;
  };
  const slotElement = (slot: SlotDefinition | InducedSlot) => {
    const { name, slotUri: uri } = slot;
    const base = "definitions" in slot ? slot.definitions.at(-1) : undefined;
    return { kind: "slot", name, uri, origin: (base ?? slot).origin } as const;
  };
  const defaultRange = (file: string): string | undefined =>
    defaultRanges.get(file) ?? schema.defaultRange;
  const compileTimeConstant = (
    text: string,
    slot: InducedSlot,
    className: string,
  ): string | undefined => {
    switch (text) {
      case "class_curie":
        return uris.curieOf(classElement(className));
      case "class_uri":
        return uris.uriOf(classElement(className));
      case "slot_curie":
        return uris.curieOf(slotElement(slot));
      case "slot_uri":
        return uris.uriOf(slotElement(slot));
      case "default_ns":
        return uris.defaultNamespace(slot.origin.file);
      case "default_range":
        return defaultRange(slot.origin.file) ?? "string";
      default:
        return undefined;
    }
  };

  const inducer = slotInducer({
    compileTimeConstant,
    classes,
    slots,
    findSlot: finders.slot,
    classAncestors: ancestries.class.ancestors,
    slotAncestors: ancestries.slot.ancestors,
    canonicalRange,
    defaultRange,
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
    hasSlot: (className, slotName) => inducer.has(classNamed(className), slotName),
    inducedSlot: (className, slotName) => inducer.slot(classNamed(className), slotName),
    findSlot: (className, slotName) => inducer.find(classNamed(className), slotName),
    inducedSlots: (className) => inducer.slots(classNamed(className)),
    identifierSlot: (className) => inducer.identifier(classNamed(className)),
    defaultRange,
    resolveType: (name) => resolveType(finders.class(name) ?? name),
    enumValues: enumValueResolver(enums, finders.enum),
    rangeKind,
    expandCurie: uris.expand,
    classCurie: (name) => uris.curieOf(classElement(classNamed(name))),
    classUri: (name) => uris.uriOf(classElement(classNamed(name))),
    slotCurie: (slot) => uris.curieOf(slotElement(slot)),
    slotUri: (slot) => uris.uriOf(slotElement(slot)),
    locate,
    find: (kind, name) => finders[kind](name),
  };
}

interface Inheriting {
  readonly isA?: string;
  readonly mixins?: readonly string[];
  readonly applyTo?: readonly string[];
}

interface EnumExpression extends Inheriting {
  readonly inherits?: readonly string[];
  readonly include?: readonly EnumExpression[];
  readonly minus?: readonly EnumExpression[];
}

/** The enums that an enum expression names, at any depth. */
function inheritedEnums({
  inherits = [],
  include = [],
  minus = [],
}: EnumExpression): readonly string[] {
  if (include.length === 0 && minus.length === 0) return inherits;
  return [...inherits, ...[...include, ...minus].flatMap(inheritedEnums)];
}

/** Direct parents: mixins, then what says of itself that it applies to the element, then is_a, then `others`. */
function parentsIn<Element extends Inheriting>(
  elements: ReadonlyMap<string, Element>,
  find: (name: string) => string | undefined,
  others?: (element: Element) => readonly string[],
): (name: string) => readonly string[] {
  const applied = new Map<string, string[]>();
  for (const [name, { applyTo }] of elements) {
    for (const target of applyTo?.flatMap((written) => find(written) ?? []) ?? [])
      applied.set(target, [...(applied.get(target) ?? []), name]);
  }
  return (name) => {
    const element = elements.get(name);
    const written = [...(element?.mixins ?? []), ...(applied.get(name) ?? [])];
    if (element?.isA !== undefined) written.push(element.isA);
    if (element !== undefined && others !== undefined) written.push(...others(element));
    return written.flatMap((parent) => find(parent) ?? []);
  };
}

/** Prefix → namespace. */
function prefixMap({ prefixes }: MergedSchema): ReadonlyMap<string, string> {
  const declared = [...(prefixes ?? [])].map(
    ([name, { prefixReference = "" }]) => [name, prefixReference] as const,
  );
  return new Map([["linkml", LINKML_NAMESPACE], ...declared]);
}
