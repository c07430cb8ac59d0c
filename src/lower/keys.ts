// unique_keys, index declarations and foreign keys → UNIQUE constraints and indexes, each column set indexed once.

import type { ClassDefinition } from "../linkml/metamodel.ts";
import { underscore } from "../linkml/names.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Index } from "../relational/database.ts";
import { shortenName } from "../relational/name.ts";
import type { Place, Report } from "../text/diagnostic.ts";
import { suggest } from "../text/suggest.ts";
import type { ClassContext } from "./class-context.ts";
import { isReference } from "./references.ts";
import { declaredIndexes, type DeclaredIndex } from "./indexes.ts";
import type { SlotRanges } from "../constraint/slot-range.ts";
import type { ColumnStorage, SlotConstraint, StoredSlot } from "./stored-class.ts";

/** Of a Postgres index, included ones counted. */
const MAX_KEY_COLUMNS = 32;
const NO_ROOM = `an index of Postgres has at most ${MAX_KEY_COLUMNS} columns`;

/** Adds a UNIQUE constraint per unique key; `slots` are those of the class as stored. */
export function addUniqueKeys(
  context: ClassContext,
  slots: readonly StoredSlot[],
): readonly SlotConstraint[] {
  const { definition, table, report, view, namespace } = context;
  const keys = new Map(
    view
      .classAncestors(definition.name)
      .toReversed()
      .flatMap((name) => [...(view.classes.get(name)?.uniqueKeys ?? [])]),
  );
  return [...keys.values()].flatMap((key) => {
    const from = `unique key "${key.name}" of class "${definition.name}"`;
    const names = new Map(key.uniqueKeySlots?.map((name) => [underscore(name), name]));
    const at = { from, place: key.origin, definition, report };
    const columns = resolveColumns([...names.values()], slots, at, "not-enforced");
    if (columns === undefined || columns.length === 0) return [];
    if (columns.length > MAX_KEY_COLUMNS) {
      report("not-enforced", key.origin, { from, what: "uniqueness", reason: NO_ROOM });
      return [];
    }
    const nullsNotDistinct = key.considerNullsInequal !== true;
    const optional = columns.filter(({ slot }) => !slot.required).map(({ slot }) => slot.name);
    if (nullsNotDistinct && optional.length > 0) {
      const params = { owner: definition.name, key: key.name, slots: optional };
      report("optional-unique-slot", key.origin, params);
    }
    const name = shortenName(`${table.name}_${key.name}_key`);
    const unique = {
      columns: columns.map(({ storage }) => storage.column),
      // Without optional slots the two forms mean the same; the plain one is the usual one.
      nullsNotDistinct: nullsNotDistinct && optional.length > 0,
    };
    const other = table.uniqueOver(unique.columns, unique.nullsNotDistinct);
    if (other !== undefined) {
      report("redundant-index", key.origin, { from, other });
      return [];
    }
    table.constraint(
      {
        kind: "unique",
        name,
        ...unique,
        location: namespace.locate(key.origin),
      },
      key.origin,
    );
    return [{ name, kind: "unique", slots: columns.map(({ slot }) => slot.name) }];
  });
}

/** Adds the declared indexes, then one for each foreign key that has none yet. */
export function addIndexes(
  context: ClassContext,
  slots: readonly StoredSlot[],
  declared: ReadonlyMap<string, number>,
): readonly SlotConstraint[] {
  const { definition, table, report, namespace } = context;
  const unique: SlotConstraint[] = [];
  const indexes = classIndexes(context.view, context.ranges, definition, report);
  for (const index of indexes.toSorted(byReach)) {
    const from = `index "${index.name}" of class "${definition.name}"`;
    const at = { from, place: index.slot.origin, definition, report };
    const fields = index.fields.map((field) => field.slot);
    const keys = resolveColumns(fields, slots, at);
    const include = resolveColumns(index.include, slots, at);
    if (keys === undefined || include === undefined) continue;
    const excess = [...keys, ...include][MAX_KEY_COLUMNS];
    if (excess !== undefined) {
      const params = { from, slot: excess.slot.name, reason: NO_ROOM };
      report("unindexable-slot", index.slot.origin, params);
      continue;
    }
    const name = indexName(index, table.name, declared);
    const made: Index = {
      name,
      unique: index.unique,
      method: index.method,
      keys: keys.map(({ storage }, position) => ({
        column: storage.column,
        descending: index.fields[position]?.descending === true,
      })),
      include: include.map(({ storage }) => storage.column),
      location: namespace.locate(index.slot.origin),
    };
    const other = redundantTo(made, table);
    if (other !== undefined) {
      report("redundant-index", index.slot.origin, { from, other });
      continue;
    }
    table.index(made, index.slot.origin);
    if (index.unique)
      unique.push({ name, kind: "unique", slots: keys.map(({ slot }) => slot.name) });
  }
  addForeignKeyIndexes(context, slots);
  return unique;
}

