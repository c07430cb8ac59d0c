// Every route of the admin API as data: method, path, scope and documentation. `app.ts` gives each its handler by operationId,
// `document.ts` prints them as OpenAPI.

import type { z } from "@hono/zod-openapi";
import { hazardKinds } from "../migration/hazard.ts";
import type { RefusalCode } from "../postgres/refusal.ts";
import type { ProblemCode } from "../rest/problem-codes.ts";
import type { Scope } from "./auth.ts";
import { examples } from "./examples.ts";
import * as answers from "./answer-schemas.ts";
import * as requests from "./request-schemas.ts";

export interface AdminRoute {
  readonly operationId: string;
  readonly method: "get" | "post";
  /** In OpenAPI's form: `/admin/tables/{name}`. */
  readonly path: string;
  /** Unset: public. */
  readonly scope?: Scope;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly body?: z.ZodType;
  readonly query?: z.ZodObject;
  readonly pathParameter?: {
    readonly name: string;
    readonly description: string;
    readonly example: string;
  };
  /** Media type → schema (`undefined`: plain text) of the 200 answer. */
  readonly answers: Readonly<
    Record<string, { readonly schema?: z.ZodType; readonly example?: unknown }>
  >;
  /** Besides those that every protected route has. */
  readonly problems?: readonly ProblemCode[];
}

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

const json = "application/json";

const databaseProblems = [
  "no_database",
  "database_unavailable",
  "database_timeout",
  "database_permission",
] as const satisfies readonly ProblemCode[];

const schemaProblems = ["schema_invalid", "schema_too_large", "validation_failed"] as const;

const planProblems = ["not_supported_yet", ...schemaProblems, ...databaseProblems] as const;

