// LinkML's constraint model → shapes: what the JSON of each class may look like.

import { slotName } from "../lower/class-context.ts";
import { dayBound, valuePatterns } from "../lower/checks.ts";
import type { LoweredSchema } from "../lower/lower.ts";
import { translatePattern } from "../lower/pattern.ts";
import type { ScalarRange, SlotRange } from "../lower/slot-range.ts";
import type { StoredSlot } from "../lower/stored-class.ts";
import type { ClassDefinition, InducedSlot, Scalar } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { ObjectShape, PropertyShape, Shape, StringFormat } from "./shape.ts";

/** Class name → shape, for every class whose objects occur in JSON: tables, and values inside them. */
export function schemaShapes(
  view: SchemaView,
  lowered: LoweredSchema,
): ReadonlyMap<string, ObjectShape> {
  const stored = new Map(lowered.classes.map((storedClass) => [storedClass.name, storedClass]));
  const shapes = new Map<string, ObjectShape>();
  for (const definition of view.classes.values()) {
    const { name } = definition;
    const slots = stored.get(name)?.slots;
    if (slots !== undefined) {
      const properties = slots.map((slot) => storedProperty(slot, view, lowered));
      shapes.set(name, objectShape(definition, properties));
    } else if (lowered.kinds.get(name) === "value") {
      const properties = view
        .inducedSlots(name)
        .filter((slot) => lowered.ranges.rangeOf(slot).kind !== "index")
        .map((slot) => property(slot, slotName(slot), view, lowered));
      shapes.set(name, objectShape(definition, properties));
    }
  }
  return shapes;
}

function objectShape(
  definition: ClassDefinition,
  properties: readonly PropertyShape[],
): ObjectShape {
  return {
    name: definition.name,
    ...(definition.title === undefined ? {} : { title: definition.title }),
    ...(definition.description === undefined ? {} : { description: definition.description }),
    properties,
    open: definition.extraSlots?.allowed === true,
    ...(definition.deprecated === undefined ? {} : { deprecated: true }),
  };
}

function storedProperty(
  stored: StoredSlot,
  view: SchemaView,
  lowered: LoweredSchema,
): PropertyShape {
  if (stored.slot === undefined) {
    return {
      name: stored.name,
      shape: { kind: "integer" },
      required: true,
      hasDefault: true,
      readonly: true,
      description: "Number of the row, given by the database.",
    };
  }
  return {
    ...property(stored.slot, stored.name, view, lowered),
    required: stored.required,
    hasDefault: stored.default !== undefined,
    readonly: stored.readonly,
    ...(stored.default?.json === undefined ? {} : { default: stored.default.json }),
  };
}

function property(
  slot: InducedSlot,
  name: string,
  view: SchemaView,
  lowered: LoweredSchema,
): PropertyShape {
  const { title, description, deprecated } = slot;
  const examples = (slot.examples ?? []).flatMap((example) =>
    typeof example.value === "string" ? [example.value] : [],
  );
  return {
    name,
    shape: slotShape(slot, view, lowered),
    required: slot.required === true || slot.identifier === true,
    hasDefault: false,
    readonly: false,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated: true }),
    ...(examples.length === 0 ? {} : { examples }),
  };
}

function slotShape(slot: InducedSlot, view: SchemaView, lowered: LoweredSchema): Shape {
  const range = lowered.ranges.rangeOf(slot);
  const items = elementShape(slot, range, view);
  if (slot.multivalued !== true) return items;
  const exact = slot.exactCardinality;
  const minItems = exact ?? slot.minimumCardinality;
  const maxItems = exact ?? slot.maximumCardinality;
  const array: Shape = {
    kind: "array",
    items,
    ...(minItems === undefined ? {} : { minItems }),
    ...(maxItems === undefined ? {} : { maxItems }),
    unique: slot.listElementsUnique === true,
  };
  // A keyed dictionary may come as an object, too; it is stored as it came.
  const keyed = range.kind === "value" && slot.inlined === true && slot.inlinedAsList !== true;
  return keyed
    ? { kind: "union", anyOf: [array, { kind: "record", values: { kind: "any" } }] }
    : array;
}

