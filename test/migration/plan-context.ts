// What the steps of a plan depend on beside the changes, where a test says nothing of it.
import type { PlanContext } from "../../src/migration/plan.ts";

/** Of the second migration of a database of which nothing else is known. */
export const planContext: PlanContext = {
  namespace: "public",
  number: 2,
  rows: new Map(),
  retiredNamespaceExists: true,
  downgrade: false,
  others: [],
};
