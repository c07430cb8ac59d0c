// LinkML definitions → plain data as an author would write them, following the table of metaslots: the reader's inverse.

import type { InducedSlot } from "./metamodel.ts";
import { keyMetaslots, metaslots, type ElementKind } from "./metaslots.ts";
import { propertyOf } from "./shape.ts";
import type { SchemaView } from "./schema-view.ts";

type Data = Record<string, unknown>;

/**
 * The schema in one piece, without imports: built-in types included, every class with all its slots, as induced, for attributes.
 */
export function resolvedSchema(view: SchemaView): Data {
  const { schema } = view;
  const data = writeElement(
    "schema_definition",
    { ...schema, imports: undefined },
    { keyed: false },
  );
  return {
    ...data,
    types: writeMap("type_definition", view.types),
    enums: writeMap("enum_definition", view.enums),
    slots: undefined,
    classes: Object.fromEntries(
      [...view.classes].map(([name, definition]) => [
        name,
        {
          ...writeElement("class_definition", {
            ...definition,
            slots: undefined,
            slotUsage: undefined,
          }),
          attributes: Object.fromEntries(
            view.inducedSlots(name).map((slot) => [slot.name, writeSlot(slot)]),
          ),
        },
      ]),
    ),
  };
}

function writeSlot(slot: InducedSlot): Data {
  return writeElement("slot_definition", {
    ...slot,
    ifabsent: slot.ifabsent?.text,
    owner: undefined,
    // What an ancestor of the slot said is part of the slot now.
    isA: undefined,
    mixins: undefined,
  });
}

type Element = Readonly<Record<string, unknown>>;

/** `keyed`: the element's name is the key that it stands under. */
function writeElement(kind: ElementKind, element: Element, { keyed } = { keyed: true }): Data {
  const data: Data = {};
  for (const [metaslot, shape] of Object.entries(metaslots[kind])) {
    if (keyed && metaslot === keyMetaslots[kind]) continue;
    const value = element[propertyOf(metaslot)];
    if (value === undefined) continue;
    const written = writeValue(shape, value);
    if (written !== undefined) data[metaslot] = written;
  }
  return data;
}

function writeValue(shape: string, value: unknown): unknown {
  switch (shape) {
    case "pattern":
    case "text":
    case "text[]":
    case "boolean":
    case "integer":
    case "scalar":
    case "data":
      return value;
    case "annotations": {
      const annotations = value as ReadonlyMap<string, string>;
      return annotations.size === 0 ? undefined : Object.fromEntries(annotations);
    }
  }
  if (shape.startsWith("&")) return value;
  if (shape.startsWith("{")) {
    const elements = value as ReadonlyMap<string, Element>;
    return elements.size === 0 ? undefined : writeMap(shape.slice(1, -1) as ElementKind, elements);
  }
  if (shape.endsWith("[]")) {
    const kind = shape.slice(0, -2) as ElementKind;
    return (value as readonly Element[]).map((item) => writeElement(kind, item));
  }
  return writeElement(shape as ElementKind, value as Element);
}

function writeMap(kind: ElementKind, elements: ReadonlyMap<string, object>): Data {
  return Object.fromEntries(
    [...elements].map(([name, element]) => [name, writeElement(kind, element as Element)]),
  );
}
