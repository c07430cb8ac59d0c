// The routes about what was dropped and is still there.

import type { ProblemCode } from "../../rest/problem-codes.ts";
import { retiredAnswer, retiredChangeAnswer } from "../answers/retired.ts";
import { examples } from "../examples.ts";
import * as requests from "../request-schemas.ts";
import { databaseProblems, endpoint, json, type AdminRoute } from "./route.ts";

const retiredProblems = [
  "validation_failed",
  "blocked",
  "stale_plan",
  "migration_in_progress",
  "migration_failed",
  "migration_in_doubt",
  "lock_timeout",
  ...databaseProblems,
] as const satisfies readonly ProblemCode[];

export const retiredRoutes = [
  {
    ...endpoint("listRetired"),
    tag: "Migration",
    summary: "What was dropped and is still there",
    description: "Counts rows, for at most 10 seconds.",
    answers: { [json]: { schema: retiredAnswer, example: examples.retired } },
    problems: databaseProblems,
  },
  {
    ...endpoint("restoreRetired"),
    tag: "Migration",
    summary: "Bring retired tables and columns back under their names",
    description:
      "With their rows, without the keys and rules that they had. To have a class or a slot back, add it to the schema again instead: migrating restores it, with its rules. What the schema does not know would be retired again by the next migration, as a hazard.",
    body: requests.retiredBody,
    answers: { [json]: { schema: retiredChangeAnswer, example: examples.restored } },
    problems: [...retiredProblems],
  },
  {
    ...endpoint("purgeRetired"),
    tag: "Migration",
    summary: "Really drop retired tables and columns",
    description:
      "Nothing brings them back. `dry_run` defaults to true and says how many rows and bytes go; to do it, the names are enough.",
    body: requests.retiredBody,
    answers: { [json]: { schema: retiredChangeAnswer, example: examples.purged } },
    problems: [...retiredProblems],
  },
] as const satisfies readonly AdminRoute[];
