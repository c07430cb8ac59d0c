// One slot → its column with CHECKs and references, before there is a table to name them after.

import { type DefaultValue, slotDefault } from "../constraint/default.ts";
import type { PropertyShape, Shape } from "../constraint/shape.ts";
import { elementType, storedType, type SlotRange } from "../constraint/slot-range.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Column, Constraint, Past } from "../relational/database.ts";
import { rememberedOf } from "../text/remembered.ts";
import { columnChecks } from "./checks.ts";
import { type ClassContext, columnName, type Lowering } from "./class-context.ts";
import { columnPlace } from "./column-place.ts";
import { commentOf, withComment } from "./comment.ts";
import { defaultSql } from "./default.ts";
import { planEnforcement } from "./enforcement.ts";
import { computedSql } from "./expression.ts";
import { columnPast, renamedValues, withPast } from "./past.ts";
import { keyMember, referenceTarget } from "./references.ts";
import { isUpdatedNow, type SlotPlan } from "./slot-plan.ts";
import type { ColumnStorage, StoredSlot } from "./stored-class.ts";

export interface ColumnPlan extends SlotPlan {
  readonly kind: "column";
  readonly stored: StoredSlot;
  readonly column: Column;
  /** The name of each is what comes after that of the table. */
  readonly constraints: readonly Constraint[];
  /** The author gives a default that no column can have. */
  readonly isDefaultRefused: boolean;
}

/** `context` is that of any class with this property. */
export function planColumn(
  context: ClassContext,
  slot: InducedSlot,
  range: SlotRange,
  property: PropertyShape,
): ColumnPlan {
  const { report, conditions } = context;
  const location = context.namespace.locate(slot.origin);
  const type = elementType(range);
  const stored = storedType(range);
  const array = isArray(slot, type);
  const { computed } = property;
  const generated = computed && "value" in computed ? computedSql(computed.value) : undefined;
  const value = generated === undefined ? slotDefault(slot, range, "", () => undefined) : undefined;
  const known = generated === undefined ? context.columns.get(slot) : undefined;
  const column = known ?? makeColumn(context, slot, range, { generated, value });
  // Classes in which only the values differ that are allowed share it, but not what is computed.
  if (generated === undefined) context.columns.set(slot, column);
  const key = keyMember(range, context);
  const place = columnPlace(column.name, stored, {
    array,
    notNull: column.notNull,
    ...key,
    isKnown: !array && hasSameRules(context, range, property),
  });
  const { checks, unsaid } = columnChecks({ column, property, place, location }, conditions);
  const storage: ColumnStorage = {
    kind: "column",
    column: column.name,
    type: stored,
    array,
    ...(generated !== undefined && { computed: true }),
  };
  const gaps =
    computed && "reason" in computed
      ? [...unsaid, { what: "equals_expression", reason: computed.reason }]
      : unsaid;
  const constraints = checks
    .map(({ check }): Constraint => check)
    .concat(referenceConstraints(context, slot, range, column));
  return {
    kind: "column",
    stored: {
      name: property.name,
      slot,
      storage,
      required: column.notNull,
      readonly: slot.readonly !== undefined || generated !== undefined,
      hasDefault: column.generated !== undefined || column.default !== undefined,
      onUpdateNow: isUpdatedNow(slot, type, report),
      ...key,
    },
    members: [property.name],
    enforcement: planEnforcement({ slot, property, storage, checks, constraints, unsaid: gaps }),
    column,
    constraints,
    isDefaultRefused: generated === undefined && value === undefined && asksForDefault(slot),
  };
}

/** A list of what is no JSON is an array of Postgres. */
function isArray({ multivalued }: InducedSlot, type: string): boolean {
  return multivalued === true && type !== "jsonb";
}

/** Where its values come from when none is given. */
interface Filled {
  /** SQL. */
  readonly generated: string | undefined;
  readonly value: DefaultValue | undefined;
}

