// One slot of a stored class → a column with its checks, a foreign key, or a join table.

import type { PropertyShape } from "../constraint/shape.ts";
import { storedType, type SlotRange } from "../constraint/slot-range.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import { slotLabel, slotName } from "../linkml/names.ts";
import { checkAnnotations, checkSlotType } from "./check-annotations.ts";
import type { ClassContext } from "./class-context.ts";
import { type ColumnPlan, planColumn } from "./column-plan.ts";
import type { ClassParts } from "./class-parts.ts";
import { planEnforcement } from "./enforcement.ts";
import { addJoinTable, type JoinPlan, planJoin } from "./join-table.ts";
import { isReference } from "./references.ts";
import { isUpdatedNow, listRules, type SlotPlan } from "./slot-plan.ts";
import { type Remark, slotRemarks } from "./slot-remarks.ts";
import type { DerivedStorage, SlotConstraint, StoredSlot } from "./stored-class.ts";

type SomePlan = ColumnPlan | JoinPlan | DerivedPlan;

export interface PlannedSlot {
  readonly plan: SomePlan;
  readonly remarks: readonly Remark[];
  /** Something is left to do when all slots of a class are stored. */
  readonly isAnnotated: boolean;
}

/**
 * Adds what stores the slot to the table of its class, or a table of its own, and what is to be known of it to the parts of the class.
 * `property` is what objects of the class have for it.
 */
export function lowerSlot(
  context: ClassContext,
  slot: InducedSlot,
  property: PropertyShape | undefined,
  parts: ClassParts,
): void {
  const { definition, plans } = context;
  if (property === undefined)
    throw new Error(`unreachable: ${definition.name} has no shape of ${slot.name}`);
  let planned = plans.get(property);
  if (planned === undefined) {
    plans.set(property, (planned = planSlot(context, slot, property)));
    parts.enforcement.push(...planned.plan.enforcement.entries);
  }
  const { plan, remarks, isAnnotated } = planned;
  plan.enforcement.classes.push(definition.name);
  const stored = placeSlot(context, slot, plan, parts.constraints);
  parts.slots.push(stored);
  if (isAnnotated) parts.annotated.push(stored);
  if (stored.keyOf !== undefined) parts.references.push(stored);
  if (remarks.length > 0) {
    const from = slotLabel(slot, definition.name);
    for (const remark of remarks) remark(from);
  }
}

/** They speak of indexes of the table, and of its other columns. */
const LATER_ANNOTATIONS = ["sql.index", "sql.backfill"];

function planSlot(context: ClassContext, slot: InducedSlot, property: PropertyShape): PlannedSlot {
  const { ranges, report } = context;
  if (property.name !== slotName(slot))
    throw new Error(`unreachable: ${property.name} is no shape of ${slot.name}`);
  const range = ranges.rangeOf(slot);
  checkAnnotations(slot, report);
  checkSlotType(slot, range, report);
  const plan = storagePlan(context, slot, range, property);
  const isAnnotated = LATER_ANNOTATIONS.some((name) => slot.annotations.has(name));
  return { plan, remarks: slotRemarks(context, slot, range, plan), isAnnotated };
}

function storagePlan(
  context: ClassContext,
  slot: InducedSlot,
  range: SlotRange,
  property: PropertyShape,
): SomePlan {
  if (property.derived === true) return planDerived(context, slot, range, property);
  return slot.multivalued === true && isReference(range, context)
    ? planJoin(context, slot, range, property)
    : planColumn(context, slot, range, property);
}

interface DerivedPlan extends SlotPlan {
  readonly kind: "derived";
  readonly stored: StoredSlot;
}

/** The sources of its values are other slots: `derived.ts` adds them when all slots are stored. */
function planDerived(
  { definition, model, report }: ClassContext,
  slot: InducedSlot,
  range: SlotRange,
  property: PropertyShape,
): DerivedPlan {
  const others = model.inverses.derivedFrom(slot, definition.name) ?? [];
  const held = others.map((other) => `${other.owner}.${other.slot.name}`).join(", ");
  const unsaid = listRules(slot, property, `it shows what ${held} says`);
  const storage: DerivedStorage = {
    kind: "derived",
    array: slot.multivalued === true,
    targetType: storedType(range),
    sources: [],
  };
  const { name } = property;
  const outcome = { slot, property, storage, checks: [], constraints: [], unsaid };
  return {
    kind: "derived",
    stored: {
      name,
      slot,
      storage,
      required: false,
      readonly: true,
      hasDefault: true,
      onUpdateNow: isUpdatedNow(slot, "jsonb", report),
    },
    members: [name],
    enforcement: planEnforcement(outcome),
  };
}

function placeSlot(
  context: ClassContext,
  slot: InducedSlot,
  plan: SomePlan,
  constraints: SlotConstraint[],
): StoredSlot {
  switch (plan.kind) {
    case "column":
      addColumn(context, slot, plan, constraints);
      return plan.stored;
    case "join":
      return addJoinTable(context, slot, plan, constraints);
    case "derived":
      return plan.stored;
  }
}

function addColumn(
  { table }: ClassContext,
  slot: InducedSlot,
  plan: ColumnPlan,
  constraints: SlotConstraint[],
): void {
  table.column(plan.column, slot);
  for (const constraint of plan.constraints) {
    const name = table.prefix.name(constraint.name);
    table.constraint({ ...constraint, name });
    constraints.push({ name, kind: constraint.kind, slots: plan.members });
  }
}
