// What a slot comes to in every class that shares its property: all but the name of a table, and of what belongs to that.
// Most classes inherit most of their slots as they are, so a plan is made once and then only named.

import type { PropertyShape } from "../constraint/shape.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import type { Report } from "../text/diagnostic.ts";
import type { EnforcementPlan } from "./enforcement.ts";
import type { StoredSlot } from "./stored-class.ts";
import type { Unsaid } from "./unsaid.ts";

/** The part that all plans have. */
export interface SlotPlan {
  readonly stored: Omit<StoredSlot, "storage">;
  /** The JSON member, as constraints list what they are about. */
  readonly members: readonly [string];
  readonly enforcement: EnforcementPlan;
}

/** Whether the server sets the slot to the time of each change; `type` is the Postgres type of its column. */
export function isUpdatedNow(slot: InducedSlot, type: string, report: Report): boolean {
  const text = slot.annotations.get("sql.on_update");
  const isNow = text === "now" && type === "timestamp with time zone";
  if (text !== undefined && !isNow) report("unsupported-on-update", slot.origin, { text });
  return isNow;
}

/** What a column would have a CHECK for, but values that stand elsewhere cannot. */
export function listRules(
  slot: InducedSlot,
  { shape, rules }: PropertyShape,
  reason: string,
): readonly Unsaid[] {
  const isSized =
    shape.kind === "array" && (shape.minItems !== undefined || shape.maxItems !== undefined);
  return [
    ...(isSized ? ["cardinality"] : []),
    ...(slot.required === true ? ["required"] : []),
    ...rules.map(({ metaslot }) => metaslot),
  ].map((what) => ({ what, reason }));
}
