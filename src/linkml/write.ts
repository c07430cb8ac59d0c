// LinkML definitions → plain data as an author would write them, following the table of metaslots: the reader's inverse.

import type { InducedSlot } from "./metamodel.ts";
import { keyMetaslots, type ElementKind } from "./metaslots.ts";
import type { SchemaView } from "./schema-view.ts";
import { fieldsOf, type Shape } from "./shape.ts";

type Data = Record<string, unknown>;

/** All files of the schema as one, each definition as written; built-in types are left out. */
export function mergedSchema(view: SchemaView): Data {
  return writeElement("schema_definition", { ...view.schema, imports: undefined });
}

/** The schema in one piece: built-in types included, every class with all its slots, as induced, for attributes. */
export function resolvedSchema(view: SchemaView): Data {
  const { classes: _, slots: __, types: ___, ...rest } = mergedSchema(view);
  const classes = [...view.classes].map(([name, definition]) => {
    const own = { ...definition, slots: undefined, slotUsage: undefined };
    const slots = view.inducedSlots(name).map((slot) => [slot.name, writeSlot(slot)]);
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

function writeElement(kind: ElementKind, element: object): Data {
  const fields = element as Readonly<Record<string, unknown>>;
  const data: Data = {};
  for (const [metaslot, { property, shape }] of fieldsOf(kind)) {
    const value = fields[property];
    const written = value === undefined ? undefined : writeValue(shape, value);
    if (written !== undefined) data[metaslot] = written;
  }
  return data;
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
