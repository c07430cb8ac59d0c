// LinkML definitions → plain data as an author would write them, following the table of metaslots: the reader's inverse.

import { record } from "../text/record.ts";
import type { InducedSlot } from "./metamodel.ts";
import { keyMetaslots, type ElementKind } from "./metaslots.ts";
import type { SchemaView } from "./schema-view.ts";
import { fieldsOf, type Field } from "./shape.ts";

type Data = Record<string, unknown>;

/** In which order the members of objects stand. */
interface Style {
  readonly compare: (one: Rank, other: Rank) => number;
  readonly mapping: (metaslot: string, entries: readonly Entry[]) => unknown;
  readonly data: (value: unknown) => unknown;
}

type Entry = readonly [string, unknown];

/** As an author would have it. */
const FOR_READERS: Style = {
  compare: (one, other) => one.rank - other.rank,
  mapping: (_, entries) => record(entries),
  data: (value) => value,
};

/** Sorted: the same for schemas that say the same. */
const FOR_HASHES: Style = {
  compare: (one, other) => (one.metaslot < other.metaslot ? -1 : 1),
  mapping: (metaslot, entries) => (ORDERED.has(metaslot) ? entries : sorted(entries)),
  data: withoutOrder,
};

/** Mappings whose order means something: of JSON members and columns, and of values. */
const ORDERED = new Set(["attributes", "permissible_values"]);

function sorted(entries: readonly Entry[]): Data {
  return record(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Data of the author's own form, with the members of its objects sorted. */
function withoutOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOrder);
  if (typeof value !== "object" || value === null) return value;
  return sorted(Object.entries(value).map(([name, member]) => [name, withoutOrder(member)]));
}

/** Everything that the schema says, for JSON.stringify; in which file or order its elements stand makes no difference. */
export function canonicalSchema(view: SchemaView): Data {
  return writeElement("schema_definition", { ...view.schema, imports: undefined }, FOR_HASHES);
}

/** The schema in one piece: built-in types included, every class with all its slots, as induced, for attributes. */
export function resolvedSchema(view: SchemaView): Data {
  const rest = writeElement("schema_definition", {
    ...view.schema,
    imports: undefined,
    types: undefined,
    slots: undefined,
    classes: undefined,
  });
  // What a slot inherits and says is the same in most classes that have it, and is one object then.
  const attributes: Attributes = new Map();
  const classes = record<Data>([]);
  for (const [name, definition] of view.classes) {
    const own = { ...definition, slots: undefined, slotUsage: undefined };
    const data = writeNamed("class_definition", own);
    data["attributes"] = writeAttributes(view.inducedSlots(name), attributes);
    classes[name] = data;
  }
  return {
    ...rest,
    types: record(writeEntries("type_definition", view.types, FOR_READERS)),
    classes,
  };
}

/** By the definitions that a slot is made of. */
type Attributes = Map<InducedSlot["definitions"], Data>;

function writeAttributes(slots: readonly InducedSlot[], known: Attributes): Data {
  const attributes = record<Data>([]);
  for (const slot of slots) {
    let data = known.get(slot.definitions);
    if (data === undefined) known.set(slot.definitions, (data = writeSlot(slot)));
    attributes[slot.name] = data;
  }
  return attributes;
}

function writeSlot(slot: InducedSlot): Data {
  return writeNamed("slot_definition", {
    ...slot,
    ifabsent: slot.ifabsent?.text,
    owner: undefined,
    // What an ancestor of the slot said is part of the slot now.
    isA: undefined,
    mixins: undefined,
  });
}

/** An element that stands under its name. */
function writeNamed(kind: ElementKind, element: object, style = FOR_READERS): Data {
  return writeElement(kind, element, style, keyMetaslots[kind]);
}

/** The metaslots of one element as an author would write them. */
export function writtenMetaslots(kind: ElementKind, element: object): Readonly<Data> {
  return writeElement(kind, element);
}

/** The metaslots that the element has, but for the one that says its name, where that stands before it. */
function writeElement(
  kind: ElementKind,
  element: object,
  style = FOR_READERS,
  name?: string,
): Data {
  const values = element as Readonly<Data>;
  const ranks = ranksOf(kind);
  const fields: Rank[] = [];
  for (const property of Object.keys(values)) {
    const field = values[property] === undefined ? undefined : ranks.get(property);
    if (field !== undefined && field.metaslot !== name) fields.push(field);
  }
  const data: Data = {};
  for (const field of fields.sort(style.compare)) {
    const written = writeValue(field, values[field.property], style);
    if (written !== undefined) data[field.metaslot] = written;
  }
  return data;
}

interface Rank extends Field {
  readonly metaslot: string;
  readonly rank: number;
}

const ranks = new Map<ElementKind, ReadonlyMap<string, Rank>>();

/** Property → its metaslot: an element has a few of the many. */
function ranksOf(kind: ElementKind): ReadonlyMap<string, Rank> {
  let known = ranks.get(kind);
  if (known === undefined) {
    const entries = [...fieldsOf(kind)].map(([metaslot, field], rank): [string, Rank] => [
      field.property,
      { ...field, metaslot, rank },
    ]);
    ranks.set(kind, (known = new Map(entries)));
  }
  return known;
}

/** The values are those that the reader made for the same shape. */
function writeValue({ metaslot, shape }: Rank, value: unknown, style: Style): unknown {
  switch (shape.kind) {
    case "annotations": {
      const annotations = value as ReadonlyMap<string, string>;
      return annotations.size === 0 ? undefined : style.mapping(metaslot, [...annotations]);
    }
    case "mapping": {
      const elements = value as ReadonlyMap<string, object>;
      if (elements.size === 0) return undefined;
      return style.mapping(metaslot, writeEntries(shape.of, elements, style));
    }
    case "list":
      return (value as readonly object[]).map((item) => writeElement(shape.of, item, style));
    case "element":
      return writeElement(shape.of, value as object, style);
    case "data":
      return style.data(value);
    default:
      return value;
  }
}

function writeEntries(
  kind: ElementKind,
  elements: ReadonlyMap<string, object>,
  style: Style,
): readonly Entry[] {
  return [...elements].map(([name, element]) => [name, writeNamed(kind, element, style)]);
}
