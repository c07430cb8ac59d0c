// LinkML → the constraint model: which classes have tables, and what the JSON of each class may look like.

import type { ClassDefinition } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Report } from "../text/diagnostic.ts";
import { childPointer } from "../text/pointer.ts";
import { ClassExpressions } from "./class-expression.ts";
import { isAlways } from "./condition.ts";
import { asksForInlining } from "./inlining.ts";
import { Inverses } from "./inverse.ts";
import { objectMetadata } from "./metadata.ts";
import { Properties } from "./property.ts";
import { RangeShapes } from "./range-shape.ts";
import { rowFamilies, typeProperty, type RowFamilies } from "./row-family.ts";
import type { ObjectShape, PropertyShape, Rule, Shape } from "./shape.ts";
import { unionObject } from "./union-object.ts";
import { SlotRanges } from "./slot-range.ts";
import { storageKinds, type StorageKind } from "./storage-kind.ts";
import { reportRule } from "./unenforced.ts";

export interface ConstraintModel {
  readonly kinds: ReadonlyMap<string, StorageKind>;
  readonly ranges: SlotRanges;
  /** Class name → its object, for every class that can have objects. */
  readonly classes: ReadonlyMap<string, ObjectShape>;
  /** Class without an identifier → the member that numbers its rows. */
  readonly surrogateKeys: ReadonlyMap<string, string>;
  readonly inverses: Inverses;
  readonly families: RowFamilies;
}

/** Names for a surrogate key; the second where a slot has the first. */
const SURROGATE_KEYS = ["id", "row_id"] as const;

/** Makes the model. What the author asks for and nothing will enforce is reported. */
export function constraintModel(
  view: SchemaView,
  report: Report = () => undefined,
): ConstraintModel {
  const kinds = storageKinds(view);
  const ranges = new SlotRanges(view, kinds);
  const shapes = new RangeShapes(view);
  const context = { view, ranges, shapes, report };
  const expressions = new ClassExpressions(context);
  const inverses = new Inverses(view, ranges, kinds);
  const properties = new Properties({ ...context, expressions, inverses, kinds });
  const classes = new Map<string, ObjectShape>();
  const surrogateKeys = new Map<string, string>();
  const ruling = new Map([...view.classes].filter(([, definition]) => hasRules(definition)));
  for (const definition of view.classes.values()) {
    const { name } = definition;
    const kind = kinds.get(name);
    for (const rule of definition.rules ?? []) reportRule(rule, name, report);
    if (kind === "abstract" || kind === "index") continue;
    const members = properties.ofClass(name, kind);
    if (kind === "surrogate") {
      const taken = new Set(members.map((other) => other.name));
      const key = SURROGATE_KEYS.find((wish) => !taken.has(wish)) ?? SURROGATE_KEYS[0];
      surrogateKeys.set(name, key);
      members.unshift(surrogateProperty(key));
    }
    const additional = additionalShape(definition, ranges, expressions);
    classes.set(name, {
      name,
      ...objectMetadata(definition),
      properties: members,
      ...(additional !== undefined && { additional }),
      rules: objectRules(name, ruling, view, expressions),
    });
  }
  const families = rowFamilies({ view, kinds, ranges }, properties.used, properties.nested);
  for (const [name, member] of families.typeMembers) {
    const object = classes.get(name);
    if (object === undefined) continue;
    classes.set(name, {
      ...object,
      properties: [typeProperty(member, name), ...object.properties],
    });
  }
  for (const [name, { unionOf = [], origin }] of view.classes) {
    if (unionOf.length === 0) continue;
    const members = ranges.concreteClasses(name).flatMap((member) => classes.get(member) ?? []);
    classes.set(name, unionObject(name, members, origin));
  }
  return { kinds, ranges, classes, surrogateKeys, inverses, families };
}

function hasRules({
  rules,
  anyOf,
  exactlyOneOf,
  allOf,
  noneOf,
  slotConditions,
}: ClassDefinition): boolean {
  return [rules, anyOf, exactlyOneOf, allOf, noneOf, slotConditions].some(Boolean);
}

/** The rules and boolean expressions of the class and of all that it inherits from, those of the remotest first. `ruling` are those that have any. */
function objectRules(
  className: string,
  ruling: ReadonlyMap<string, ClassDefinition>,
  view: SchemaView,
  expressions: ClassExpressions,
): readonly Rule[] {
  if (ruling.size === 0) return [];
  const definitions = view
    .classAncestors(className)
    .flatMap((name) => ruling.get(name) ?? [])
    .toReversed();
  const rules = definitions.flatMap((definition): Rule[] => [
    ...expressions.booleans(definition, className).map(({ metaslot, condition }) => ({
      condition,
      metaslot,
      origin: {
        file: definition.origin.file,
        pointer: childPointer(definition.origin.pointer, metaslot),
      },
    })),
    ...(definition.rules ?? [])
      .filter(({ deactivated }) => deactivated !== true)
      .map((rule) => {
        const label = rule.title ?? rule.description;
        return {
          condition: expressions.rule(rule, className),
          metaslot: "rules",
          ...(label !== undefined && { label }),
          origin: rule.origin,
        };
      }),
  ]);
  return rules.filter(({ condition }) => !isAlways(condition));
}

/** What members may be that the class does not declare. */
function additionalShape(
  { extraSlots }: ClassDefinition,
  ranges: SlotRanges,
  expressions: ClassExpressions,
): Shape | undefined {
  if (extraSlots === undefined || extraSlots.allowed === false) return undefined;
  const expression = extraSlots.rangeExpression;
  if (expression === undefined) return extraSlots.allowed === true ? { kind: "any" } : undefined;
  const inlined = asksForInlining(expression);
  const range = ranges.expressed(expression, inlined) ?? ranges.named("Any", false);
  const list = expression.multivalued === true;
  const shape = expressions.slots.shape(expression, { range, inlined, list }, "document");
  const items = shape ?? { kind: "any" };
  return list ? { kind: "array", items, unique: false } : items;
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
