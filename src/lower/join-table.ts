// A multivalued reference → a table of its own: both keys and a position, since an array column could have no foreign keys.

import type { PropertyShape } from "../constraint/shape.ts";
import { storedType, type SlotRange } from "../constraint/slot-range.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import { slotLabel } from "../linkml/names.ts";
import type { Check, Column, Constraint, Index, Table } from "../relational/database.ts";
import { IDENTITY_COLUMNS } from "../relational/identity.ts";
import { NamePrefix, shortenName } from "../relational/name.ts";
import type { Location } from "../text/location.ts";
import type { ClassContext, Lowering } from "./class-context.ts";
import { commentOf, withComment } from "./comment.ts";
import { planEnforcement } from "./enforcement.ts";
import { type JoinPast, joinPast, slotJoinPast, withPast } from "./past.ts";
import { referenceTarget, type ReferenceTarget } from "./references.ts";
import { isUpdatedNow, listRules, type SlotPlan } from "./slot-plan.ts";
import type { JoinStorage, SlotConstraint, StoredSlot } from "./stored-class.ts";

/** A join table before it has a name and an owner. */
export interface JoinPlan extends SlotPlan {
  readonly kind: "join";
  readonly target: ReferenceTarget | undefined;
  readonly targetColumn: Column;
  readonly positionColumn: Column;
  readonly comment: string | undefined;
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
  const column = { notNull: true, location };
  const unsaid = listRules(slot, property, "its elements are rows of a table of their own");
  const storage = { kind: "join" } as const;
  const isUnique = slot.listElementsUnique === true;
  const targetName = shortenName(`${name}_${targetKey}`);
  const constraints = [
    ...(isUnique ? [{ kind: "unique", name: `${name}_key` } as const] : []),
    ...(target === undefined
      ? []
      : [{ kind: "foreign_key", name: `${name}_${targetName}_fkey` } as const]),
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
    targetColumn: {
      name: targetName,
      type: storedType(range),
      ...column,
    },
    positionColumn: { name: "position", type: "integer", ...column },
    comment: commentOf(slot),
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
  const { namespace, definition, table: ownerTable, owner } = context;
  const { positionColumn, members, location } = plan;
  const name = context.prefix.name(plan.stored.name);
  const prefix = new NamePrefix(`${name}_`);
  const ownerColumn = owner.reference;
  const targetColumn = apartFrom(ownerColumn, plan.targetColumn);
  const storage: JoinStorage = {
    kind: "join",
    table: name,
    ownerColumn: ownerColumn.name,
    targetColumn: targetColumn.name,
    targetType: targetColumn.type,
    positionColumn: positionColumn.name,
  };
  const constraints: Constraint[] = [];
  for (const made of joinConstraints(plan, storage, prefix, context)) {
    found.push({ name: made.name, kind: made.kind, slots: members });
    insert(constraints, made);
  }
  const index: Index = {
    name: prefix.name(`${targetColumn.name}_idx`),
    unique: false,
    method: "btree",
    keys: [{ column: targetColumn.name, descending: false }],
    include: [],
    location,
  };
  const table: Table = {
    name,
    columns: [ownerColumn, targetColumn, positionColumn],
    constraints,
    indexes: [index],
    ...withComment(plan.comment),
    ...withPast(joinPast(context.joinPast, plan.past, name)),
    partOf: { table: ownerTable.name, role: plan.stored.name },
    location,
  };
  const what = `the join table of ${slotLabel(slot, definition.name)}`;
  namespace.add(table, what, slot.origin);
  return { ...plan.stored, storage };
}

/** Adds it in the order of names: of so few, that takes far less than sorting them all. */
function insert(sorted: Constraint[], made: Constraint): void {
  const index = sorted.findIndex(({ name }) => name > made.name);
  sorted.splice(index < 0 ? sorted.length : index, 0, made);
}

/** A class may refer to itself. */
function apartFrom(owner: Column, target: Column): Column {
  return target.name === owner.name
    ? { ...target, name: shortenName(`${target.name}_target`) }
    : target;
}

type JoinConstraint = Exclude<Constraint, Check>;

function joinConstraints(
  { target, isUnique, positionColumn, location }: JoinPlan,
  { ownerColumn, targetColumn }: JoinStorage,
  prefix: NamePrefix,
  { table: ownerTable, owner }: Pick<ClassContext, "table" | "owner">,
): readonly JoinConstraint[] {
  const constraints: JoinConstraint[] = [
    { kind: "primary_key", name: prefix.name("pkey"), columns: [ownerColumn, positionColumn.name] },
  ];
  if (isUnique)
    constraints.push({
      kind: "unique",
      name: prefix.name("key"),
      columns: [ownerColumn, targetColumn],
      nullsNotDistinct: false,
      location,
    });
  constraints.push({
    kind: "foreign_key",
    name: prefix.name(`${ownerColumn}_fkey`),
    columns: [ownerColumn],
    targetTable: ownerTable.name,
    targetColumns: [owner.column],
    // The rows of a join table are part of their owner.
    onDelete: "cascade",
    onUpdate: "no action",
    location,
  });
  if (target !== undefined)
    constraints.push({
      kind: "foreign_key",
      name: prefix.name(`${targetColumn}_fkey`),
      columns: [targetColumn],
      ...target,
      onDelete: "no action",
      location,
    });
  return constraints;
}
