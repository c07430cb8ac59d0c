// A multivalued reference → a table of its own: both keys and a position, since an array column could have no foreign keys.

import type { PropertyShape } from "../constraint/shape.ts";
import { storedType, type SlotRange } from "../constraint/slot-range.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import type { Check, Column, Constraint, ForeignKey } from "../relational/database.ts";
import { IDENTITY_COLUMNS } from "../relational/identity.ts";
import { shortenName } from "../relational/name.ts";
import type { ClassContext, Lowering } from "./class-context.ts";
import { commentOf, withComment } from "./comment.ts";
import { planEnforcement } from "./enforcement.ts";
import { joinPast, withPast } from "./past.ts";
import { referenceTarget, type ReferenceTarget } from "./references.ts";
import { isUpdatedNow, listRules, type SlotPlan } from "./slot-plan.ts";
import type { JoinStorage, SlotConstraint } from "./stored-class.ts";

/** A join table before it has a name and an owner. */
export interface JoinPlan extends SlotPlan {
  readonly kind: "join";
  readonly target: ReferenceTarget | undefined;
  readonly targetColumn: Column;
  readonly positionColumn: Column;
  readonly comment: string | undefined;
  /** No row is referred to twice. */
  readonly isUnique: boolean;
}

/** `slot` is that of any class with this property; its range is one of rows. */
export function planJoin(
  lowering: Lowering,
  slot: InducedSlot,
  range: SlotRange,
  property: PropertyShape,
): JoinPlan {
  const { namespace, report } = lowering;
  const { name } = property;
  const target = referenceTarget(range, lowering);
  const targetKey = target?.targetColumns[0] ?? IDENTITY_COLUMNS.key;
  const location = namespace.locate(slot.origin);
  const column = { notNull: true, location };
  const unsaid = listRules(slot, property, "its elements are rows of a table of their own");
  const storage = { kind: "join" } as const;
  return {
    kind: "join",
    stored: {
      name,
      required: slot.required === true,
      readonly: slot.readonly !== undefined,
      hasDefault: false,
      onUpdateNow: isUpdatedNow(slot, "jsonb", report),
    },
    members: [name],
    enforcement: planEnforcement({ slot, property, storage, checks: [], unsaid }),
    target,
    targetColumn: {
      name: shortenName(`${name}_${targetKey}`),
      type: storedType(range),
      ...column,
    },
    positionColumn: { name: "position", type: "integer", ...column },
    comment: commentOf(slot),
    isUnique: slot.listElementsUnique === true,
  };
}

/** Adds the table `{Class}_{slot}`; returns how the slot is stored and which constraints speak of it. */
export function addJoinTable(
  { view, namespace, definition, table: ownerTable, owner }: ClassContext,
  slot: InducedSlot,
  plan: JoinPlan,
): { readonly storage: JoinStorage; readonly constraints: readonly SlotConstraint[] } {
  const { positionColumn, members, comment } = plan;
  const { location } = positionColumn;
  const name = shortenName(`${definition.name}_${plan.stored.name}`);
  const ownerColumn: Column = {
    name: shortenName(`${definition.name}_${owner.column}`),
    type: owner.type,
    notNull: true,
    ...(location && { location }),
  };
  const targetColumn = apartFrom(ownerColumn, plan.targetColumn);
  const storage: JoinStorage = {
    kind: "join",
    table: name,
    ownerColumn: ownerColumn.name,
    targetColumn: targetColumn.name,
    targetType: targetColumn.type,
    positionColumn: positionColumn.name,
  };
  const what = `the join table of slot "${slot.name}" of class "${definition.name}"`;
  const table = namespace.table(name, what, slot.origin, {
    ...withComment(comment),
    ...withPast(joinPast(view, definition, slot, name)),
    partOf: { table: ownerTable.name, role: plan.stored.name },
  });
  for (const column of [ownerColumn, targetColumn, positionColumn]) {
    table.column(column, what, slot.origin);
  }
  const toOwner = { targetTable: ownerTable.name, targetColumns: [owner.column] };
  const constraints = joinConstraints(plan, storage, toOwner);
  for (const constraint of constraints) table.constraint(constraint);
  table.index({
    name: shortenName(`${name}_${targetColumn.name}_idx`),
    unique: false,
    method: "btree",
    keys: [{ column: targetColumn.name, descending: false }],
    include: [],
    ...(location && { location }),
  });
  return {
    storage,
    constraints: constraints.map((made) => ({ name: made.name, kind: made.kind, slots: members })),
  };
}

/** A class may refer to itself. */
function apartFrom(owner: Column, target: Column): Column {
  return target.name === owner.name
    ? { ...target, name: shortenName(`${target.name}_target`) }
    : target;
}

function joinConstraints(
  { target, isUnique, positionColumn }: JoinPlan,
  { table, ownerColumn, targetColumn }: JoinStorage,
  toOwner: Pick<ForeignKey, "targetTable" | "targetColumns">,
): readonly Exclude<Constraint, Check>[] {
  const named = (suffix: string): string => shortenName(`${table}_${suffix}`);
  const location = positionColumn.location && { location: positionColumn.location };
  return [
    { kind: "primary_key", name: named("pkey"), columns: [ownerColumn, positionColumn.name] },
    ...(isUnique
      ? [
          {
            kind: "unique",
            name: named("key"),
            columns: [ownerColumn, targetColumn],
            nullsNotDistinct: false,
            ...location,
          } as const,
        ]
      : []),
    {
      kind: "foreign_key",
      name: named(`${ownerColumn}_fkey`),
      columns: [ownerColumn],
      ...toOwner,
      // The rows of a join table are part of their owner.
      onDelete: "cascade",
      onUpdate: "no action",
      ...location,
    },
    ...(target
      ? [
          {
            kind: "foreign_key",
            name: named(`${targetColumn}_fkey`),
            columns: [targetColumn],
            ...target,
            onDelete: "no action",
            ...location,
          } as const,
        ]
      : []),
  ];
}