function elementShape(slot: InducedSlot, range: SlotRange, view: SchemaView): Shape {
  switch (range.kind) {
    case "scalar":
      return scalarShape(slot, range);
    case "enum":
      return enumShape(range, view);
    case "reference":
    case "polymorphic": {
      // The id of the target, by the rules of the target's identifier.
      const identifier = view.identifierSlot(range.class);
      return identifier === undefined
        ? { kind: "string", patterns: [] }
        : elementShape(identifier, range.key, view);
    }
    case "value": {
      // No class to say more about it: an abstract one without a concrete subclass.
      if (range.classes.length === 0) return { kind: "record", values: { kind: "any" } };
      const options = range.classes.map((name): Shape => ({ kind: "object", name }));
      return options.length === 1 ? options[0]! : { kind: "union", anyOf: options };
    }
    case "union":
      return {
        kind: "union",
        anyOf: range.options.map((option) => elementShape(slot, option, view)),
      };
    case "index":
      throw new Error("unreachable: an index declaration is no JSON member");
  }
}

function enumShape(range: Extract<SlotRange, { kind: "enum" }>, view: SchemaView): Shape {
  if (range.values === undefined) return { kind: "string", patterns: [] };
  const values = (view.enumValues(range.name) ?? []).map(({ name, description }) => ({
    text: name,
    ...(description === undefined ? {} : { description }),
  }));
  return { kind: "enum", name: range.name, values };
}

const FORMATS: Readonly<Record<string, StringFormat>> = {
  date: "date",
  time: "time",
  datetime: "date-time",
  uri: "uri",
};

function scalarShape(slot: InducedSlot, range: ScalarRange): Shape {
  const { base } = range.type;
  const minimum = numeric(slot.minimumValue, range.type.minimumValue, Math.max);
  const maximum = numeric(slot.maximumValue, range.type.maximumValue, Math.min);
  const bounds = {
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  };
  switch (base) {
    case "integer":
      return slot.equalsNumber === undefined
        ? { kind: "integer", ...bounds }
        : { kind: "literal", value: slot.equalsNumber };
    case "float":
    case "double":
    case "decimal":
      return { kind: "number", exact: base === "decimal", ...bounds };
    case "boolean":
      return { kind: "boolean" };
    case "Any":
      return { kind: "any" };
    default:
      return textShape(slot, range);
  }
}

function textShape(slot: InducedSlot, range: ScalarRange): Shape {
  if (slot.equalsString !== undefined) return { kind: "literal", value: slot.equalsString };
  if (slot.equalsStringIn !== undefined) {
    return { kind: "enum", values: slot.equalsStringIn.map((text) => ({ text })) };
  }
  const format = range.postgresType === "uuid" ? "uuid" : FORMATS[range.type.base];
  const patterns = valuePatterns(slot, range).flatMap(
    (source) => translatePattern(source)?.ecmascript ?? [],
  );
  return {
    kind: "string",
    patterns,
    ...(format === undefined ? {} : { format }),
    ...(format === "date" ? dayBounds(slot, range) : {}),
  };
}

function dayBounds(
  slot: InducedSlot,
  { type }: ScalarRange,
): { readonly earliest?: string; readonly latest?: string } {
  const earliest = dayBound(">=", [slot.minimumValue, type.minimumValue]);
  const latest = dayBound("<=", [slot.maximumValue, type.maximumValue]);
  return { ...(earliest && { earliest }), ...(latest && { latest }) };
}

function numeric(
  ofSlot: Scalar | undefined,
  ofType: Scalar | undefined,
  stricter: (...values: number[]) => number,
): number | undefined {
  const values = [ofSlot, ofType]
    .filter((value) => value !== undefined)
    .map(Number)
    .filter((value) => Number.isFinite(value));
  return values.length === 0 ? undefined : stricter(...values);
}
