// What was last applied, and what is there now → what someone has changed by hand, object by object, in words.

import {
  expressionText,
  type Column,
  type Database,
  type Expression,
} from "../relational/database.ts";
import { changedObject, changedTable, type Change } from "./change.ts";
import { diff } from "./diff/diff.ts";
import { divide } from "./ownership/divide.ts";

/** One object of ours that is not as the last migration left it. */
export interface DriftChange {
  /** `User`, `User.age`, `User.User_age_range`. */
  readonly object: string;
  readonly change: "missing" | "altered" | "added";
  readonly detail: string;
}

/** The differences, sorted by object; none where the live database is as `applied` says. Objects of others do not count. */
export function driftOf(live: Database, applied: Database): readonly DriftChange[] {
  const repairs = diff(divide(live, applied, applied).managed, applied);
  const missing = new Set(
    repairs.filter(({ kind }) => kind === "create_table").map((repair) => changedTable(repair)),
  );
  // With a table everything in it is gone; to say so once is enough.
  const told = repairs.filter(
    (repair) => repair.kind === "create_table" || !missing.has(changedTable(repair)),
  );
  const byObject = Map.groupBy(told, changedObject);
  return [...byObject]
    .map(([object, changes]) => describe(object, changes))
    .toSorted((one, other) => (one.object < other.object ? -1 : 1));
}

/** What brings an object back tells what happened to it. */
function describe(object: string, repairs: readonly Change[]): DriftChange {
  const removes = repairs.some(({ kind }) =>
    /^(?:drop_(?!not_null|default|expression)|retire)/.test(kind),
  );
  const creates = repairs.some(({ kind }) => /^(?:create|add_(?!values))/.test(kind));
  if (creates && !removes)
    return { object, change: "missing", detail: `${object} was dropped or renamed.` };
  if (removes && !creates)
    return {
      object,
      change: "added",
      detail: `${object} was added; no migration of ours made it.`,
    };
  const details = [...new Set(repairs.map(alteration))];
  return { object, change: "altered", detail: `${object}: ${details.join("; ")}.` };
}

function alteration(repair: Change): string {
  switch (repair.kind) {
    case "change_type":
      return `its type is ${typeText(repair.from)} instead of ${typeText(repair.to)}`;
    case "set_not_null":
      return "it takes NULL now";
    case "drop_not_null":
      return "it no longer takes NULL";
    case "set_default":
    case "drop_default":
      return `its default is ${defaultText(repair.from)} instead of ${defaultText(repair.to)}`;
    case "change_identity":
      return `it is ${numberingText(repair.from)} instead of ${numberingText(repair.to)}`;
    case "comment_table":
    case "comment_column":
    case "comment_constraint":
    case "comment_index":
    case "comment_type":
      return "its comment was changed";
    default:
      return "its definition was changed";
  }
}

function typeText({ type, collation }: Column): string {
  return collation === undefined ? type : `${type} COLLATE ${collation}`;
}

function numberingText({ identity, serial, counter }: Column): string {
  const options = counter === undefined ? "" : ` ${JSON.stringify(counter)}`;
  if (serial !== undefined) return `numbered by ${serial}${options}`;
  return identity === undefined ? "not numbered" : `generated ${identity}${options}`;
}

function defaultText({ default: value }: Column): string {
  return value === undefined ? "none" : shorten(value);
}

/** Enough of an expression to recognize it. */
function shorten(expression: Expression): string {
  const text = expressionText(expression);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