/** Those first that can make others needless. */
function byReach(one: DeclaredIndex, other: DeclaredIndex): number {
  return Number(other.unique) - Number(one.unique) || other.fields.length - one.fields.length;
}

function redundantTo(
  { unique, method, keys, include }: Index,
  table: ClassContext["table"],
): string | undefined {
  if (method !== "btree" || include.length > 0) return undefined;
  return unique
    ? table.uniqueOver(
        keys.map(({ column }) => column),
        false,
      )
    : table.indexOver(keys);
}

function addForeignKeyIndexes(context: ClassContext, slots: readonly StoredSlot[]): void {
  const { table, ranges, namespace } = context;
  for (const { slot, storage } of slots) {
    if (slot === undefined || storage.kind !== "column") continue;
    if (!isReference(ranges.rangeOf(slot), context)) continue;
    if (table.isIndexed(storage.column)) continue;
    const index: Index = {
      name: shortenName(`${table.name}_${storage.column}_idx`),
      unique: false,
      method: "btree",
      keys: [{ column: storage.column, descending: false }],
      include: [],
      location: namespace.locate(slot.origin),
    };
    table.index(index, slot.origin);
  }
}

/** How many of the given classes declare an index of each name: those of one keep it, the others get their table's name before it. */
export function countIndexNames(
  view: SchemaView,
  ranges: SlotRanges,
  classes: readonly ClassDefinition[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const definition of classes) {
    for (const { name } of classIndexes(view, ranges, definition, () => {})) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}

function classIndexes(
  view: SchemaView,
  ranges: SlotRanges,
  definition: ClassDefinition,
  report: Report,
): readonly DeclaredIndex[] {
  return view
    .inducedSlots(definition.name)
    .filter((slot) => ranges.rangeOf(slot).kind === "index")
    .flatMap((slot) => declaredIndexes(slot, definition.name, report));
}

function indexName(
  index: DeclaredIndex,
  table: string,
  declared: ReadonlyMap<string, number>,
): string {
  const isAlone = declared.get(index.name) === 1;
  return shortenName(isAlone ? index.name : `${table}_${index.name}`);
}

interface Reader {
  readonly from: string;
  readonly place: Place;
  readonly definition: ClassDefinition;
  readonly report: Report;
}

interface KeyColumn {
  readonly slot: StoredSlot;
  readonly storage: ColumnStorage;
}

/** Slot names → columns; undefined, and diagnostics, where one of them cannot be part of a key. */
function resolveColumns(
  names: readonly string[],
  slots: readonly StoredSlot[],
  { from, place, definition, report }: Reader,
  /** How a slot is reported that has no column: a unique key is LinkML, an index is ours. */
  without: "not-enforced" | "unindexable-slot" = "unindexable-slot",
): readonly KeyColumn[] | undefined {
  const found = names.map((name): KeyColumn | undefined => {
    const wanted = underscore(name);
    const slot = slots.find((candidate) => isNamed(candidate, wanted));
    if (slot === undefined) {
      const suggestion = suggest(
        name,
        slots.map((candidate) => candidate.name),
      );
      report("foreign-slot", place, { from, name, owner: definition.name, suggestion });
      return undefined;
    }
    const { storage } = slot;
    if (storage.kind !== "column") {
      const reason =
        storage.kind === "join"
          ? "its values are rows of a table of their own"
          : "it shows what its inverse says";
      if (without === "unindexable-slot") report(without, place, { from, slot: name, reason });
      else report(without, place, { from, what: `uniqueness of "${name}"`, reason });
      return undefined;
    }
    return { slot, storage };
  });
  return found.every((column) => column !== undefined) ? found : undefined;
}

function isNamed(slot: StoredSlot, name: string): boolean {
  return slot.name === name || (slot.slot !== undefined && underscore(slot.slot.name) === name);
}
