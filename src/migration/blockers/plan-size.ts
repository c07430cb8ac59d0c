// A plan that is more than a database takes → a blocker.

import type { Database } from "../../relational/database.ts";
import { withoutLocations } from "../../relational/normalize.ts";
import type { Blocker, PlannedChange } from "../plan.ts";

/** A plan is carried out in as many requests as it takes, but made in one piece; and each step is in one request. */
export function sizeBlocker(planned: readonly PlannedChange[], desired: Database): Blocker[] {
  const sizes = planned.map(({ step }) => JSON.stringify(step.sql).length);
  const model = JSON.stringify(withoutLocations(desired)).length;
  const size = sizes.reduce((sum, each) => sum + each, model);
  const longest = planned[sizes.findIndex((each) => each > MAX_STEP)]?.step;
  if (size <= MAX_PLAN && longest === undefined) return [];
  return [
    {
      step: longest?.id ?? 1,
      code: "plan_too_large",
      message: `This plan has ${planned.length} steps and takes about ${Math.ceil(size / 2 ** 20)} MiB, more than the database takes at once.`,
      fix: "Leave out classes that need no table, or put the schema into several databases.",
    },
  ];
}

/** Characters of a plan's SQL and of the model that it leads to: a Worker holds both several times over in 128 MB. */
const MAX_PLAN = 24 * 2 ** 20;

/** Characters of one step: Neon takes 10 MiB in a request, the rest of it included. */
const MAX_STEP = 8 * 2 ** 20;
