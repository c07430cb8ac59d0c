// A change → the hazards that can be seen without looking at rows.

import { changedObject, changedTable, type Change, type Reset } from "../change.ts";
import { hazard, type Hazard } from "../hazard.ts";
import { retiredName, retiredNamespace } from "../names.ts";
import type { PlanContext } from "../plan.ts";
import type { Profile } from "./profile.ts";

/** Those of what a change does to its object. */
export function hazardsOf(change: Change, context: PlanContext): Hazard[] {
  const object = changedObject(change);
  if ("carried" in change && change.carried) return [];
  switch (change.kind) {
    case "reset":
      return [hazard("reset", object, resetMessage(change, context))];
    case "retire_table": {
      const name = change.as ?? retiredName(context.number, change.table.name);
      const place = `${retiredNamespace(context.namespace)}.${name}`;
      return [
        hazard(
          "drop_table",
          object,
          `Table ${object} and its rows move to ${place}; the application no longer sees them.`,
        ),
      ];
    }
    case "retire_column": {
      const name = change.as ?? retiredName(context.number, change.column.name);
      return [
        hazard(
          "drop_column",
          object,
          `Column ${object} is renamed to ${name}; the application no longer sees its values.`,
        ),
      ];
    }
    case "restore_table":
      return [
        hazard(
          "restore_table",
          object,
          `Table ${object} comes back with the rows that it had when it was retired (${change.from}).`,
        ),
      ];
    case "restore_column":
      return [
        hazard(
          "restore_column",
          object,
          `Column ${object} comes back with the values that it had when it was retired (${change.from}); rows written since have none.`,
        ),
      ];
    default:
      return [];
  }
}

/** What no recipe takes apart: everyone waits while a large table is read or written anew. */
export function blockingHazards(
  change: Change,
  { lock, rewritesTable, scansTable }: Profile,
  { isLarge, rows }: PlanContext,
): Hazard[] {
  const table = changedTable(change) ?? "";
  // Values that are not renamed by and by are so while their check is away.
  const isAtOnce = change.kind === "rename_value" && change.online !== true;
  const blocks = rewritesTable || isAtOnce || (scansTable && lock === "ACCESS EXCLUSIVE");
  if (!blocks || isLarge?.(table) !== true) return [];
  const work = rewritesTable ? "written anew" : "read";
  const message = `Table ${table}, of about ${rows.get(table) ?? 0} rows, is ${work} in one go; nobody can read or write it meanwhile.`;
  return [hazard("long_rewrite", changedObject(change), message)];
}

function resetMessage({ scope, tables, namespace }: Reset, { others }: PlanContext): string {
  const rows = `${tables.length} ${tables.length === 1 ? "table" : "tables"} and all their rows`;
  if (scope === "owned") return `${rows} are dropped for good.`;
  const lost = others.length === 0 ? "" : `, and with it what is not ours: ${others.join(", ")}`;
  return `The namespace ${namespace} is dropped for good, ${rows}${lost}.`;
}

/** Of a whole plan that leads to an older schema. */
export function downgradeHazard(): Hazard {
  return hazard(
    "downgrade",
    undefined,
    "The database has already been at a newer schema than this one; applying it goes back.",
  );
}
