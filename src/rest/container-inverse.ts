// What a document says in a slot that only shows its inverse → the same, said in the rows that hold it: nothing of it is lost.

import type { DerivedSource, ResourceSlot } from "../emit/resource.ts";
import type { DocumentRow, SplitClass } from "./container-split.ts";
import { fragment } from "./json-text.ts";
import type { ProblemError } from "./problem.ts";

/** A row's value of a derived slot, as the document has it. */
export interface ShownReferences {
  readonly slot: ResourceSlot;
  /** The row's own id, as JSON and as text. */
  readonly owner: { readonly json: string; readonly text: string };
  /** Texts of the ids. */
  readonly ids: readonly string[];
  readonly path: readonly (string | number)[];
}

type Rows = ReadonlyMap<string, readonly DocumentRow[]>;

/** The rows with what `shown` says of them; what contradicts a row, or speaks of one that is not there, is an error. */
export function withInverses(
  rows: Rows,
  shown: readonly ShownReferences[],
  classes: ReadonlyMap<string, SplitClass>,
): { readonly rows: Rows; readonly errors: readonly ProblemError[] } {
  if (shown.length === 0) return { rows, errors: [] };
  const open = new Map(
    [...rows].map(([name, list]) => [name, new Map(list.map((row) => [row.id, writable(row)]))]),
  );
  const numbered = [...rows].filter(([name]) => classes.get(name)?.isNumbered === true);
  const errors: ProblemError[] = [];
  for (const { slot, owner, ids, path } of shown) {
    const sources = slot.storage.kind === "derived" ? slot.storage.sources : [];
    for (const id of ids) {
      const source = sources.find((each) => open.get(each.class)?.has(id));
      const row = source && open.get(source.class)?.get(id);
      const isSaid = row !== undefined && say(row, source!, owner, classes);
      if (isSaid) continue;
      const places = sources.map((each) => `"${each.slot}" of ${each.class}`).join(" or ");
      const why =
        row === undefined
          ? `"${id}" is not in the document: say it there, in ${places}.`
          : `"${id}" says otherwise, in ${places}.`;
      errors.push({ pointer: fragment(path), code: "inverse_mismatch", detail: why });
    }
  }
  const filled: Rows = new Map([
    ...[...open].map(([name, list]) => [name, [...list.values()]] as const),
    // Rows without ids of their own can be referred to by nothing.
    ...numbered,
  ]);
  return { rows: filled, errors };
}

interface WritableRow extends DocumentRow {
  readonly members: Map<string, string>;
  readonly references: Map<string, readonly string[]>;
}

function writable({ members, references, ...rest }: DocumentRow): WritableRow {
  return { members: new Map(members), references: new Map(references), ...rest };
}

/** False where the row refers to another one instead. */
function say(
  row: WritableRow,
  { class: className, slot: name }: DerivedSource,
  owner: ShownReferences["owner"],
  classes: ReadonlyMap<string, SplitClass>,
): boolean {
  const storage = classes.get(className)?.slots.find((slot) => slot.name === name)?.storage;
  if (storage?.kind === "join") {
    const listed = row.references.get(name) ?? [];
    if (!listed.includes(owner.text)) row.references.set(name, [...listed, owner.text]);
    return true;
  }
  const said = row.members.get(name);
  if (said === undefined) row.members.set(name, owner.json);
  return said === undefined || said === owner.json;
}
