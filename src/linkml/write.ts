// LinkML definitions → plain data as an author would write them, following the table of metaslots: the reader's inverse.

import type { InducedSlot } from "./metamodel.ts";
import { keyMetaslots, type ElementKind } from "./metaslots.ts";
import type { SchemaView } from "./schema-view.ts";
import { fieldsOf, type Field, type Shape } from "./shape.ts";

type Data = Record<string, unknown>;

/** All files of the schema as one, each definition as written; built-in types are left out. */
export function mergedSchema(view: SchemaView): Data {
  return writeElement("schema_definition", { ...view.schema, imports: undefined });
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
  const written = new Map<InducedSlot["definitions"], Data>();
  const attribute = (slot: InducedSlot): Data => {
    let data = written.get(slot.definitions);
    if (data === undefined) written.set(slot.definitions, (data = writeSlot(slot)));
    return data;
  };
  const classes = [...view.classes].map(([name, definition]) => {
    const own = { ...definition, slots: undefined, slotUsage: undefined };
    const slots = view.inducedSlots(name).map((slot) => [slot.name, attribute(slot)]);
    return [
      name,
      { ...writeNamed("class_definition", own), attributes: Object.fromEntries(slots) },
    ];
  });
  return {
    ...rest,
    types: writeMapping("type_definition", view.types),
    classes: Object.fromEntries(classes),
  };
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
function writeNamed(kind: ElementKind, element: object): Data {
  const data = writeElement(kind, element);
  const key = keyMetaslots[kind];
  if (key !== undefined) delete data[key];
  return data;
}

/** The metaslots of one element as an author would write them. */
export function writtenMetaslots(kind: ElementKind, element: object): Readonly<Data> {
  return writeElement(kind, element);
}

/** The metaslots that the element has, in the table's order. */
function writeElement(kind: ElementKind, element: object): Data {
  const values = element as Readonly<Data>;
  const ranks = ranksOf(kind);
  const fields: Rank[] = [];
  for (const property of Object.keys(values)) {
    const field = values[property] === undefined ? undefined : ranks.get(property);
    if (field !== undefined) fields.push(field);
  }
  const data: Data = {};
  for (const { metaslot, shape, property } of fields.toSorted((a, b) => a.rank - b.rank)) {
    const written = writeValue(shape, values[property]);
    if (written !== undefined) data[metaslot] = written;
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
function writeValue(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case "annotations": {
      const annotations = value as ReadonlyMap<string, string>;
      return annotations.size === 0 ? undefined : Object.fromEntries(annotations);
    }
    case "mapping": {
      const elements = value as ReadonlyMap<string, object>;
      return elements.size === 0 ? undefined : writeMapping(shape.of, elements);
    }
    case "list":
      return (value as readonly object[]).map((item) => writeElement(shape.of, item));
    case "element":
      return writeElement(shape.of, value as object);
    default:
      return value;
  }
}

function writeMapping(kind: ElementKind, elements: ReadonlyMap<string, object>): Data {
  return Object.fromEntries(
    [...elements].map(([name, element]) => [name, writeNamed(kind, element)]),
  );
}
