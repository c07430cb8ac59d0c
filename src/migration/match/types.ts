// Enum types that get other names, or make way for others, as one more thing that a plan begins with.

import type { Database } from "../../relational/database.ts";
import { renameTypes } from "../diff/enum-types.ts";
import type { Matched } from "./match.ts";

/** The same with the renames of types, and ours as it is after them. */
export function matchTypes(matched: Matched, desired: Database): Matched {
  const { changes, from } = renameTypes(matched.managed, desired);
  return { ...matched, changes: [...matched.changes, ...changes], managed: from };
}