function makeColumn(
  { view, namespace }: Lowering,
  slot: InducedSlot,
  range: SlotRange,
  { generated, value }: Filled,
): Column {
  const name = columnName(slot);
  const type = elementType(range);
  const stored = storedType(range);
  return {
    name,
    type: isArray(slot, type) ? `${stored}[]` : stored,
    notNull: slot.required === true || slot.identifier === true,
    ...(generated !== undefined && { generated: { sql: generated } }),
    ...(value && { default: { sql: defaultSql(value, type) } }),
    ...withComment(commentOf(slot)),
    ...withPast({ ...columnPast(view, slot, name), ...valuePast(view, range) }),
    location: namespace.locate(slot.origin),
  };
}

/** Values are renamed where the column holds nothing but them. */
function valuePast(view: SchemaView, range: SlotRange): Pick<Past, "values"> {
  if (range.kind !== "enum") return {};
  let past = valuePasts.get(range);
  if (past === undefined) {
    const values = renamedValues(view.enumValues(range.name) ?? []);
    valuePasts.set(range, (past = values === undefined ? {} : { values }));
  }
  return past;
}

/** The range of an enum is one object for all slots that have it. */
const valuePasts = new WeakMap<SlotRange, Pick<Past, "values">>();

function asksForDefault({ ifabsent, annotations }: InducedSlot): boolean {
  return ifabsent !== undefined || annotations.has("sql.default");
}

function referenceConstraints(
  context: ClassContext,
  slot: InducedSlot,
  range: SlotRange,
  { name, location }: Column,
): readonly Constraint[] {
  const target = referenceTarget(range, context);
  if (target === undefined) return [];
  const shownBy = context.model.inverses.shownBy(slot, context.definition.name);
  const columns = [name];
  const place = location && { location };
  const foreignKey: Constraint = {
    kind: "foreign_key",
    name: `${name}_fkey`,
    columns,
    ...target,
    // What another row owns goes with it; any other row is in the way of its deletion.
    onDelete: shownBy.some(isOwned) ? "cascade" : "no action",
    ...place,
  };
  // No two rows refer to the same one where its inverse slot shows one.
  const isAlone = slot.multivalued !== true && shownBy.some((other) => other.multivalued !== true);
  if (!isAlone) return [foreignKey];
  const key = `${name}_key`;
  return [foreignKey, { kind: "unique", name: key, columns, nullsNotDistinct: false, ...place }];
}

/** Whether the rows of the slot are part of the row that has it. */
export function isOwned({ annotations }: InducedSlot): boolean {
  return annotations.get("sql.owned") === "true";
}

/** Whether the rows that a reference can mean have the key that the reference may have. */
function hasSameRules(lowering: Lowering, range: SlotRange, { shape }: PropertyShape): boolean {
  if (range.kind !== "reference" && range.kind !== "polymorphic") return false;
  if (referenceTarget(range, lowering) === undefined) return false;
  return keyShape(lowering, range) === shapeText(shape);
}

/** The shape of a key is one object for all references to it, as a rule. */
const shapeText = rememberedOf((shape: Shape) => JSON.stringify(shape));

/** The shape of the keys that all classes of a range have alike, as text. */
const keyShapes = new WeakMap<SlotRange, string>();

function keyShape(
  lowering: Lowering,
  range: Extract<SlotRange, { kind: "reference" | "polymorphic" }>,
): string {
  let text = keyShapes.get(range);
  if (text === undefined) {
    const { keyOf } = keyMember(range, lowering);
    const shapes = range.classes.map((name) => {
      const properties = lowering.model.classes.get(name)?.properties ?? [];
      const key = properties.find((property) => property.name === keyOf);
      return key && shapeText(key.shape);
    });
    const [first = "", ...others] = new Set(shapes);
    text = others.length === 0 ? first : "";
    keyShapes.set(range, text);
  }
  return text;
}
