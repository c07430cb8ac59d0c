// One induced slot → the definitions it was made of, and of each metaslot its value and the definition that it comes from.

import type { InducedSlot, Origin, SlotDefinition } from "../../linkml/metamodel.ts";
import { underscore } from "../../linkml/names.ts";
import type { SchemaView } from "../../linkml/schema-view.ts";
import { fieldsOf } from "../../linkml/shape.ts";
import { writtenMetaslots } from "../../linkml/write.ts";
import { childPointer } from "../../text/pointer.ts";

export interface Induction {
  /** Nearest first. */
  readonly definitions: readonly Definition[];
  /** In the order of the metaslot table. */
  readonly values: readonly MetaslotValue[];
}

export interface Definition {
  /** `slot_usage of class "Person"`. */
  readonly label: string;
  readonly origin: Origin;
}

export interface MetaslotValue {
  readonly metaslot: string;
  /** As JSON, text without quotes. */
  readonly value: string;
  /** Where that is said; absent where no definition says it, then `because` does. */
  readonly from?: Definition;
  readonly because?: string;
  /** What other definitions say, nearest first. */
  readonly others: readonly { readonly value: string; readonly from: Definition }[];
  /** How the values were put together, if not simply the nearest one counts. */
  readonly combined?: "strictest" | "united";
}

const STRICTEST = new Set([
  "minimum_value",
  "maximum_value",
  "minimum_cardinality",
  "maximum_cardinality",
]);
/** Of no interest here: shown in the headline, or made for the slot itself. */
const LEFT_OUT = new Set(["name", "owner", "is_a", "mixins", "domain_of", "from_schema"]);

export function explainInduction(view: SchemaView, slot: InducedSlot): Induction {
  const layers = layersOf(view, slot);
  const written = layers.map(({ slot: definition }) =>
    writtenMetaslots("slot_definition", definition),
  );
  const own = writtenMetaslots("slot_definition", { ...slot, ifabsent: slot.ifabsent?.text });
  const values: MetaslotValue[] = [];
  for (const metaslot of fieldsOf("slot_definition").keys()) {
    if (own[metaslot] === undefined || LEFT_OUT.has(metaslot)) continue;
    const value = shown(own[metaslot]);
    const said = layers.flatMap((layer, index) =>
      written[index]?.[metaslot] === undefined
        ? []
        : [{ value: shown(written[index][metaslot]), from: metaslotPlace(layer, metaslot) }],
    );
    values.push({ metaslot, value, ...source(view, slot, metaslot, value, said) });
  }
  const definitions = layers.map(({ label, slot: { origin } }) => ({ label, origin }));
  return { definitions, values };
}

interface Layer {
  readonly label: string;
  readonly slot: SlotDefinition;
}

/** The definitions of the slot, then the slots that it inherits from. */
function layersOf(view: SchemaView, slot: InducedSlot): readonly Layer[] {
  const layers = slot.definitions.map((definition) => ({
    label: definitionLabel(definition.origin),
    slot: definition,
  }));
  const base = slot.definitions.at(-1);
  const ancestors = base === undefined ? [] : slotAncestors(view, base);
  return [...layers, ...ancestors.map((name) => ancestorLayer(view, name))].flatMap(
    (layer) => layer ?? [],
  );
}

function slotAncestors(view: SchemaView, { isA, mixins = [] }: SlotDefinition): readonly string[] {
  const parents = [...mixins, ...(isA === undefined ? [] : [isA])];
  return [
    ...new Set(
      parents.flatMap((parent) =>
        view.ancestries.slot.ancestors(view.find("slot", parent) ?? parent),
      ),
    ),
  ];
}

function ancestorLayer(view: SchemaView, name: string): Layer | undefined {
  const slot = view.slots.get(name);
  return slot && { label: `slot "${name}", which it is_a`, slot };
}

type Said = MetaslotValue["others"];

function source(
  view: SchemaView,
  slot: InducedSlot,
  metaslot: string,
  value: string,
  said: Said,
): Pick<MetaslotValue, "from" | "because" | "others" | "combined"> {
  if (metaslot === "required" && slot.required === true && said[0]?.value !== "true") {
    return { because: "identifiers and keys always are", others: said };
  }
  if (metaslot === "annotations" && said.length > 1) {
    return { because: "all of them, the nearest of each", others: said, combined: "united" };
  }
  const chosen = STRICTEST.has(metaslot) ? said.find((one) => one.value === value) : said[0];
  if (chosen === undefined) {
    const isDefault = view.schema.defaultRange !== undefined || value !== "string";
    return { because: isDefault ? "default_range" : "nothing says otherwise", others: [] };
  }
  const others = said.filter((one) => one !== chosen);
  return {
    from: chosen.from,
    others,
    ...(STRICTEST.has(metaslot) && others.length > 0 && { combined: "strictest" }),
  };
}

function metaslotPlace({ label, slot }: Layer, metaslot: string): Definition {
  const { file, pointer } = slot.origin;
  return { label, origin: { file, pointer: childPointer(pointer, metaslot) } };
}

/** `/classes/Person/slot_usage/age` → `slot_usage of class "Person"`. */
function definitionLabel({ pointer }: Origin): string {
  const [, kind = "", owner = "", part] = pointer
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (kind !== "classes") return `slot "${owner}"`;
  return part === "attributes" ? `attribute of class "${owner}"` : `${part} of class "${owner}"`;
}

/** Of the class and its ancestors those that have the slot in a list of their own. */
export function declaringClasses(
  view: SchemaView,
  className: string,
  slot: InducedSlot,
): readonly string[] {
  const key = underscore(slot.name);
  return view.classAncestors(className).filter((name) => {
    const { slots = [], attributes } = view.classes.get(name) ?? {};
    return [...slots, ...(attributes?.keys() ?? [])].some((other) => underscore(other) === key);
  });
}

const MAX_SHOWN = 120;

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}
