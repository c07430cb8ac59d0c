// One slot of a stored class → a column with its checks, a foreign key, or a join table.

import type { InducedSlot } from "../linkml/metamodel.ts";
import type { Column } from "../relational/database.ts";
import { slotDefault } from "../constraint/default.ts";
import { slotName } from "../linkml/names.ts";
import { shortenName } from "../relational/name.ts";
import { columnChecks } from "./checks.ts";
import { type ClassContext, columnName, keyOfClass, slotLabel } from "./class-context.ts";
import { defaultSql } from "./default.ts";
import { addJoinTable } from "./join-table.ts";
import { elementType, type SlotRange } from "../constraint/slot-range.ts";
import type { SlotConstraint, StoredSlot } from "./stored-class.ts";

export interface LoweredSlot {
  readonly stored: StoredSlot;
  readonly constraints: readonly SlotConstraint[];
}

/** Adds what stores the slot to the table of its class, or a table of its own. Not for index declarations. */
export function lowerSlot(context: ClassContext, slot: InducedSlot, range: SlotRange): LoweredSlot {
  reportUnenforced(context, slot, range);
  if ((range.kind === "reference" || range.kind === "polymorphic") && slot.multivalued) {
    const { join, constraints } = addJoinTable(context, slot, range);
    const stored = {
      ...common(context, slot, "jsonb"),
      storage: join,
      required: slot.required === true,
      hasDefault: false,
    };
    return { stored, constraints };
  }
  return lowerColumn(context, slot, range);
}

function lowerColumn(context: ClassContext, slot: InducedSlot, range: SlotRange): LoweredSlot {
  const { table, report, namespace } = context;
  const from = slotLabel(slot);
  const name = slotName(slot);
  const element = elementType(range);
  const array = slot.multivalued === true && element !== "jsonb";
  const defaultValue = slotDefault(slot, range, from, report);
  const column: Column = {
    name: columnName(slot),
    type: array ? `${element}[]` : element,
    notNull: slot.required === true || slot.identifier === true,
    ...(defaultValue && { default: { sql: defaultSql(defaultValue, element) } }),
    ...(slot.description === undefined ? {} : { comment: slot.description }),
    location: namespace.locate(slot.origin),
  };
  table.column(column, from, slot.origin);
  const constraints: SlotConstraint[] = [];
  for (const check of columnChecks({ table: table.name, column, slot, range, from, report })) {
    table.constraint(check, slot.origin);
    constraints.push({ name: check.name, kind: "check", slots: [name] });
  }
  if (range.kind === "reference") {
    const constraint = addForeignKey(context, slot, column, range.class);
    constraints.push({ name: constraint, kind: "foreign_key", slots: [name] });
  }
  const stored: StoredSlot = {
    ...common(context, slot, element),
    storage: { kind: "column", column: column.name, type: element, array },
    required: column.notNull,
    hasDefault: defaultValue !== undefined,
  };
  return { stored, constraints };
}

function common(
  { report }: ClassContext,
  slot: InducedSlot,
  type: string,
): Pick<StoredSlot, "name" | "slot" | "readonly" | "onUpdateNow"> {
  const text = slot.annotations.get("sql.on_update");
  const onUpdateNow = text === "now" && type === "timestamp with time zone";
  if (text !== undefined && !onUpdateNow) report("unsupported-on-update", slot.origin, { text });
  return { name: slotName(slot), slot, readonly: slot.readonly !== undefined, onUpdateNow };
}

function addForeignKey(
  { table, view, namespace }: ClassContext,
  slot: InducedSlot,
  column: Column,
  target: string,
): string {
  const name = shortenName(`${table.name}_${column.name}_fkey`);
  table.constraint(
    {
      kind: "foreign_key",
      name,
      columns: [column.name],
      ...keyOfClass(view, target),
      onDelete: "no action",
      onUpdate: "no action",
      location: namespace.locate(slot.origin),
    },
    slot.origin,
  );
  return name;
}

/** What the language allows and this version does not act on yet is said, per slot. */
function reportUnenforced({ report }: ClassContext, slot: InducedSlot, range: SlotRange): void {
  const from = slotLabel(slot);
  const isReference = range.kind === "reference" || range.kind === "polymorphic";
  if (isReference && slot.inlined === true) report("served-as-reference", slot.origin, { from });
  if (range.kind === "polymorphic") {
    report("reference-not-enforced", slot.origin, { from, range: range.class });
  }
  if (range.kind === "union") {
    const reason = "its values are stored as jsonb";
    report("not-enforced-in-database", slot.origin, { from, what: "choice of ranges", reason });
  }
  if ((slot.noneOf ?? slot.allOf) !== undefined) {
    report("not-enforced", slot.origin, { from, what: "none_of or all_of" });
  }
  reportListRules(report, slot, range, from);
  if (slot.equalsExpression !== undefined) {
    report("not-enforced", slot.origin, { from, what: "equals_expression" });
  }
}

/** Rules about a list as a whole that its storage cannot hold. */
function reportListRules(
  report: ClassContext["report"],
  slot: InducedSlot,
  range: SlotRange,
  from: string,
): void {
  if (slot.multivalued !== true) return;
  const hasRows = range.kind === "reference" || range.kind === "polymorphic";
  const isSized =
    (slot.minimumCardinality ?? slot.maximumCardinality ?? slot.exactCardinality) !== undefined;
  const tell = (what: string, reason: string): void =>
    report("not-enforced-in-database", slot.origin, { from, what, reason });
  if (hasRows && isSized) tell("cardinality", "its elements are rows of a table of their own");
  if (!hasRows && slot.listElementsUnique === true)
    tell("list_elements_unique", "its elements stand in one column");
}
