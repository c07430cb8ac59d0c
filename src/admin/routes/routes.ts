// Every route of the admin API as `document.ts` prints them: the endpoints that `app.ts` serves, with all that is said of them. The running
// Worker does without.

import { catalogRoutes } from "./catalog.ts";
import { migrationRoutes } from "./migrations.ts";
import { problemRoutes } from "./problems.ts";
import { retiredRoutes } from "./retired.ts";
import { schemaRoutes } from "./schema.ts";
import { statusRoutes } from "./status.ts";

/** The chapters of the document. */
export const tags = [
  { name: "Health", description: "For monitors; no token needed." },
  {
    name: "Schema",
    description:
      "The LinkML schema, what is generated from it, and checking one before it is deployed.",
  },
  { name: "Migration", description: "From the database as it is to the schema as it should be." },
  { name: "Catalog", description: "What is in the database: the `\\dt` and `\\d` of this API." },
  { name: "Problems", description: "What the `type` of an error leads to." },
];

/** In the order of the document. */
export const adminRoutes = [
  ...statusRoutes,
  ...schemaRoutes,
  ...migrationRoutes,
  ...retiredRoutes,
  ...catalogRoutes,
  ...problemRoutes,
] as const;
