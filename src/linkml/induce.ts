// Class and slot → the induced slot: all definitions that speak of it, nearest first, made into one.

import { classSlotsReader } from "./class-slots.ts";
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
  readonly compileTimeConstant: (text: string, slot: InducedSlot) => string | undefined;
}

export interface SlotInducer {
  readonly slotNames: (className: string) => readonly string[];
  readonly slot: (className: string, slotName: string) => InducedSlot;
  /** Undefined where the class has no such slot. */
  readonly find: (className: string, slotName: string) => InducedSlot | undefined;
  readonly slots: (className: string) => readonly InducedSlot[];
  readonly identifier: (className: string) => InducedSlot | undefined;
}

export function slotInducer(input: InduceInput): SlotInducer {
  const { classAncestors } = input;
  const ownSlots = remembered((className: string) =>
    readOwnSlots(input.classes.get(className), input.findSlot),
  );
  const inheritable = remembered(inheritablePart);
  const inherited = remembered((base: SlotDefinition) => inheritedPart(base, inheritable, input));
  const classSlots = classSlotsReader({
    ownSlots,
    classAncestors,
    sharedSlot: (name) => input.slots.get(input.findSlot(name) ?? name),
    make: ({ definitions, bases }) =>
      combineDefinitions(definitions, bases.map(inherited), bases.at(-1), input),
  });
  const lists = remembered((owner: string): readonly InducedSlot[] => {
    const slots: InducedSlot[] = [];
    for (const { name, made } of classSlots(owner).values()) {
      slots.push(withConstant({ ...made, name, owner }, input));
    }
    return slots;
  });
  const byKey = remembered((className: string): ReadonlyMap<string, InducedSlot> => {
    const keys = [...classSlots(className).keys()];
    return new Map(lists(className).map((slot, index) => [keys[index]!, slot]));
  });
  const find = (className: string, slotName: string) => byKey(className).get(underscore(slotName));
  return {
    slotNames: (className) => Array.from(classSlots(className).values(), ({ name }) => name),
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

function withConstant(slot: InducedSlot, input: InduceInput): InducedSlot {
  const { ifabsent } = slot;
  const constant = ifabsent && input.compileTimeConstant(ifabsent.text, slot);
  if (ifabsent === undefined || constant === undefined) return slot;
  return { ...slot, ifabsent: { ...ifabsent, constant } satisfies Ifabsent };
}

/** What is the same in all classes where a slot has the same definitions. */
type Combined = Omit<InducedSlot, "name" | "owner">;

/** Nearest first. An attribute is no slot of the schema, but it may be a kind of one. */
function slotParents(base: SlotDefinition, input: InduceInput): readonly string[] {
  if (input.slots.get(base.name) === base) return input.slotAncestors(base.name).slice(1);
  const { isA, mixins = [] } = base;
  const parents = [...mixins, ...(isA === undefined ? [] : [isA])].flatMap(
    (parent) => input.findSlot(parent) ?? [],
  );
  return [...new Set(parents.flatMap((parent) => input.slotAncestors(parent)))];
}

/** What a slot takes over from the slots that it is_a or mixes in: nearest first. */
function inheritedPart(
  base: SlotDefinition,
  inheritable: (slot: SlotDefinition) => Partial<SlotDefinition>,
  input: InduceInput,
): Partial<SlotDefinition> {
  const slots = slotParents(base, input).flatMap((name) => input.slots.get(name) ?? []);
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
  definitions: readonly SlotDefinition[],
  inherited: readonly Partial<SlotDefinition>[],
  base: SlotDefinition | undefined,
  input: InduceInput,
): Combined {
  const layers = [...definitions, ...inherited];
  const merged = layered(layers);
  const { range, ifabsent } = merged;
  const origin = definitions[0]?.origin ?? { file: "", pointer: "" };
  const isKey = merged.identifier === true || merged.key === true;
  return {
    ...(merged as Omit<typeof merged, "ifabsent">),
    ...bounds(layers),
    origin,
    definitions,
    annotations: mergedAnnotations(definitions),
    rangeGiven: range !== undefined,
    range: input.canonicalRange(range ?? input.defaultRange(base?.origin.file ?? "") ?? "string"),
    // LinkML: identifiers and keys are required whatever else is said.
    ...(isKey && { required: true }),
    ...(ifabsent !== undefined && {
      ifabsent: { text: ifabsent, origin: originOf(definitions, "ifabsent") ?? origin },
    }),
  };
}

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
  const exact = said.find((definition) =>
    Object.entries(definition).some(([name, other]) => name === property && other === value),
  );
  const origin = (exact ?? said[0])?.origin;
  return origin && { file: origin.file, pointer: childPointer(origin.pointer, metaslot) };
}
