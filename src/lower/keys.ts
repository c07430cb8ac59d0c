// unique_keys, index declarations and foreign keys → UNIQUE constraints and indexes, each column set indexed once.

import type { ClassDefinition } from "../linkml/metamodel.ts";
import { underscore } from "../linkml/names.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Index } from "../relational/database.ts";
import { shortenName } from "../relational/name.ts";
import type { Place, Report } from "../text/diagnostic.ts";
import { suggest } from "../text/suggest.ts";
import type { ClassContext } from "./class-context.ts";
import { declaredIndexes, type DeclaredIndex } from "./indexes.ts";
import type { SlotRanges } from "../constraint/slot-range.ts";
import type { ColumnStorage, SlotConstraint, StoredSlot } from "./stored-class.ts";

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
    const names = key.uniqueKeySlots ?? [];
    const columns = resolveColumns(names, slots, { from, place: key.origin, definition, report });
    if (columns === undefined || columns.length === 0) return [];
    const nullsNotDistinct = key.considerNullsInequal !== true;
    const optional = columns.filter(({ slot }) => !slot.required).map(({ slot }) => slot.name);
    if (nullsNotDistinct && optional.length > 0) {
      const params = { owner: definition.name, key: key.name, slots: optional };
      report("optional-unique-slot", key.origin, params);
    }
    const name = shortenName(`${table.name}_${key.name}_key`);
    table.constraint(
      {
        kind: "unique",
        name,
        columns: columns.map(({ storage }) => storage.column),
        // Without optional slots the two forms mean the same; the plain one is the usual one.
        nullsNotDistinct: nullsNotDistinct && optional.length > 0,
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
  for (const index of classIndexes(context.view, context.ranges, definition, report)) {
    const from = `index "${index.name}" of class "${definition.name}"`;
    const at = { from, place: index.slot.origin, definition, report };
    const fields = index.fields.map((field) => field.slot);
    const keys = resolveColumns(fields, slots, at);
    const include = resolveColumns(index.include, slots, at);
    if (keys === undefined || include === undefined) continue;
    const name = indexName(index, table.name, declared);
    table.index(
      {
        name,
        unique: index.unique,
        method: index.method,
        keys: keys.map(({ storage }, position) => ({
          column: storage.column,
          descending: index.fields[position]?.descending === true,
        })),
        include: include.map(({ storage }) => storage.column),
        location: namespace.locate(index.slot.origin),
      },
      index.slot.origin,
    );
    if (index.unique)
      unique.push({ name, kind: "unique", slots: keys.map(({ slot }) => slot.name) });
  }
  addForeignKeyIndexes(context, slots);
  return unique;
}

function addForeignKeyIndexes(context: ClassContext, slots: readonly StoredSlot[]): void {
  const { table, ranges, namespace } = context;
  for (const { slot, storage } of slots) {
    if (slot === undefined || storage.kind !== "column") continue;
    const { kind } = ranges.rangeOf(slot);
    if (kind !== "reference" && kind !== "polymorphic") continue;
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
    if (storage.kind === "join") {
      const reason = "its values are rows of a table of their own";
      report("unindexable-slot", place, { from, slot: name, reason });
      return undefined;
    }
    return { slot, storage };
  });
  return found.every((column) => column !== undefined) ? found : undefined;
}

function isNamed(slot: StoredSlot, name: string): boolean {
  return slot.name === name || (slot.slot !== undefined && underscore(slot.slot.name) === name);
}
