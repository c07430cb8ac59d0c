// What the history of migrations says against a plan as a whole → blockers.

import { historyNamespace } from "../names.ts";
import type { Blocker } from "../plan.ts";

/** A history that cannot be read: what was applied before is not known then, so nobody could say what is ours. */
export function damagedHistory(namespace: string, damage: "forbidden" | "altered"): Blocker {
  const name = `${historyNamespace(namespace)}.migration`;
  const isForbidden = damage === "forbidden";
  return {
    step: 0,
    code: "history_damaged",
    message: isForbidden
      ? `The database role may not use the history of migrations, ${name}.`
      : `The history of migrations, ${name}, has been altered by hand and cannot be read.`,
    fix: isForbidden
      ? "Connect as the role that migrated before, or grant it USAGE on the namespace and SELECT and INSERT on the table."
      : "Restore it from a backup, or drop it: the tables are then taken as they are, and you are asked before one is changed.",
  };
}

/** What was taken back is not applied again by a Worker that happens to be still there. */
export const ROLLED_BACK: Blocker = {
  step: 0,
  code: "rolled_back",
  message: "This schema was applied before, and was rolled back.",
  fix: 'To apply it again, send "reapply": true (--reapply).',
};

/** A migration that was cut off would be given up by another one; `id` is its own. */
export function unfinishedMigration(id: string): Blocker {
  return {
    step: 0,
    code: "unfinished_migration",
    message: `Migration ${id} is not finished.`,
    fix: "Finish it by the same call again, or roll it back, first.",
  };
}
