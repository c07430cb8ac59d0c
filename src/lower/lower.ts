// LinkML → the relational model: classes with an identity become tables, slots become columns, foreign keys and join tables.

import type { ClassDefinition, InducedSlot } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Database } from "../relational/database.ts";
import { NamePrefix } from "../relational/name.ts";
import type { Place, Report } from "../text/diagnostic.ts";
import { checkAnnotations, checkSqlType } from "./check-annotations.ts";
import { checkRenames } from "./check-renames.ts";
import { type ClassContext, columnName, type Lowering, tableName } from "./class-context.ts";
import { addClassRules } from "./class-rules.ts";
import { ColumnConditions } from "./column-condition.ts";
import { commentOf, withComment } from "./comment.ts";
import { type Enforcement, keyEnforcement } from "./enforcement.ts";
import { withDerivedSources } from "./derived.ts";
import { addIdentitySources, addIdentityTables, type Identities } from "./identity-tables.ts";
import { ownerSide } from "./join-side.ts";
import { JsonPredicates } from "./json-predicate.ts";
import { addBackfills } from "./backfill.ts";
import { addIndexes, countIndexNames } from "./class-indexes.ts";
import { addUniqueKeys } from "./keys.ts";
import { classJoinPast, tablePast, withPast } from "./past.ts";
import { lowerSlot } from "./slot.ts";
import type { ConstraintModel } from "../constraint/model.ts";
import { storedType } from "../constraint/slot-range.ts";
import type { SlotConstraint, StoredClass, StoredSlot } from "./stored-class.ts";
import { NamespaceBuilder } from "./table-builder.ts";

export interface LoweredSchema {
  readonly database: Database;
  /** The classes that have tables, in the order of the schema. */
  readonly classes: readonly StoredClass[];
  /** What became of each metaslot of these classes that says something about values. */
  readonly enforcement: readonly Enforcement[];
}

/** The namespace that a schema is compiled for; PG_SCHEMA puts another in its place when it is applied. */
const DEFAULT_NAMESPACE = "public";

const SURROGATE_TYPE = "bigint";

/** Lowers a schema that loaded without errors. What the database cannot hold is reported, never dropped in silence. */
export function lower(view: SchemaView, model: ConstraintModel, report: Report): LoweredSchema {
  const { kinds, ranges } = model;
  const locate = (place: Place) => ("line" in place ? place : view.locate(place));
  const namespace = new NamespaceBuilder(report, locate);
  for (const type of view.types.values()) {
    checkAnnotations(type, report);
    checkSqlType(type, view.resolveType(type.name), report);
  }
  checkRenames({ view, model, ranges, report });
  const stored = [...view.classes.values()].filter(({ name }) => {
    const kind = kinds.get(name);
    return kind === "table" || kind === "surrogate";
  });
  const conditions = new ColumnConditions(new JsonPredicates(model.classes), model.classes);
  const made = { plans: new Map(), columns: new Map() };
  const hasIndexes = [...kinds.values()].includes("index");
  const lowering = { hasIndexes, view, model, ranges, conditions, ...made, namespace, report };
  // Tables first: an identity or join table must not take the name of a class.
  const contexts = stored.map((definition) => classContext(lowering, definition));
  const identities = addIdentityTables(lowering, contexts);
  const declared = countIndexNames(contexts);
  const lowered = contexts.map((context) => lowerClass(context, { declared, identities }));
  return {
    database: namespace.build(DEFAULT_NAMESPACE),
    classes: withDerivedSources(
      lowered.map(({ stored: storedClass }) => storedClass),
      lowering,
    ),
    enforcement: lowered.flatMap(({ enforcement }) => enforcement),
  };
}

