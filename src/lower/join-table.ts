// A multivalued reference → a table of its own: both keys and a position, since an array column could have no foreign keys.

import type { InducedSlot } from "../linkml/metamodel.ts";
import type { Column } from "../relational/database.ts";
import { shortenName } from "../relational/name.ts";
import { keyOfClass, type ClassContext } from "./class-context.ts";
import { slotName } from "./class-context.ts";
import { elementType, type SlotRange } from "./slot-range.ts";
import type { JoinStorage, SlotConstraint } from "./stored-class.ts";

const POSITION = "position";

/** Adds the table `{Class}_{slot}`; returns how the slot is stored and which constraints speak of it. */
export function addJoinTable(
  context: ClassContext,
  slot: InducedSlot,
  range: Extract<SlotRange, { kind: "reference" | "polymorphic" }>,
): { readonly join: JoinStorage; readonly constraints: readonly SlotConstraint[] } {
  const { namespace, definition, ranges, owner } = context;
  const name = slotName(slot);
  const tableName = shortenName(`${definition.name}_${name}`);
  const place = slot.origin;
  const what = `the join table of slot "${slot.name}" of class "${definition.name}"`;
  const table = namespace.table(tableName, what, place, slot.description);

  const ownerColumn = shortenName(`${definition.name}_${owner.column}`);
  const target = keyOfClass(context.view, range.class);
  const plainTarget = shortenName(`${name}_${target.targetColumns[0]}`);
  const targetColumn =
    plainTarget === ownerColumn ? shortenName(`${plainTarget}_target`) : plainTarget;
  const ownerType = owner.type;
  const targetType = elementType(ranges.keyOf(range.class));
  const location = namespace.locate(place);
  const column = (columnName: string, type: string): Column => ({
    name: columnName,
    type,
    notNull: true,
    location,
  });
  table.column(column(ownerColumn, ownerType), what, place);
  table.column(column(targetColumn, targetType), what, place);
  table.column(column(POSITION, "integer"), what, place);

  const constraints: SlotConstraint[] = [];
  const about = (constraint: SlotConstraint["name"], kind: SlotConstraint["kind"]): string => {
    constraints.push({ name: constraint, kind, slots: [name] });
    return constraint;
  };
  const named = (suffix: string): string => shortenName(`${tableName}_${suffix}`);
  table.constraint({
    kind: "primary_key",
    name: about(named("pkey"), "primary_key"),
    columns: [ownerColumn, POSITION],
  });
  if (slot.listElementsUnique === true) {
    table.constraint({
      kind: "unique",
      name: about(named("key"), "unique"),
      columns: [ownerColumn, targetColumn],
      nullsNotDistinct: false,
      location,
    });
  }
  table.constraint({
    kind: "foreign_key",
    name: about(shortenName(`${tableName}_${ownerColumn}_fkey`), "foreign_key"),
    columns: [ownerColumn],
    targetTable: context.table.name,
    targetColumns: [owner.column],
    // The rows of a join table are part of their owner.
    onDelete: "cascade",
    onUpdate: "no action",
    location,
  });
  if (range.kind === "reference") {
    table.constraint({
      kind: "foreign_key",
      name: about(shortenName(`${tableName}_${targetColumn}_fkey`), "foreign_key"),
      columns: [targetColumn],
      ...target,
      onDelete: "no action",
      onUpdate: "no action",
      location,
    });
  }
  table.index({
    name: shortenName(`${tableName}_${targetColumn}_idx`),
    unique: false,
    method: "btree",
    keys: [{ column: targetColumn, descending: false }],
    include: [],
    location,
  });
  return {
    join: {
      kind: "join",
      table: tableName,
      ownerColumn,
      targetColumn,
      targetType,
      positionColumn: POSITION,
    },
    constraints,
  };
}
