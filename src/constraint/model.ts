// LinkML → the constraint model: which classes have tables, and what the JSON of each class may look like.

import { slotName } from "../linkml/names.ts";
import type { ClassDefinition, InducedSlot, Scalar } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import { dayBound, valuePatterns } from "./bounds.ts";
import { slotDefault } from "./default.ts";
import { translatePattern } from "./pattern.ts";
import type { ObjectShape, PropertyShape, Shape, StringFormat } from "./shape.ts";
import { SlotRanges, type ScalarRange, type SlotRange } from "./slot-range.ts";
import { storageKinds, type StorageKind } from "./storage-kind.ts";

export interface ConstraintModel {
  readonly kinds: ReadonlyMap<string, StorageKind>;
  readonly ranges: SlotRanges;
  /** Class name → its object, for every class that can have objects. */
  readonly classes: ReadonlyMap<string, ObjectShape>;
  /** Class without an identifier → the member that numbers its rows. */
  readonly surrogateKeys: ReadonlyMap<string, string>;
}

/** Names for a surrogate key; the second where a slot has the first. */
const SURROGATE_KEYS = ["id", "row_id"] as const;

export function constraintModel(view: SchemaView): ConstraintModel {
  const kinds = storageKinds(view);
  const ranges = new SlotRanges(view, kinds);
  const classes = new Map<string, ObjectShape>();
  const surrogateKeys = new Map<string, string>();
  for (const definition of view.classes.values()) {
    const { name } = definition;
    const kind = kinds.get(name);
    if (kind === "abstract" || kind === "index") continue;
    const properties = view
      .inducedSlots(name)
      .filter((slot) => ranges.rangeOf(slot).kind !== "index")
      .map((slot) => property(slot, kind, view, ranges));
    if (kind === "surrogate") {
      const taken = new Set(properties.map((other) => other.name));
      const key = SURROGATE_KEYS.find((wish) => !taken.has(wish)) ?? SURROGATE_KEYS[0];
      surrogateKeys.set(name, key);
      properties.unshift(surrogateProperty(key));
    }
    classes.set(name, objectShape(definition, properties));
  }
  return { kinds, ranges, classes, surrogateKeys };
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
    rules: [],
    ...(definition.extraSlots?.allowed === true && { additional: { kind: "any" } }),
    ...(definition.deprecated === undefined ? {} : { deprecated: true }),
  };
}

function surrogateProperty(name: string): PropertyShape {
  return {
    name,
    shape: { kind: "integer" },
    rules: [],
    required: true,
    hasDefault: true,
    readonly: true,
    internal: true,
    description: "Number of the row, given by the database.",
  };
}

function property(
  slot: InducedSlot,
  kind: StorageKind | undefined,
  view: SchemaView,
  ranges: SlotRanges,
): PropertyShape {
  const { title, description, deprecated } = slot;
  const examples = (slot.examples ?? []).flatMap((example) =>
    typeof example.value === "string" ? [example.value] : [],
  );
  const range = ranges.rangeOf(slot);
  const isRow = kind === "table" || kind === "surrogate";
  // Unusable defaults are reported where the column is made.
  const value = isRow ? slotDefault(slot, range, "", () => undefined) : undefined;
  return {
    name: slotName(slot),
    shape: slotShape(slot, range, view),
    rules: [],
    required: slot.required === true || slot.identifier === true,
    hasDefault: value !== undefined,
    readonly: isRow && slot.readonly !== undefined,
    ...(value?.kind === "constant" && { default: value.json }),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated: true }),
    ...(examples.length === 0 ? {} : { examples }),
  };
}

function slotShape(slot: InducedSlot, range: SlotRange, view: SchemaView): Shape {
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
  const patterns = valuePatterns(slot, range.type).flatMap(
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
