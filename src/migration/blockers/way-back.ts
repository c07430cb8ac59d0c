// A way back that finds no longer what it is to bring back, or another thing under the name → blockers.

import type { Database } from "../../relational/database.ts";
import type { Match, Matched } from "../match/match.ts";
import type { Blocker } from "../plan.ts";
import type { WayBack } from "../retired/way-back.ts";

/** A migration that is taken back: its id, how to undo what it did to names, and whether it dropped everything. */
interface TakenBack {
  readonly reverts: string;
  readonly way: WayBack;
  readonly isReset: boolean;
}

/** What the migration that is taken back had retired and is not there any more. */
export function purged(
  { reverts, way, isReset }: TakenBack,
  { matches }: Matched,
  { tables }: Database,
): readonly Blocker[] {
  // A column of a table that goes back as a whole stays in it.
  const wanted = new Set(tables.map(({ name }) => name));
  const name = (match: Match): string =>
    match.kind === "table" ? match.to : `${match.table}.${match.to}`;
  const there = new Set(matches.map(name));
  const lost = isReset
    ? ["everything from before"]
    : way.matches
        .filter((match) => match.how === "restored")
        .filter((match) => match.kind === "table" || wanted.has(match.table))
        .map(name);
  const missing = lost.filter((object) => !there.has(object));
  const nameless = way.matches.filter(
    (match) => match.kind === "table" && match.how === "renamed" && !there.has(match.to),
  );
  if (missing.length === 0) return nameless.map(({ from, to }) => newNamesake(from, to));
  return [
    {
      step: 0,
      code: "purged",
      message: `Migration ${reverts} cannot be taken back: ${missing.join(", ")} was really dropped.`,
      fix: 'Migrate forward instead: to the older schema, with "downgrade" allowed, what was purged is made anew and empty.',
    },
  ];
}

/** The migration that is taken back had called one table otherwise and made another under its name. */
function newNamesake(from: string, to: string): Blocker {
  return {
    step: 0,
    code: "name_taken",
    message: `Table ${from} cannot be called ${to} again: there is another table ${to}, or ${from} is gone.`,
    fix: `Give the other table another name first, by a migration, or migrate forward.`,
  };
}
