// Changes of something that is there and wanted, but that no migration of ours has made → what only a person can decide.

import type { Table } from "../../relational/database.ts";
import { changedObject, changedPart, changedTable, type Change } from "../change.ts";
import type { Matched } from "../match/match.ts";
import type { Question } from "../plan.ts";
import { partsOf } from "./divide.ts";
import { tableMap } from "../name-map.ts";

/**
 * Asks before anything is changed that is there and wanted but that no migration of ours has made: it may be someone's own.
 * What is exactly as wanted needs no question. An answer `adopt` for the object closes it.
 */
export function adoptionQuestions(
  changes: readonly Change[],
  { ownership, applied, matches }: Pick<Matched, "ownership" | "applied" | "matches">,
  answers: Readonly<Record<string, string>>,
): { readonly open: readonly Question[]; readonly answered: readonly string[] } {
  const live = tableMap(ownership.managed);
  const known = tableMap(applied);
  const ownRoutines = new Set((applied?.routines ?? []).map(({ name }) => name));
  const ownTypes = new Set((applied?.types ?? []).map(({ name }) => name));
  const objects = changes.flatMap((change): string[] => {
    if (change.kind === "replace_routine" && !ownRoutines.has(change.routine.name))
      return [changedObject(change)];
    if ("type" in change) {
      const { name } = change.type;
      const former = change.kind === "rename_type" ? change.from : name;
      if (change.kind === "create_type" || ownTypes.has(former)) return [];
      // What is left of a type that makes way for one of its own name has been asked about as that.
      const isLeft = changes.some(
        (other) => other.kind === "rename_type" && other !== change && other.type.name === name,
      );
      return isLeft ? [] : [former];
    }
    const table = changedTable(change);
    const there = table === undefined ? undefined : live.get(table);
    if (table === undefined || there === undefined) return [];
    const owned = known.get(table);
    if (owned === undefined) return [table];
    const part = changedPart(change);
    return part !== undefined && hasPart(there, part) && !hasPart(owned, part)
      ? [changedObject(change)]
      : [];
  });
  // What goes on under another name by an answer has been decided about.
  const matched = new Set(
    matches.map((found) => (found.kind === "table" ? found.to : `${found.table}.${found.to}`)),
  );
  const asked = [...new Set(objects)].filter((object) => !matched.has(object));
  const isAnswered = (object: string): boolean => answers[object] === "adopt";
  return {
    open: asked
      .filter((object) => !isAnswered(object))
      .map((object) => ({ object, question: "adopt", candidates: ["adopt"] })),
    answered: asked.filter(isAnswered),
  };
}

function hasPart(table: Table, name: string): boolean {
  return partsOf(table).some((part) => part.name === name);
}
