// A slot → what its author is told in every class that has it: references that are not stored or served as one may think, and gaps.

import { slotDefault } from "../constraint/default.ts";
import type { SlotRange } from "../constraint/slot-range.ts";
import { annotationOrigin } from "../linkml/induce.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import type { ClassContext } from "./class-context.ts";
import { isOwned } from "./column-plan.ts";
import { type EnforcementPlan, reportEnforcement } from "./enforcement.ts";
import { isReference, referenceTarget } from "./references.ts";

/** Says it of one class; `from` names the slot there. */
export type Remark = (from: string) => void;

/** What there is to say: mostly nothing. */
export function slotRemarks(
  context: ClassContext,
  slot: InducedSlot,
  range: SlotRange,
  plan: { readonly enforcement: EnforcementPlan; readonly isDefaultRefused?: boolean },
): readonly Remark[] {
  const { report } = context;
  const { origin } = slot;
  const remarks: Remark[] = [];
  if (plan.isDefaultRefused === true)
    remarks.push((from) => slotDefault(slot, range, from, report));
  if (slot.inlined === true && isReference(range, context))
    remarks.push((from) => report("served-as-reference", origin, { from }));
  if (isOwned(slot) && !hasOwnedRows(context, slot)) {
    const place = annotationOrigin(slot, "sql.owned");
    remarks.push((from) => report("owned-without-inverse", place, { from }));
  }
  if (range.kind === "polymorphic" && referenceTarget(range, context) === undefined)
    remarks.push((from) => report("reference-not-enforced", origin, { from, range: range.class }));
  const { entries } = plan.enforcement;
  if (entries.some(({ reason }) => reason !== undefined))
    remarks.push((from) => reportEnforcement(entries, from, origin, report));
  return remarks;
}

/** Whether the rows that a slot shows hold its row's key, so that they can go with it. */
function hasOwnedRows({ model, definition }: ClassContext, slot: InducedSlot): boolean {
  const held = model.inverses.derivedFrom(slot, definition.name);
  return held?.every((other) => other.slot.multivalued !== true) === true;
}
