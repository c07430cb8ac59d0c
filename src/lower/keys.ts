// unique_keys → UNIQUE constraints, each column set once.

import type { UniqueKey } from "../linkml/metamodel.ts";
import { underscore } from "../linkml/names.ts";
import type { ClassContext } from "./class-context.ts";
import { MAX_KEY_COLUMNS, NO_ROOM, resolveColumns } from "./key-columns.ts";
import type { SlotConstraint, StoredSlot } from "./stored-class.ts";

/** Adds a UNIQUE constraint per unique key; `slots` are those of the class as stored. */
export function addUniqueKeys(
  context: ClassContext,
  slots: readonly StoredSlot[],
): readonly SlotConstraint[] {
  const { definition, table, report, view, namespace } = context;
  const keys = new Map<string, UniqueKey>();
  for (const name of view.classAncestors(definition.name).toReversed())
    for (const [key, said] of view.classes.get(name)?.uniqueKeys ?? []) keys.set(key, said);
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
    const name = table.prefix.name(`${key.name}_key`);
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
    const location = namespace.locate(key.origin);
    table.constraint({ kind: "unique", name, ...unique, location });
    return [{ name, kind: "unique", slots: columns.map(({ slot }) => slot.name) }];
  });
}
