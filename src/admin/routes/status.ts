// The routes that say how things are: is the Worker up, does the database answer, does it serve this schema?

import { healthAnswer, statusAnswer } from "../answers/status.ts";
import { examples } from "../examples.ts";
import { databaseProblems, endpoint, json, type AdminRoute } from "./route.ts";

export const statusRoutes = [
  {
    ...endpoint("getHealth"),
    tag: "Health",
    summary: "The Worker is up",
    description:
      "Does not touch the database: use this for monitors, so that a Neon database may sleep.",
    answers: { [json]: { schema: healthAnswer } },
  },
  {
    ...endpoint("getReadiness"),
    tag: "Health",
    summary: "The database answers and serves this Worker's schema",
    description: "Kept for 10 seconds.",
    answers: { [json]: { schema: healthAnswer } },
    problems: ["not_ready"],
  },
  {
    ...endpoint("getStatus"),
    tag: "Migration",
    summary: "Schema and database, as built and as applied",
    answers: { [json]: { schema: statusAnswer, example: examples.status } },
    problems: databaseProblems,
  },
] as const satisfies readonly AdminRoute[];
