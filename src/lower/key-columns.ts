// Names of slots in a key or an index → the columns that hold them.

import { baseOf } from "../constraint/sql-type.ts";
import type { ClassDefinition } from "../linkml/metamodel.ts";
import { underscore } from "../linkml/names.ts";
import type { Place, Report } from "../text/diagnostic.ts";
import { suggest } from "../text/suggest.ts";
import { ExpressionError } from "../text/expression-reader.ts";
import type { ColumnStorage, StoredSlot } from "./stored-class.ts";

/** Of a Postgres index, included ones counted. */
export const MAX_KEY_COLUMNS = 32;
export const NO_ROOM = `an index of Postgres has at most ${MAX_KEY_COLUMNS} columns`;

export interface KeyReader {
  readonly from: string;
  readonly place: Place;
  readonly definition: ClassDefinition;
  readonly report: Report;
}

export interface KeyColumn {
  readonly slot: StoredSlot;
  readonly storage: ColumnStorage;
}

/** Slot names → columns; undefined, and diagnostics, where one of them cannot be part of a key. */
export function resolveColumns(
  names: readonly string[],
  slots: readonly StoredSlot[],
  { from, place, definition, report }: KeyReader,
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

export function isNamed(slot: StoredSlot, name: string): boolean {
  return slot.name === name || (slot.slot !== undefined && underscore(slot.slot.name) === name);
}

/** The column that SQL of the author's means by a slot's name. Throws ExpressionError where there is none. */
export function findColumn(
  name: string,
  slots: readonly StoredSlot[],
): { readonly column: string; readonly type: string } {
  const slot = slots.find((candidate) => isNamed(candidate, underscore(name)));
  if (slot === undefined) {
    const near = suggest(
      name,
      slots.map((candidate) => candidate.name),
    );
    const hint = near === undefined ? "" : ` (did you mean "${near}"?)`;
    throw new ExpressionError(`${name} is no slot of its class${hint}`);
  }
  const { storage } = slot;
  if (storage.kind !== "column") throw new ExpressionError(`${name} is not stored in its row`);
  const type = baseOf(storage.type);
  return { column: storage.column, type: storage.array ? `${type}[]` : type };
}
