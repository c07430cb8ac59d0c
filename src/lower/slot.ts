// One slot of a stored class → a column with its checks, a foreign key, or a join table.

import { slotDefault } from "../constraint/default.ts";
import type { PropertyShape } from "../constraint/shape.ts";
import { storedType, type SlotRange } from "../constraint/slot-range.ts";
import { annotationOrigin } from "../linkml/induce.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import { slotName } from "../linkml/names.ts";
import { shortenName } from "../relational/name.ts";
import { type ClassContext, type Lowering, slotLabel } from "./class-context.ts";
import { type ColumnPlan, isOwned, planColumn } from "./column-plan.ts";
import {
  type Enforcement,
  planEnforcement,
  reportEnforcement,
  slotEnforcement,
} from "./enforcement.ts";
import { addJoinTable, type JoinPlan, planJoin } from "./join-table.ts";
import { isReference, referenceTarget } from "./references.ts";
import { isUpdatedNow, listRules, type SlotPlan } from "./slot-plan.ts";
import type { DerivedStorage, SlotConstraint, StoredSlot } from "./stored-class.ts";

export interface LoweredSlot {
  readonly stored: StoredSlot;
  readonly constraints: readonly SlotConstraint[];
  readonly enforcement: readonly Enforcement[];
}

export type PlannedSlot = ColumnPlan | JoinPlan | DerivedPlan;

/** Adds what stores the slot to the table of its class, or a table of its own. Not for index declarations. */
export function lowerSlot(context: ClassContext, slot: InducedSlot, range: SlotRange): LoweredSlot {
  const { definition, plans, report } = context;
  const property = propertyOf(context, slotName(slot));
  let plan = plans.get(property);
  if (plan === undefined) plans.set(property, (plan = planSlot(context, slot, range, property)));
  const { storage, constraints } = storeSlot(context, slot, plan);
  const stored = { ...plan.stored, slot, storage };
  const enforcement = slotEnforcement(definition.name, stored, constraints, plan.enforcement);
  const from = slotLabel(slot);
  if (plan.kind === "column" && plan.isDefaultRefused) slotDefault(slot, range, from, report);
  reportReferences(context, slot, range);
  reportEnforcement(enforcement, from, slot.origin, report);
  return { stored, constraints, enforcement };
}

function propertyOf({ object, properties }: ClassContext, name: string): PropertyShape {
  const property = properties.get(name);
  if (property === undefined)
    throw new Error(`unreachable: ${object.name} has no shape of ${name}`);
  return property;
}

function planSlot(
  lowering: Lowering,
  slot: InducedSlot,
  range: SlotRange,
  property: PropertyShape,
): PlannedSlot {
  if (property.derived === true) return planDerived(lowering, slot, range, property);
  return slot.multivalued === true && isReference(range, lowering)
    ? planJoin(lowering, slot, range, property)
    : planColumn(lowering, slot, range, property);
}

interface DerivedPlan extends SlotPlan {
  readonly kind: "derived";
  readonly storage: DerivedStorage;
}

/** The sources of its values are other slots: `derived.ts` adds them when all slots are stored. */
function planDerived(
  { model, report }: Lowering,
  slot: InducedSlot,
  range: SlotRange,
  property: PropertyShape,
): DerivedPlan {
  const others = model.inverses.derivedFrom(slot) ?? [];
  const held = others.map(({ owner, name }) => `${owner}.${name}`).join(", ");
  const unsaid = listRules(slot, property, `it shows what ${held} says`);
  const array = slot.multivalued === true;
  const storage = {
    kind: "derived",
    array,
    targetType: storedType(range),
    sources: [],
  } as const;
  const { name } = property;
  const onUpdateNow = isUpdatedNow(slot, "jsonb", report);
  return {
    kind: "derived",
    stored: { name, required: false, readonly: true, hasDefault: true, onUpdateNow },
    members: [name],
    enforcement: planEnforcement({ slot, property, storage, checks: [], unsaid }),
    storage,
  };
}

function storeSlot(
  context: ClassContext,
  slot: InducedSlot,
  plan: PlannedSlot,
): Pick<LoweredSlot, "constraints"> & Pick<StoredSlot, "storage"> {
  switch (plan.kind) {
    case "column":
      return { storage: plan.storage, constraints: addColumn(context, slot, plan) };
    case "join":
      return addJoinTable(context, slot, plan);
    case "derived":
      return { storage: plan.storage, constraints: [] };
  }
}

function addColumn(
  { table }: ClassContext,
  slot: InducedSlot,
  { column, constraints, members }: ColumnPlan,
): readonly SlotConstraint[] {
  table.column(column, slotLabel(slot), slot.origin);
  return constraints.map((constraint) => {
    const { kind } = constraint;
    const name = shortenName(`${table.name}_${constraint.name}`);
    table.constraint({ ...constraint, name }, slot.origin);
    return { name, kind, slots: members };
  });
}

/** How references are stored and served, where that may surprise. */
function reportReferences(context: ClassContext, slot: InducedSlot, range: SlotRange): void {
  const { report } = context;
  const from = slotLabel(slot);
  if (slot.inlined === true && isReference(range, context)) {
    report("served-as-reference", slot.origin, { from });
  }
  if (isOwned(slot) && !hasOwnedRows(context, slot)) {
    report("owned-without-inverse", annotationOrigin(slot, "sql.owned"), { from });
  }
  if (range.kind === "polymorphic" && referenceTarget(range, context) === undefined) {
    report("reference-not-enforced", slot.origin, { from, range: range.class });
  }
}

/** Whether the rows that a slot shows hold its row's key, so that they can go with it. */
function hasOwnedRows({ model }: ClassContext, slot: InducedSlot): boolean {
  const held = model.inverses.derivedFrom(slot);
  return held?.every(({ multivalued }) => multivalued !== true) === true;
}
