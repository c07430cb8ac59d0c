// A multivalued reference → a table of its own: both keys and a position, since an array column could have no foreign keys.

import type { InducedSlot } from "../linkml/metamodel.ts";
import type { Check, Constraint } from "../relational/database.ts";
import { shortenName } from "../relational/name.ts";
import { keyOfClass, type ClassContext } from "./class-context.ts";
import { slotName } from "../linkml/names.ts";
import { elementType, type SlotRange } from "../constraint/slot-range.ts";
import type { JoinStorage, SlotConstraint } from "./stored-class.ts";

const POSITION = "position";

type Reference = Extract<SlotRange, { kind: "reference" | "polymorphic" }>;

/** Adds the table `{Class}_{slot}`; returns how the slot is stored and which constraints speak of it. */
export function addJoinTable(
  context: ClassContext,
  slot: InducedSlot,
  range: Reference,
): { readonly join: JoinStorage; readonly constraints: readonly SlotConstraint[] } {
  const { namespace, definition, owner } = context;
  const join = joinStorage(context, slot, range);
  const place = slot.origin;
  const what = `the join table of slot "${slot.name}" of class "${definition.name}"`;
  const table = namespace.table(join.table, what, place, slot.description);
  const location = namespace.locate(place);
  const columns = [
    [join.ownerColumn, owner.type],
    [join.targetColumn, join.targetType],
    [join.positionColumn, "integer"],
  ] as const;
  for (const [name, type] of columns) {
    table.column({ name, type, notNull: true, location }, what, place);
  }
  const constraints = joinConstraints(context, slot, range, join).map((constraint) => ({
    ...constraint,
    ...(constraint.kind === "primary_key" ? {} : { location }),
  }));
  for (const constraint of constraints) table.constraint(constraint);
  table.index({
    name: shortenName(`${join.table}_${join.targetColumn}_idx`),
    unique: false,
    method: "btree",
    keys: [{ column: join.targetColumn, descending: false }],
    include: [],
    location,
  });
  const slots = [slotName(slot)];
  return { join, constraints: constraints.map(({ name, kind }) => ({ name, kind, slots })) };
}

function joinStorage(
  { definition, view, ranges, owner }: ClassContext,
  slot: InducedSlot,
  range: Reference,
): JoinStorage {
  const name = slotName(slot);
  const ownerColumn = shortenName(`${definition.name}_${owner.column}`);
  const [targetKey] = keyOfClass(view, range.class).targetColumns;
  const targetColumn = shortenName(`${name}_${targetKey}`);
  return {
    kind: "join",
    table: shortenName(`${definition.name}_${name}`),
    ownerColumn,
    targetColumn:
      targetColumn === ownerColumn ? shortenName(`${targetColumn}_target`) : targetColumn,
    targetType: elementType(ranges.keyOf(range.class)),
    positionColumn: POSITION,
  };
}

function joinConstraints(
  { view, table: ownerTable, owner }: ClassContext,
  slot: InducedSlot,
  range: Reference,
  { table, ownerColumn, targetColumn }: JoinStorage,
): readonly Exclude<Constraint, Check>[] {
  const named = (suffix: string): string => shortenName(`${table}_${suffix}`);
  const primaryKey = {
    kind: "primary_key",
    name: named("pkey"),
    columns: [ownerColumn, POSITION],
  } as const;
  const unique = {
    kind: "unique",
    name: named("key"),
    columns: [ownerColumn, targetColumn],
    nullsNotDistinct: false,
  } as const;
  const toOwner = {
    kind: "foreign_key",
    name: named(`${ownerColumn}_fkey`),
    columns: [ownerColumn],
    targetTable: ownerTable.name,
    targetColumns: [owner.column],
    // The rows of a join table are part of their owner.
    onDelete: "cascade",
    onUpdate: "no action",
  } as const;
  const toTarget = {
    kind: "foreign_key",
    name: named(`${targetColumn}_fkey`),
    columns: [targetColumn],
    ...keyOfClass(view, range.class),
    onDelete: "no action",
    onUpdate: "no action",
  } as const;
  return [
    primaryKey,
    ...(slot.listElementsUnique === true ? [unique] : []),
    toOwner,
    ...(range.kind === "reference" ? [toTarget] : []),
  ];
}
