// One class or slot → where Postgres keeps it, and why there; where REST serves it.

import type { ConstraintModel } from "../../constraint/model.ts";
import type { PropertyShape } from "../../constraint/shape.ts";
import { variantMembers } from "../../constraint/variant.ts";
import type { StorageKind } from "../../constraint/storage-kind.ts";
import type { InducedSlot } from "../../linkml/metamodel.ts";
import { slotName } from "../../linkml/names.ts";
import type { SchemaView } from "../../linkml/schema-view.ts";
import type { LoweredSchema } from "../../lower/lower.ts";
import type { StoredSlot } from "../../lower/stored-class.ts";
import type { Column, Constraint, Database, Table } from "../../relational/database.ts";
import { ruleWords } from "../condition-words.ts";
import { filterOperators } from "../filter.ts";
import type { Resource } from "../resource.ts";
import { shapeWords } from "./shape-words.ts";

/** What there is to explain, all of one compiled schema. */
export interface Explained {
  readonly view: SchemaView;
  readonly model: ConstraintModel;
  readonly lowered: LoweredSchema;
  readonly resources: readonly Resource[];
}

/** Why a class is stored as it is. */
export function storageReason(className: string, { view, model }: Explained): string {
  const kind = model.kinds.get(className) ?? "value";
  const reasons: Readonly<Record<StorageKind, () => string>> = {
    table: () => `a table: it has the identifier "${view.identifierSlot(className)?.name ?? ""}"`,
    surrogate: () =>
      `a table: nothing that has a table refers to it; its rows are numbered in "${model.surrogateKeys.get(className) ?? "id"}"`,
    value: () =>
      `no table: it has no identifier, so its objects stand inside those that hold them (${referrers(className, view)})`,
    container: () =>
      "no table: it is a tree_root without identifier whose slots all hold objects; it is for import and export",
    abstract: () => {
      const { abstract } = view.classes.get(className) ?? {};
      return `no table: it is ${abstract ? "abstract" : "a mixin"}; what inherits from it has ${view.classDescendants(className).length > 1 ? "tables of its own" : "none yet"}`;
    },
    index: () => "no table: it declares indexes",
  };
  return reasons[kind]();
}

const SHOWN_REFERRERS = 3;

