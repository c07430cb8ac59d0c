// A class → its slots, each with all definitions that speak of it. Where a class says nothing of a slot, what its parent has is taken over.

import { remembered } from "../text/remembered.ts";
import type { SlotDefinition } from "./metamodel.ts";
import { speakersOf, type OwnSlots } from "./own-slots.ts";

/** A slot of a class, and of all that inherit it and add nothing. */
export interface ClassSlot<Made> {
  /** As the remotest class that declares it spells it. */
  readonly name: string;
  readonly made: Made;
}

/** What a slot is made of. */
export interface SlotSources {
  /** Nearest first; there is at least one. */
  readonly definitions: readonly SlotDefinition[];
  /** Those of them that define the slot rather than refine it. */
  readonly bases: readonly SlotDefinition[];
}

export interface ClassSlotsInput<Made> {
  readonly ownSlots: (className: string) => OwnSlots;
  /** Self first. */
  readonly classAncestors: (className: string) => readonly string[];
  /** The slot of the schema that has this name, or is spelled differently. */
  readonly sharedSlot: (name: string) => SlotDefinition | undefined;
  /** Asked once for all classes in which the definitions are the same. */
  readonly make: (sources: SlotSources) => Made;
}

interface ClassSlots<Made> {
  /** Inherited ones first, each in the place that it has in the parent. */
  readonly slots: readonly ClassSlot<Made>[];
  /** Where among them one stands, by the name that it is compared by. */
  readonly placeOf: (key: string) => number | undefined;
}

/** Reads each class once. */
export function classSlotsReader<Made>(
  input: ClassSlotsInput<Made>,
): (className: string) => ClassSlots<Made> {
  const root = new SourcesNode<Made>();
  const none: ClassSlots<Made> = { slots: [], placeOf: () => undefined };

  const read = (className: string): ClassSlots<Made> => {
    const line = input.classAncestors(className);
    const at = parentIndex(line, input.classAncestors);
    const parent = line[at];
    const inherited = parent === undefined ? none : slotsOf(parent);
    const nearer = line.slice(0, at).map(input.ownSlots);
    const spoken = speakersOf(nearer);
    if (spoken.size === 0) return inherited;
    const remoter = line.slice(at).map(input.ownSlots);
    const names = declaredNames(nearer);
    const slots = [...inherited.slots];
    const added = new Map<string, number>();
    for (const key of new Set([...names.keys(), ...spoken.keys()])) {
      const place = inherited.placeOf(key) ?? slots.length;
      const name = slots[place]?.name ?? names.get(key);
      // It is only refined: a check tells of it.
      if (name === undefined) continue;
      const speakers = [
        ...(spoken.get(key) ?? []),
        ...remoter.filter(({ declared, usages }) => declared.has(key) || usages.has(key)),
      ];
      const sources = sourcesOf(key, name, speakers, input.sharedSlot);
      if (place === slots.length) added.set(key, place);
      slots[place] = { name, made: madeOnce(root, sources, input.make) };
    }
    return { slots, placeOf: (key) => added.get(key) ?? inherited.placeOf(key) };
  };

  const slotsOf = remembered(read);
  return slotsOf;
}

/** Where the ancestor stands whose own ancestors are all that follow, the last parent as a rule; else the end of the line. */
function parentIndex(
  line: readonly string[],
  ancestorsOf: (name: string) => readonly string[],
): number {
  const index = line.findIndex((name, at) => {
    if (at === 0) return false;
    const rest = ancestorsOf(name);
    return (
      rest.length === line.length - at &&
      rest.every((ancestor, offset) => ancestor === line[at + offset])
    );
  });
  return index < 0 ? line.length : index;
}

/** Key → name, in the order in which slots are inherited: the remotest first. */
function declaredNames(classes: readonly OwnSlots[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { declared } of classes.toReversed()) {
    for (const [key, name] of declared) if (!names.has(key)) names.set(key, name);
  }
  return names;
}

function sourcesOf(
  key: string,
  name: string,
  speakers: readonly OwnSlots[],
  sharedSlot: (name: string) => SlotDefinition | undefined,
): SlotSources {
  const definitions: SlotDefinition[] = [];
  const bases: SlotDefinition[] = [];
  for (const { usages, attributes } of speakers) {
    const usage = usages.get(key);
    if (usage !== undefined) definitions.push(usage);
    const attribute = attributes.get(key);
    if (attribute !== undefined) {
      definitions.push(attribute);
      bases.push(attribute);
    }
  }
  const slot = speakers.some(({ shared }) => shared.has(key)) ? sharedSlot(name) : undefined;
  if (slot !== undefined) {
    definitions.push(slot);
    bases.push(slot);
  }
  return { definitions, bases };
}

/** From each definition to the next, the nearest first: a look-up costs as much as there are definitions. */
class SourcesNode<Made> {
  made: { readonly of: Made } | undefined;
  #next: Map<SlotDefinition, SourcesNode<Made>> | undefined;

  next(definition: SlotDefinition): SourcesNode<Made> {
    this.#next ??= new Map();
    let node = this.#next.get(definition);
    if (node === undefined) this.#next.set(definition, (node = new SourcesNode()));
    return node;
  }
}

function madeOnce<Made>(
  root: SourcesNode<Made>,
  sources: SlotSources,
  make: (sources: SlotSources) => Made,
): Made {
  let node = root;
  for (const definition of sources.definitions) node = node.next(definition);
  return (node.made ??= { of: make(sources) }).of;
}
