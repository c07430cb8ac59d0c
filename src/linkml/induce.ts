// Class and slot → the induced slot: all definitions that speak of it, nearest first, made into one.

import { classSlotsReader, type SlotSources } from "./class-slots.ts";
import { isGreater, isLess, layered, mergedAnnotations, strictest } from "./layers.ts";
import type {
  ClassDefinition,
  Ifabsent,
  InducedSlot,
  Origin,
  SlotDefinition,
  Scalar,
} from "./metamodel.ts";
import { inheritedSlotProperties } from "./metaslots.ts";
import { childPointer } from "../text/pointer.ts";
import { remembered } from "../text/remembered.ts";
import { underscore } from "./names.ts";
import { readOwnSlots } from "./own-slots.ts";
import { propertyOf } from "./shape.ts";

export interface InduceInput {
  readonly classes: ReadonlyMap<string, ClassDefinition>;
  readonly slots: ReadonlyMap<string, SlotDefinition>;
  readonly findSlot: (name: string) => string | undefined;
  readonly classAncestors: (name: string) => readonly string[];
  readonly slotAncestors: (name: string) => readonly string[];
  readonly canonicalRange: (name: string) => string;
  /** The range of slots that are given none, where the slot is defined in this file. */
  readonly defaultRange: (file: string) => string | undefined;
  /** What an ifabsent such as `class_uri` stands for; undefined for any other. */
  readonly compileTimeConstant: (
    text: string,
    slot: InducedSlot,
    className: string,
  ) => string | undefined;
}

export interface SlotInducer {
  readonly slotNames: (className: string) => readonly string[];
  readonly has: (className: string, slotName: string) => boolean;
  readonly slot: (className: string, slotName: string) => InducedSlot;
  /** Undefined where the class has no such slot. */
  readonly find: (className: string, slotName: string) => InducedSlot | undefined;
  readonly slots: (className: string) => readonly InducedSlot[];
  readonly identifier: (className: string) => InducedSlot | undefined;
}

export function slotInducer(input: InduceInput): SlotInducer {
  const { classAncestors } = input;
  const sharedSlot = (name: string): SlotDefinition | undefined =>
    input.slots.get(input.findSlot(name) ?? name);
  const ownSlots = remembered((className: string) =>
    readOwnSlots(input.classes.get(className), sharedSlot),
  );
  const inheritable = remembered(inheritablePart);
  const inherited = remembered((base: SlotDefinition) => inheritedPart(base, inheritable, input));
  let blank: InducedSlot | undefined;
  const classSlots = classSlotsReader({
    ownSlots,
    classAncestors,
    sharedSlot,
    make: (sources) => combineDefinitions(sources, inherited, (blank ??= blankSlot(input)), input),
  });
  const lists = remembered((className: string) =>
    classSlots(className).slots.map(({ name, made }) => {
      const slot = made.name === name ? made : { ...made, name };
      return withConstant(slot, className, input);
    }),
  );
  const find = (className: string, slotName: string): InducedSlot | undefined => {
    const place = classSlots(className).placeOf(underscore(slotName));
    return place === undefined ? undefined : lists(className)[place];
  };
  return {
    slotNames: (className) => classSlots(className).slots.map(({ name }) => name),
    has: (className, slotName) => classSlots(className).placeOf(underscore(slotName)) !== undefined,
    slot(className, slotName) {
      const slot = find(className, slotName);
      if (slot === undefined) throw new Error(`class "${className}" has no slot "${slotName}"`);
      return slot;
    },
    find,
    slots: lists,
    identifier: remembered((className) =>
      lists(className).find(({ identifier }) => identifier === true),
    ),
  };
}

function withConstant(slot: InducedSlot, className: string, input: InduceInput): InducedSlot {
  const { ifabsent } = slot;
  const constant = ifabsent && input.compileTimeConstant(ifabsent.text, slot, className);
  if (ifabsent === undefined || constant === undefined) return slot;
  return { ...slot, ifabsent: { ...ifabsent, constant } satisfies Ifabsent };
}

/**
 * A slot that says nothing; the others are copies of it. With the same members in the same order, set or not, all slots are of one kind to
 * the engine, and copying one, or asking it for a member, is a few instructions instead of a search.
 */
function blankSlot({ classes, slots }: InduceInput): InducedSlot {
  const members = new Set<string>(ALWAYS);
  addMembers(members, slots);
  for (const { attributes, slotUsage } of classes.values()) {
    addMembers(members, attributes);
    addMembers(members, slotUsage);
  }
  return Object.fromEntries(Array.from(members, (member) => [member, undefined])) as never;
}

function addMembers(
  members: Set<string>,
  definitions: ReadonlyMap<string, SlotDefinition> = new Map(),
): void {
  for (const definition of definitions.values())
    for (const member of Object.keys(definition)) members.add(member);
}

const ALWAYS: readonly (keyof InducedSlot)[] = [
  "name",
  "origin",
  "annotations",
  "definitions",
  "required",
  "range",
  "rangeGiven",
];

