// A multivalued reference → a table of its own: both keys and a position, since an array column could have no foreign keys.

import type { PropertyShape } from "../constraint/shape.ts";
import { storedType, type SlotRange } from "../constraint/slot-range.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import { slotLabel } from "../linkml/names.ts";
import type { Check, Column, Constraint, Table } from "../relational/database.ts";
import { IDENTITY_COLUMNS } from "../relational/identity.ts";
import { NamePrefix, shortenName } from "../relational/name.ts";
import type { Location } from "../text/location.ts";
import type { ClassContext, Lowering } from "./class-context.ts";
import { commentOf, withComment } from "./comment.ts";
import { planEnforcement } from "./enforcement.ts";
import { POSITION, type OwnerSide, targetSide, type TargetSide } from "./join-side.ts";
import { type JoinPast, joinPast, slotJoinPast, withPast } from "./past.ts";
import { referenceTarget, type ReferenceTarget } from "./references.ts";
import { isUpdatedNow, listRules, type SlotPlan } from "./slot-plan.ts";
import type { JoinStorage, SlotConstraint, StoredSlot } from "./stored-class.ts";

export interface JoinPlan extends SlotPlan {
  readonly kind: "join";
  /** Before it has a name, an owner and what depends on them. */
  readonly table: Table;
  readonly target: ReferenceTarget | undefined;
  readonly targetSide: TargetSide;
  readonly positionColumn: Column;
  readonly past: JoinPast;
  /** No row is referred to twice. */
  readonly isUnique: boolean;
  readonly location: Location;
}

/** For all classes with this property; its range is one of rows. */
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
  const given = { notNull: true, location };
  const column = { name: shortenName(`${name}_${targetKey}`), type: storedType(range), ...given };
  const side = targetSide(column, target, location);
  const unsaid = listRules(slot, property, "its elements are rows of a table of their own");
  const storage = { kind: "join" } as const;
  const isUnique = slot.listElementsUnique === true;
  const constraints = [
    ...(isUnique ? [{ kind: "unique", name: `${name}_key` } as const] : []),
    ...(side.foreignKey === undefined
      ? []
      : [{ kind: "foreign_key", name: `${name}_${side.foreignKey.name}` } as const]),
  ];
  return {
    kind: "join",
    stored: {
      name,
      slot,
      required: slot.required === true,
      readonly: slot.readonly !== undefined,
      hasDefault: false,
      onUpdateNow: isUpdatedNow(slot, "jsonb", report),
    },
    members: [name],
    enforcement: planEnforcement({ slot, property, storage, checks: [], constraints, unsaid }),
    target,
    targetSide: side,
    positionColumn: { name: POSITION, type: "integer", ...given },
    table: {
      name,
      columns: [],
      constraints: [],
      indexes: [],
      partOf: { table: "", role: name },
      location,
      ...withComment(commentOf(slot)),
    },
    past: slotJoinPast(lowering.view, slot),
    isUnique,
    location,
  };
}

/** Adds the table `{Class}_{slot}`, and to `found` the constraints that speak of the slot; returns how it is stored. */
export function addJoinTable(
  context: ClassContext,
  slot: InducedSlot,
  plan: JoinPlan,
  found: SlotConstraint[],
): StoredSlot {
  const { namespace, definition, table: ownerTable, ownerSide: owner } = context;
  const { positionColumn, members } = plan;
  const name = context.prefix.name(plan.stored.name);
  const prefix = new NamePrefix(`${name}_`);
  const target = apartFrom(owner.column, plan);
  const constraints = joinConstraints(plan, owner, target, prefix);
  for (const made of constraints) found.push({ name: made.name, kind: made.kind, slots: members });
  sortFew(constraints);
  const table: Table = {
    ...plan.table,
    name,
    columns: [owner.column, target.column, positionColumn],
    constraints,
    indexes: [{ ...target.index, name: prefix.name(target.index.name) }],
    partOf: { table: ownerTable.name, role: plan.stored.name },
    ...withPast(joinPast(context.joinPast, plan.past, name)),
  };
  const what = `the join table of ${slotLabel(slot, definition.name)}`;
  namespace.add(table, what, slot.origin);
  const storage: JoinStorage = {
    kind: "join",
    table: name,
    ownerColumn: owner.column.name,
    targetColumn: target.column.name,
    targetType: target.column.type,
    positionColumn: positionColumn.name,
  };
  return { ...plan.stored, storage };
}

/** Sorts by name, in place: of so few, that takes far less than `toSorted`. */
function sortFew(constraints: Constraint[]): void {
  for (let end = 1; end < constraints.length; end++) {
    const constraint = constraints[end]!;
    let index = end;
    for (; index > 0 && constraints[index - 1]!.name > constraint.name; index--)
      constraints[index] = constraints[index - 1]!;
    constraints[index] = constraint;
  }
}

/** A class may refer to itself. */
function apartFrom(owner: Column, { targetSide: side, target, location }: JoinPlan): TargetSide {
  const { column } = side;
  if (column.name !== owner.name) return side;
  const name = shortenName(`${column.name}_target`);
  return targetSide({ ...column, name }, target, location);
}

type JoinConstraint = Exclude<Constraint, Check>;

function joinConstraints(
  { isUnique, location }: JoinPlan,
  owner: OwnerSide,
  target: TargetSide,
  prefix: NamePrefix,
): JoinConstraint[] {
  const primaryKey = { ...owner.primaryKey, name: prefix.name(owner.primaryKey.name) };
  const ownerKey = { ...owner.foreignKey, name: prefix.name(owner.foreignKey.name), location };
  const targetKey = target.foreignKey && {
    ...target.foreignKey,
    name: prefix.name(target.foreignKey.name),
  };
  const constraints: JoinConstraint[] =
    targetKey === undefined ? [primaryKey, ownerKey] : [primaryKey, ownerKey, targetKey];
  if (isUnique)
    constraints.splice(1, 0, {
      kind: "unique",
      name: prefix.name("key"),
      columns: [owner.column.name, target.column.name],
      nullsNotDistinct: false,
      location,
    });
  return constraints;
}