const refusals = [
  "stale_plan",
  "plan_hash_required",
  "question_open",
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

export const adminRoutes = [
  {
    operationId: "getHealth",
    method: "get",
    path: "/healthz",
    tag: "Health",
    summary: "The Worker is up",
    description:
      "Does not touch the database: use this for monitors, so that a Neon database may sleep.",
    answers: { [json]: { schema: answers.healthAnswer } },
  },
  {
    operationId: "getReadiness",
    method: "get",
    path: "/readyz",
    tag: "Health",
    summary: "The database answers and serves this Worker's schema",
    description: "Kept for 10 seconds.",
    answers: { [json]: { schema: answers.healthAnswer } },
    problems: ["not_ready"],
  },
  {
    operationId: "getStatus",
    method: "get",
    path: "/admin/status",
    scope: "admin:read",
    tag: "Migration",
    summary: "Schema and database, as built and as applied",
    answers: { [json]: { schema: answers.statusAnswer, example: examples.status } },
    problems: databaseProblems,
  },
  {
    operationId: "getSchema",
    method: "get",
    path: "/admin/schema",
    scope: "admin:read",
    tag: "Schema",
    summary: "The merged, resolved LinkML schema",
    query: requests.schemaQuery,
    answers: {
      "application/yaml": { schema: answers.schemaAnswer, example: examples.schema },
      [json]: { schema: answers.schemaAnswer, example: examples.schema },
    },
    problems: ["invalid_parameter"],
  },
  {
    operationId: "generateArtifacts",
    method: "post",
    path: "/admin/generate",
    scope: "admin:read",
    tag: "Schema",
    summary: "Compile a schema",
    description: "The files that `npm run generate` writes, byte for byte. Nothing is stored.",
    body: requests.generateBody,
    answers: { [json]: { schema: answers.generateAnswer, example: examples.generate } },
    problems: schemaProblems,
  },
  {
    operationId: "validateSchema",
    method: "post",
    path: "/admin/validate",
    scope: "admin:read",
    tag: "Schema",
    summary: "Check a schema, and instances of its classes",
    description:
      "Answers 200 also when something is invalid; `valid` says which. Instances are checked when the schema has no errors.",
    body: requests.validateBody,
    answers: { [json]: { schema: answers.validateAnswer, example: examples.validate } },
    problems: ["schema_too_large", "validation_failed"],
  },
  {
    operationId: "planMigration",
    method: "post",
    path: "/admin/plan",
    scope: "admin:read",
    tag: "Migration",
    summary: "What migrate would do",
    description: "The dry run of migrate: the same body; never changes anything.",
    body: requests.migrateBody,
    answers: { [json]: { schema: answers.migrateAnswer, example: examples.planned } },
    problems: planProblems,
  },
  {
    operationId: "migrate",
    method: "post",
    path: "/admin/migrate",
    scope: "admin:write",
    tag: "Migration",
    summary: "Show the plan, or apply it",
    description:
      "`dry_run` defaults to true, and no body is the same as `{}`. Apply what you have seen: send the `plan_hash` of the dry run back with `dry_run: false`, and copy the `allow` strings of the hazards that you accept.\n\n" +
      hazardTable(),
    body: requests.migrateBody,
    answers: {
      [json]: { schema: answers.migrateAnswer, example: examples.applied },
      "application/x-ndjson": { schema: answers.progressEvent, example: examples.progress },
    },
    problems: ["uploaded_schema_not_allowed", ...planProblems, ...refusals],
  },
  {
    operationId: "resetDatabase",
    method: "post",
    path: "/admin/reset",
    scope: "admin:reset",
    tag: "Migration",
    summary: "Drop everything and start afresh: the last resort",
    description:
      "Rows are lost. `dry_run` defaults to true; applying needs the `plan_hash` of the dry run. Only where the variable `ALLOW_RESET` is `true`. The history of migrations and what was retired stay.",
    body: requests.resetBody,
    answers: { [json]: { schema: answers.migrateAnswer, example: examples.applied } },
    problems: [
      "reset_not_allowed",
      "confirmation_mismatch",
      "validation_failed",
      ...databaseProblems,
      ...refusals,
    ],
  },
  {
    operationId: "listMigrations",
    method: "get",
    path: "/admin/migrations",
    scope: "admin:read",
    tag: "Migration",
    summary: "History, newest first",
    query: requests.migrationsQuery,
    answers: { [json]: { schema: answers.migrationsAnswer, example: examples.migrations } },
    problems: ["invalid_parameter", ...databaseProblems],
  },
  {
    operationId: "getMigration",
    method: "get",
    path: "/admin/migrations/{id}",
    scope: "admin:read",
    tag: "Migration",
    summary: "One migration with its plan and SQL",
    pathParameter: { name: "id", description: "Its number.", example: "1" },
    answers: { [json]: { schema: answers.migrationAnswer, example: examples.migration } },
    problems: ["not_found", ...databaseProblems],
  },
  {
    operationId: "getDrift",
    method: "get",
    path: "/admin/drift",
    scope: "admin:read",
    tag: "Migration",
    summary: "What was changed by hand since the last migration",
    description:
      "The live catalog against what was last applied. Migrating brings back what is missing or altered; objects of others are never touched.",
    answers: { [json]: { schema: answers.driftAnswer, example: examples.drift } },
    problems: databaseProblems,
  },
  {
    operationId: "listTables",
    method: "get",
    path: "/admin/tables",
    scope: "admin:read",
    tag: "Catalog",
    summary: "The tables, as \\dt lists them",
    answers: {
      [json]: { schema: answers.tablesAnswer, example: examples.tables },
      "text/plain": { example: examples.tablesText },
    },
    problems: databaseProblems,
  },
  {
    operationId: "getTable",
    method: "get",
    path: "/admin/tables/{name}",
    scope: "admin:read",
    tag: "Catalog",
    summary: "One table, as \\d describes it",
    pathParameter: { name: "name", description: "Its name, in its own case.", example: "User" },
    answers: {
      [json]: { schema: answers.tableAnswer, example: examples.table },
      "text/plain": { example: examples.tableText },
    },
    problems: ["not_found", ...databaseProblems],
  },
  {
    operationId: "getDiagram",
    method: "get",
    path: "/admin/diagram",
    scope: "admin:read",
    tag: "Catalog",
    summary: "Entity-relationship diagram in Mermaid",
    answers: {
      "text/vnd.mermaid": { example: examples.diagram },
      "text/plain": { example: examples.diagram },
    },
  },
  {
    operationId: "getProblem",
    method: "get",
    path: "/problems/{code}",
    tag: "Problems",
    summary: "What an error code means and what to do",
    pathParameter: { name: "code", description: "The `code` of a problem.", example: "stale_plan" },
    answers: { [json]: { schema: answers.problemAnswer } },
    problems: ["not_found"],
  },
] as const satisfies readonly AdminRoute[];

export type OperationId = (typeof adminRoutes)[number]["operationId"];

/** Every hazard there is, as Markdown for the document. */
function hazardTable(): string {
  const rows = Object.entries(hazardKinds).map(
    ([code, { description, needsAllow }]) =>
      `| \`${code}\` | ${description} | ${needsAllow ? "yes" : "no"} |`,
  );
  return ["| Hazard | What it means | Needs `allow` |", "|---|---|---|", ...rows].join("\n");
}
