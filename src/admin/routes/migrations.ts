// The routes that lead from the database as it is to the schema as it should be, and back.

import { hazardKinds } from "../../migration/hazard.ts";
import type { RefusalCode } from "../../postgres/migrate/refusal.ts";
import { migrationAnswer, migrationsAnswer, progressEvent } from "../answers/migrations.ts";
import { migrateAnswer } from "../answers/plan.ts";
import { examples } from "../examples.ts";
import * as requests from "../request-schemas.ts";
import { databaseProblems, endpoint, json, schemaProblems, type AdminRoute } from "./route.ts";

const planProblems = [...schemaProblems, ...databaseProblems] as const;

/** Why a plan is not applied. */
const refusals = [
  "stale_plan",
  "plan_hash_required",
  "question_open",
  "answer_unused",
  "hazard_not_allowed",
  "downgrade_not_allowed",
  "allow_unused",
  "rows_violate",
  "blocked",
  "migration_in_progress",
  "migration_failed",
  "migration_in_doubt",
  "lock_timeout",
] as const satisfies readonly RefusalCode[];

export const migrationRoutes = [
  {
    ...endpoint("planMigration"),
    tag: "Migration",
    summary: "What migrate would do",
    description: "The dry run of migrate: the same body; never changes anything.",
    body: requests.migrateBody,
    answers: { [json]: { schema: migrateAnswer, example: examples.planned } },
    problems: planProblems,
  },
  {
    ...endpoint("migrate"),
    tag: "Migration",
    summary: "Show the plan, or apply it",
    description:
      "`dry_run` defaults to true, and no body is the same as `{}`. Apply what you have seen: send the `plan_hash` of the dry run back with `dry_run: false`, and copy the `allow` strings of the hazards that you accept.\n\n" +
      hazardTable(),
    body: requests.migrateBody,
    answers: {
      [json]: { schema: migrateAnswer, example: examples.applied },
      "application/x-ndjson": { schema: progressEvent, example: examples.progress },
    },
    problems: ["uploaded_schema_not_allowed", "rolled_back", ...planProblems, ...refusals],
  },
  {
    ...endpoint("resetDatabase"),
    tag: "Migration",
    summary: "Drop everything and start afresh: the last resort",
    description:
      "Rows are lost. `dry_run` defaults to true; applying needs the `plan_hash` of the dry run. Only where the variable `ALLOW_RESET` is `true`. The history of migrations and what was retired stay.",
    body: requests.resetBody,
    answers: { [json]: { schema: migrateAnswer, example: examples.applied } },
    problems: [
      "reset_not_allowed",
      "confirmation_mismatch",
      "validation_failed",
      ...databaseProblems,
      ...refusals,
    ],
  },
  {
    ...endpoint("listMigrations"),
    tag: "Migration",
    summary: "History, newest first",
    query: requests.migrationsQuery,
    answers: { [json]: { schema: migrationsAnswer, example: examples.migrations } },
    problems: ["invalid_parameter", "history_damaged", ...databaseProblems],
  },
  {
    ...endpoint("getMigration"),
    tag: "Migration",
    summary: "One migration with its plan and SQL",
    pathParameter: { name: "id", description: "Its number.", example: "1" },
    answers: { [json]: { schema: migrationAnswer, example: examples.migration } },
    problems: ["not_found", "history_damaged", ...databaseProblems],
  },
  {
    ...endpoint("rollBackMigration"),
    tag: "Migration",
    summary: "The way back of the newest migration",
    description:
      "Shown first and applied as a migration is: `dry_run`, `plan_hash` and `allow` are the same. What the migration retired comes back with its rows, what it renamed is called again as before, and what it added is retired; rows written since are kept, and those that break a rule which comes back are in the way. Only the newest migration that was not taken back yet; afterwards the one before it is. The schema that was rolled back is then refused by migrate until the body says `reapply`.",
    pathParameter: { name: "id", description: "Its number.", example: "3" },
    body: requests.rollbackBody,
    answers: {
      [json]: { schema: migrateAnswer, example: examples.rolledBack },
      "application/x-ndjson": { schema: progressEvent, example: examples.progress },
    },
    problems: [
      "not_found",
      "not_newest",
      "purged",
      "history_damaged",
      "validation_failed",
      ...databaseProblems,
      ...refusals,
    ],
  },
] as const satisfies readonly AdminRoute[];

/** Every hazard there is, as Markdown for the document. */
function hazardTable(): string {
  const rows = Object.entries(hazardKinds).map(
    ([code, { description, needsAllow }]) =>
      `| \`${code}\` | ${description} | ${needsAllow ? "yes" : "no"} |`,
  );
  return ["| Hazard | What it means | Needs `allow` |", "|---|---|---|", ...rows].join("\n");
}
