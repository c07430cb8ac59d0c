// What the parts of lowering one class share, and how its names are made.

import type { ClassDefinition, InducedSlot } from "../linkml/metamodel.ts";
import { slotName } from "../linkml/names.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Column } from "../relational/database.ts";
import { type NamePrefix, shortenName } from "../relational/name.ts";
import type { Report } from "../text/diagnostic.ts";
import type { ConstraintModel } from "../constraint/model.ts";
import type { ObjectShape, PropertyShape } from "../constraint/shape.ts";
import type { SlotRanges } from "../constraint/slot-range.ts";
import type { ColumnConditions } from "./column-condition.ts";
import type { OwnerSide } from "./join-side.ts";
import type { JoinPast } from "./past.ts";
import type { PlannedSlot } from "./slot.ts";
import type { NamespaceBuilder, TableBuilder } from "./table-builder.ts";

/** For the whole schema. */
export interface Lowering {
  readonly view: SchemaView;
  readonly model: ConstraintModel;
  readonly ranges: SlotRanges;
  readonly conditions: ColumnConditions;
  /** Some slots declare indexes. In most schemas none does. */
  readonly hasIndexes: boolean;
  /** What properties come to, as far as slots of them have been lowered: many classes share one. */
  readonly plans: Map<PropertyShape, PlannedSlot>;
  readonly columns: Map<InducedSlot, Column>;
  readonly namespace: NamespaceBuilder;
  readonly report: Report;
}

/** For one class with a table. */
export interface ClassContext extends Lowering {
  readonly definition: ClassDefinition;
  readonly object: ObjectShape;
  /** Its slots without those that declare indexes. */
  readonly slots: readonly InducedSlot[];
  /** What objects have for each of them. */
  readonly properties: readonly PropertyShape[];
  readonly indexSlots: readonly InducedSlot[];
  readonly table: TableBuilder;
  /** What its join tables have been called. */
  readonly joinPast: JoinPast;
  /** Its join tables are named after it. */
  readonly prefix: NamePrefix;
  /** Its key. */
  readonly owner: { readonly column: string; readonly type: string };
  /** What its join tables have for that. */
  readonly ownerSide: OwnerSide;
}

/** Table name = class name; `sql.table` overrides. */
export function tableName(definition: ClassDefinition): string {
  return shortenName(definition.annotations.get("sql.table") ?? definition.name);
}

/** Columns that each Postgres table has by itself. */
const SYSTEM_COLUMNS = new Set(["tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"]);

/** Column of a slot: its JSON name, with an underscore after it where Postgres has a column of that name; `sql.column` overrides. */
export function columnName(slot: InducedSlot): string {
  const name = slot.annotations.get("sql.column") ?? slotName(slot);
  return SYSTEM_COLUMNS.has(name) ? `${name}_` : shortenName(name);
}

/** The table and column that a reference to `className` points at. Only for classes with an identifier. */
export function keyOfClass(
  view: SchemaView,
  className: string,
): { readonly targetTable: string; readonly targetColumns: readonly [string] } {
  const definition = view.classes.get(className);
  const identifier = view.identifierSlot(className);
  if (definition === undefined || identifier === undefined) {
    throw new Error(`unreachable: ${className} has no identifier`);
  }
  return { targetTable: tableName(definition), targetColumns: [columnName(identifier)] };
}