/** Nearest first. An attribute is no slot of the schema, but it may be a kind of one. */
function slotParents(base: SlotDefinition, input: InduceInput): readonly string[] {
  if (input.slots.get(base.name) === base) return input.slotAncestors(base.name).slice(1);
  const { isA, mixins = [] } = base;
  const parents = [...mixins, ...(isA === undefined ? [] : [isA])].flatMap(
    (parent) => input.findSlot(parent) ?? [],
  );
  return [...new Set(parents.flatMap((parent) => input.slotAncestors(parent)))];
}

/** What a slot takes over from the slots that it is_a or mixes in, nearest first; undefined where there are none. */
function inheritedPart(
  base: SlotDefinition,
  inheritable: (slot: SlotDefinition) => Partial<SlotDefinition>,
  input: InduceInput,
): Partial<SlotDefinition> | undefined {
  const slots = slotParents(base, input).flatMap((name) => input.slots.get(name) ?? []);
  if (slots.length === 0) return undefined;
  const parts = slots.map(inheritable);
  return { ...layered(parts), ...bounds(parts) };
}

function inheritablePart(slot: SlotDefinition): Partial<SlotDefinition> {
  return Object.fromEntries(
    inheritedSlotProperties.flatMap((property) =>
      slot[property] === undefined ? [] : [[property, slot[property]] as const],
    ),
  );
}

type Bounds = Pick<
  SlotDefinition,
  "minimumValue" | "maximumValue" | "minimumCardinality" | "maximumCardinality"
>;

/** Bounds of all layers hold together. */
function bounds(layers: readonly Bounds[]): Bounds {
  const minimumValue = strictest(
    layers.map((layer) => layer.minimumValue),
    isGreater,
  );
  const maximumValue = strictest(
    layers.map((layer) => layer.maximumValue),
    isLess,
  );
  const minimumCardinality = strictest(
    layers.map((layer) => layer.minimumCardinality),
    isGreater,
  );
  const maximumCardinality = strictest(
    layers.map((layer) => layer.maximumCardinality),
    isLess,
  );
  return {
    ...(minimumValue !== undefined && { minimumValue }),
    ...(maximumValue !== undefined && { maximumValue }),
    ...(minimumCardinality !== undefined && { minimumCardinality }),
    ...(maximumCardinality !== undefined && { maximumCardinality }),
  };
}

function combineDefinitions(
  { definitions, bases }: SlotSources,
  inherited: (base: SlotDefinition) => Partial<SlotDefinition> | undefined,
  blank: InducedSlot,
  input: InduceInput,
): InducedSlot {
  const layers = [...definitions, ...bases.flatMap((base) => inherited(base) ?? [])];
  const slot: Writable<InducedSlot> = { ...blank };
  for (const layer of layers.toReversed()) Object.assign(slot, layer);
  if (layers.length > 1) Object.assign(slot, bounds(layers));
  const { range, identifier, key } = slot as Partial<InducedSlot>;
  const base = bases.at(-1);
  slot.origin = definitions[0]?.origin ?? { file: "", pointer: "" };
  slot.definitions = definitions;
  slot.annotations = mergedAnnotations(definitions);
  slot.rangeGiven = range !== undefined;
  slot.range = input.canonicalRange(
    range ?? input.defaultRange(base?.origin.file ?? "") ?? "string",
  );
  // LinkML: identifiers and keys are required whatever else is said.
  if (identifier === true || key === true) slot.required = true;
  const text = layers.find(({ ifabsent }) => ifabsent !== undefined)?.ifabsent;
  if (text !== undefined)
    slot.ifabsent = { text, origin: originOf(definitions, "ifabsent") ?? slot.origin };
  return slot;
}

type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

/**
 * Where the metaslot of an induced slot is written, the nearest if several definitions say it; with `value`, where that is said.
 * The slot's own origin where no definition of it says.
 */
export function metaslotOrigin(slot: InducedSlot, metaslot: string, value?: Scalar): Origin {
  return originOf(slot.definitions, metaslot, value) ?? slot.origin;
}

/** Where an annotation of an element, or of the nearest definition of an induced slot, is written. */
export function annotationOrigin(element: Annotated | InducedSlot, tag: string): Origin {
  const definitions: readonly Annotated[] =
    "definitions" in element ? element.definitions : [element];
  const { origin } = definitions.find(({ annotations }) => annotations.has(tag)) ?? element;
  return { file: origin.file, pointer: childPointer(`${origin.pointer}/annotations`, tag) };
}

interface Annotated {
  readonly annotations: ReadonlyMap<string, string>;
  readonly origin: Origin;
}

function originOf(
  definitions: readonly SlotDefinition[],
  metaslot: string,
  value?: Scalar,
): Origin | undefined {
  const property = propertyOf(metaslot);
  const said = definitions.filter((definition) => Object.hasOwn(definition, property));
  const exact =
    value === undefined
      ? undefined
      : said.find((definition) => definition[property as keyof SlotDefinition] === value);
  const origin = (exact ?? said[0])?.origin;
  return origin && { file: origin.file, pointer: childPointer(origin.pointer, metaslot) };
}