function referrers(className: string, view: SchemaView): string {
  const found: string[] = [];
  const ancestors = new Set(view.classAncestors(className));
  for (const name of view.classes.keys()) {
    for (const slot of view.inducedSlots(name)) {
      if (ancestors.has(slot.range) && slot.definitions.length > 0)
        found.push(`${name}.${slotName(slot)}`);
    }
  }
  if (found.length === 0) return "nothing holds any";
  const more = found.length - SHOWN_REFERRERS;
  return found.slice(0, SHOWN_REFERRERS).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Lines about the column, join table or JSON of one slot. */
export function slotStorage(
  owner: string,
  slot: InducedSlot,
  explained: Explained,
): readonly string[] {
  const stored = explained.lowered.classes.find(({ name }) => name === owner);
  if (stored === undefined) {
    return [`class "${owner}" has ${storageReason(owner, explained)}`];
  }
  const found = stored.slots.find((other) => other.slot?.name === slot.name);
  const table = tableNamed(explained.lowered.database, stored.table);
  if (found === undefined || table === undefined) return ["nowhere: it is no column"];
  if (found.storage.kind === "join") return joinLines(found, explained.lowered.database);
  if (found.storage.kind === "derived") {
    const places = found.storage.sources.map(
      ({ table: from, column: held }) => `"${from}"."${held}"`,
    );
    return [`nowhere: it shows what ${places.join(", ")} say`];
  }
  const { column: name } = found.storage;
  const column = table.columns.find((other) => other.name === name);
  if (column === undefined) return ["nowhere: it is no column"];
  return [...columnLines(column, table), ...indexLines(table, name)];
}

function joinLines({ storage }: StoredSlot, database: Database): readonly string[] {
  if (storage.kind !== "join") return [];
  const { table: name, ownerColumn, targetColumn, positionColumn } = storage;
  const table = tableNamed(database, name);
  return [
    `join table "${name}": "${ownerColumn}" → "${targetColumn}", in the order of "${positionColumn}"`,
    ...(table?.constraints ?? []).map(constraintLine),
    ...(table === undefined ? [] : indexLines(table, targetColumn)),
  ];
}

function columnLines(column: Column, table: Table): readonly string[] {
  const { name, type, notNull, default: value, generated, identity } = column;
  return [
    `column "${name}" ${type}${notNull ? " NOT NULL" : ""} of table "${table.name}"`,
    ...(value === undefined ? [] : [`default ${value.sql}`]),
    ...(generated === undefined ? [] : [`computed: ${generated.sql}`]),
    ...(identity === undefined ? [] : ["numbered by the database"]),
    ...table.constraints.filter(({ columns }) => columns.includes(name)).map(constraintLine),
  ];
}

function constraintLine(constraint: Constraint): string {
  const columns = constraint.columns.map((name) => `"${name}"`).join(", ");
  switch (constraint.kind) {
    case "primary_key":
      return `primary key (${columns})`;
    case "unique":
      return `unique (${columns})${constraint.nullsNotDistinct ? ", two rows without a value collide" : ""}`;
    case "check":
      return `check "${constraint.name}": ${cut(constraint.expression.sql)}`;
    case "foreign_key":
      return `foreign key (${columns}) → "${constraint.targetTable}"; on delete ${constraint.onDelete}`;
  }
}

/** The whole of it is in schema.sql. */
const MAX_SQL = 240;

function cut(sql: string): string {
  return sql.length > MAX_SQL ? `${sql.slice(0, MAX_SQL)}…` : sql;
}

function indexLines({ indexes }: Table, column: string): readonly string[] {
  return indexes
    .filter(({ keys }) => keys.some((key) => key.column === column))
    .map(({ name, unique }) => `${unique ? "unique index" : "index"} "${name}"`);
}

function tableNamed(database: Database, name: string): Table | undefined {
  return database.tables.find((table) => table.name === name);
}

/** Lines about the JSON member of one slot. */
export function slotService(
  owner: string,
  slot: InducedSlot,
  explained: Explained,
): readonly string[] {
  const { model, resources } = explained;
  const name = slotName(slot);
  const property = model.classes.get(owner)?.properties.find((other) => other.name === name);
  if (property === undefined) return ["it is no member of the JSON"];
  const resource = resources.find((other) => other.class === owner);
  return [
    `member "${name}", ${presence(property)}`,
    `value: ${shapeWords(property.shape)}`,
    ...(property.document === undefined ? [] : [`in a document: ${shapeWords(property.document)}`]),
    ...property.rules.map(({ metaslot, condition }) => `${metaslot}: ${ruleWords(condition)}`),
    ...(resource === undefined ? [] : resourceLines(resource, name)),
  ];
}

function presence(property: PropertyShape): string {
  if (property.readonly) return "set by the server";
  const object = { name: "", properties: [property], rules: [] };
  const isPresent = variantMembers(object, "create").some(({ present }) => present);
  if (isPresent) return "which has to be there";
  return property.hasDefault ? "filled in where it is absent" : "which may be absent or null";
}

function resourceLines(resource: Resource, name: string): readonly string[] {
  const slot = resource.slots.find((other) => other.name === name);
  if (slot === undefined) return [`${resource.path} does not show it`];
  if (!slot.filterable || slot.storage.kind !== "column") {
    return [`served at ${resource.path}; lists cannot be filtered or sorted by it`];
  }
  const operators = filterOperators(slot.storage.type).join(", ");
  return [`served at ${resource.path}; lists are filtered and sorted by it: ${operators}`];
}
