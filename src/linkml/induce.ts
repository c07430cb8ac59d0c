// Class and slot → the induced slot: all definitions that speak of it, nearest first, made into one.

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
import { underscore } from "./names.ts";
import { readOwnSlots, speakersOf, type OwnSlots } from "./own-slots.ts";
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
  const ownSlots = memoize((className: string) =>
    readOwnSlots(input.classes.get(className), input.findSlot),
  );
  const slotKeys = memoize((className: string): ReadonlyMap<string, string> => {
    const names = new Map<string, string>();
    for (const ancestor of input.classAncestors(className).toReversed()) {
      for (const [key, name] of ownSlots(ancestor).declared) {
        if (!names.has(key)) names.set(key, name);
      }
    }
    return names;
  });
  const inherited = memoize((base: SlotDefinition) => inheritedPart(base, input));
  const combine = reuseCombined(({ definitions, bases }) =>
    combineDefinitions(definitions, bases.map(inherited), bases.at(-1), input),
  );
  const induced = memoize((className: string) => {
    const speakers = speakersOf(input.classAncestors(className).map(ownSlots));
    const result = new Map<string, InducedSlot>();
    for (const [key, name] of slotKeys(className)) {
      const found = definitionsOf(key, name, speakers.get(key) ?? [], input);
      const { definitions, combined } = combine(found);
      const slot = { ...combined, name, owner: className, definitions };
      result.set(key, withConstant(slot, input));
    }
    return result;
  });
  const lists = memoize((className: string) => [...induced(className).values()]);
  return {
    slotNames: (className) => [...slotKeys(className).values()],
    slot(className, slotName) {
      const slot = induced(className).get(underscore(slotName));
      if (slot === undefined) throw new Error(`class "${className}" has no slot "${slotName}"`);
      return slot;
    },
    find: (className, slotName) => induced(className).get(underscore(slotName)),
    slots: lists,
    identifier: (className) => lists(className).find(({ identifier }) => identifier === true),
  };
}

function memoize<K, T>(compute: (key: K) => T): (key: K) => T {
  const known = new Map<K, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = compute(key);
      known.set(key, value);
    }
    return value;
  };
}

function withConstant(slot: InducedSlot, input: InduceInput): InducedSlot {
  const { ifabsent } = slot;
  const constant = ifabsent && input.compileTimeConstant(ifabsent.text, slot);
  if (ifabsent === undefined || constant === undefined) return slot;
  return { ...slot, ifabsent: { ...ifabsent, constant } satisfies Ifabsent };
}

interface Definitions {
  /** Nearest first; there is at least one. */
  readonly definitions: readonly SlotDefinition[];
  /** Those of them that define the slot rather than refine it. */
  readonly bases: readonly SlotDefinition[];
}

function definitionsOf(
  key: string,
  name: string,
  speakers: readonly OwnSlots[],
  input: InduceInput,
): Definitions {
  const definitions: SlotDefinition[] = [];
  const bases: SlotDefinition[] = [];
  let isShared = false;
  for (const { usages, attributes, shared } of speakers) {
    const usage = usages.get(key);
    if (usage !== undefined) definitions.push(usage);
    const attribute = attributes.get(key);
    if (attribute !== undefined) {
      definitions.push(attribute);
      bases.push(attribute);
    }
    isShared ||= shared.has(key);
  }
  const slot = isShared ? input.slots.get(input.findSlot(name) ?? name) : undefined;
  if (slot !== undefined) {
    definitions.push(slot);
    bases.push(slot);
  }
  return { definitions, bases };
}

type Combined = Omit<InducedSlot, "name" | "owner" | "definitions">;

interface CombinedDefinitions {
  /** One array for all classes where the slot has the same definitions: what is worked out from them can be kept by it. */
  readonly definitions: readonly SlotDefinition[];
  readonly combined: Combined;
}

/** Most classes add nothing to what they inherit: the same definitions are put together once. */
function reuseCombined(
  combine: (found: Definitions) => Combined,
): (found: Definitions) => CombinedDefinitions {
  // From each definition to the next, the nearest first: a look-up costs as much as there are definitions.
  const root = new CombinedNode();
  return (found) => {
    let node = root;
    for (const definition of found.definitions) node = node.next(definition);
    return (node.value ??= { definitions: found.definitions, combined: combine(found) });
  };
}

class CombinedNode {
  value: CombinedDefinitions | undefined;
  readonly #next = new Map<SlotDefinition, CombinedNode>();

  next(definition: SlotDefinition): CombinedNode {
    let node = this.#next.get(definition);
    if (node === undefined) this.#next.set(definition, (node = new CombinedNode()));
    return node;
  }
}

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
function inheritedPart(base: SlotDefinition, input: InduceInput): Partial<SlotDefinition> {
  const slots = slotParents(base, input).flatMap((name) => input.slots.get(name) ?? []);
  const parts = slots.map((slot): Partial<SlotDefinition> =>
    Object.fromEntries(
      inheritedSlotProperties.flatMap((property) =>
        slot[property] === undefined ? [] : [[property, slot[property]] as const],
      ),
    ),
  );
  return { ...layered(parts), ...bounds(parts) };
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
  const { range, ifabsent, ...rest } = layered(layers);
  const origin = definitions[0]?.origin ?? { file: "", pointer: "" };
  const isKey = rest.identifier === true || rest.key === true;
  return {
    ...rest,
    ...bounds(layers),
    origin,
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
