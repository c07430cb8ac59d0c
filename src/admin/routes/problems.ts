// The route that the `type` of an error leads to.

import { problemAnswer } from "../answers/problem.ts";
import { endpoint, json, type AdminRoute } from "./route.ts";

export const problemRoutes = [
  {
    ...endpoint("getProblem"),
    tag: "Problems",
    summary: "What an error code means and what to do",
    pathParameter: { name: "code", description: "The `code` of a problem.", example: "stale_plan" },
    answers: { [json]: { schema: problemAnswer } },
    problems: ["not_found"],
  },
] as const satisfies readonly AdminRoute[];