function classContext(lowering: Lowering, definition: ClassDefinition): ClassContext {
  const { view, model, ranges, namespace } = lowering;
  const what = `class "${definition.name}"`;
  const name = tableName(definition);
  const table = namespace.table(name, what, definition.origin, {
    ...withComment(commentOf(definition)),
    ...withPast(tablePast(view, definition, name)),
  });
  const identifier = view.identifierSlot(definition.name);
  const key =
    identifier === undefined
      ? { column: model.surrogateKeys.get(definition.name) ?? "id", type: SURROGATE_TYPE }
      : { column: columnName(identifier), type: storedType(ranges.keyOf(definition.name)) };
  const prefix = new NamePrefix(`${definition.name}_`);
  const location = namespace.locate(identifier?.origin ?? definition.origin);
  const reference = { name: prefix.name(key.column), type: key.type, notNull: true, location };
  const object = model.classes.get(definition.name);
  if (object === undefined) throw new Error(`unreachable: ${definition.name} has no shape`);
  const induced = view.inducedSlots(definition.name);
  const isIndex = (slot: InducedSlot): boolean => ranges.rangeOf(slot).kind === "index";
  const indexSlots = lowering.hasIndexes ? induced.filter(isIndex) : [];
  const slots = indexSlots.length === 0 ? induced : induced.filter((slot) => !isIndex(slot));
  // They are in the order of the slots, after what no author wrote.
  const properties = object.properties.slice(object.properties.length - slots.length);
  const joinPast = classJoinPast(view, definition);
  return {
    ...lowering,
    definition,
    object,
    slots,
    properties,
    indexSlots,
    table,
    prefix,
    joinPast,
    owner: key,
    ownerSide: ownerSide(reference, name, key.column, location),
  };
}

/** What is known of all classes before the first is lowered. */
interface Survey {
  /** How many of them declare an index of a name. */
  readonly declared: ReadonlyMap<string, number>;
  readonly identities: Identities;
}

interface LoweredClass {
  readonly stored: StoredClass;
  readonly enforcement: readonly Enforcement[];
}

function lowerClass(context: ClassContext, { declared, identities }: Survey): LoweredClass {
  const { view, definition, table, report, owner } = context;
  checkAnnotations(definition, report);
  for (const slot of context.indexSlots) checkAnnotations(slot, report);
  const slots: StoredSlot[] = [];
  const constraints: SlotConstraint[] = [];
  const enforcement: Enforcement[] = [];
  const parts = { slots, annotated: [], references: [], constraints, enforcement };
  if (view.identifierSlot(definition.name) === undefined) slots.push(addSurrogateKey(context));
  context.slots.forEach((slot, index) =>
    lowerSlot(context, slot, context.properties[index], parts),
  );
  const key = slots.find(
    ({ storage }) => storage.kind === "column" && storage.column === owner.column,
  );
  if (key === undefined) throw new Error(`unreachable: ${definition.name} has no key`);
  const primaryKey = table.prefix.name("pkey");
  table.constraint({ kind: "primary_key", name: primaryKey, columns: [owner.column] });
  constraints.push({ name: primaryKey, kind: "primary_key", slots: [key.name] });
  constraints.push(...addIdentitySources(context, identities, key.name));
  const keys = addUniqueKeys(context, slots);
  constraints.push(...keys);
  enforcement.push(...keyEnforcement(definition.name, keys));
  constraints.push(...addIndexes(context, parts, declared));
  addBackfills(context, parts);
  const rules = addClassRules(context, slots);
  constraints.push(...rules.constraints);
  enforcement.push(...rules.enforcement);
  const stored = { name: definition.name, table: table.name, key, slots, constraints };
  return { stored, enforcement };
}

function addSurrogateKey({ definition, table, report, owner }: ClassContext): StoredSlot {
  const { column, type } = owner;
  report("surrogate-key", definition.origin, { owner: definition.name, column });
  const what = `the surrogate key of class "${definition.name}"`;
  const place = definition.origin;
  table.column({ name: column, type, notNull: true, identity: "by default" }, { what, place });
  return {
    name: column,
    storage: { kind: "column", column, type, array: false },
    required: true,
    readonly: true,
    hasDefault: true,
    onUpdateNow: false,
  };
}
