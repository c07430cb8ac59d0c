// Slots that show what their inverse says → the tables and columns that it says it in.

import type { Inverses } from "../constraint/inverse.ts";
import { slotName } from "../linkml/names.ts";
import type { Lowering } from "./class-context.ts";
import type { DerivedSource, StoredClass, StoredSlot } from "./stored-class.ts";

/** The classes with the sources of their derived slots, which are known only when all slots are stored. */
export function withDerivedSources(
  classes: readonly StoredClass[],
  { model }: Pick<Lowering, "model">,
): readonly StoredClass[] {
  const byName = new Map(classes.map((stored) => [stored.name, stored]));
  return classes.map((stored) =>
    stored.slots.some(isDerived)
      ? {
          ...stored,
          slots: stored.slots.map((slot) => withSources(stored.name, slot, byName, model.inverses)),
        }
      : stored,
  );
}

function isDerived({ storage }: StoredSlot): boolean {
  return storage.kind === "derived";
}

function withSources(
  owner: string,
  stored: StoredSlot,
  classes: ReadonlyMap<string, StoredClass>,
  inverses: Inverses,
): StoredSlot {
  const { storage, slot } = stored;
  if (storage.kind !== "derived" || slot === undefined) return stored;
  const others = inverses.derivedFrom(slot, owner) ?? [];
  const sources = others.flatMap((other) =>
    sourceIn(classes.get(other.owner), slotName(other.slot)),
  );
  return { ...stored, storage: { ...storage, sources } };
}

function sourceIn(stored: StoredClass | undefined, name: string): readonly DerivedSource[] {
  const storage = stored?.slots.find((slot) => slot.name === name)?.storage;
  if (stored === undefined || storage === undefined) return [];
  const said = { class: stored.name, slot: name };
  switch (storage.kind) {
    case "join":
      return [
        {
          ...said,
          table: storage.table,
          keyColumn: storage.ownerColumn,
          column: storage.targetColumn,
        },
      ];
    case "column": {
      const key = stored.key.storage;
      if (key.kind !== "column") throw new Error(`unreachable: the key of ${stored.name}`);
      return [{ ...said, table: stored.table, keyColumn: key.column, column: storage.column }];
    }
    case "derived":
      throw new Error(`unreachable: ${stored.name}.${name} is derived on both sides`);
  }
}
