// From the database as it is to the schema as it should be: status, plan, migrate.

import type { Context } from "hono";
import type { z } from "@hono/zod-openapi";
import { connectionKind, explainFailure, namespaceOf, openSession } from "../../database.ts";
import { migrate } from "../../postgres/migrate/migrate.ts";
import type {
  MigrationEvent,
  MigrationRequest,
  MigrationResult,
} from "../../postgres/migrate/migration-request.ts";
import type { Target } from "../../postgres/migrate/target.ts";
import type { Refusal } from "../../postgres/migrate/refusal.ts";
import { readStatus, type Standing } from "../../postgres/status.ts";
import { Problem, problemCodes, problemResponse } from "../../rest/problem.ts";
import type { AdminDeps, AdminEnv } from "../context.ts";
import { checkedBundle, compileBundle } from "./compile.ts";
import { keepAlive, ndjson, type Emit } from "../ndjson.ts";
import { negotiate, readBody } from "../request.ts";
import { migrateBody, resetBody } from "../request-schemas.ts";

type MigrateBody = z.output<typeof migrateBody>;

const STANDINGS: Readonly<Record<Standing, string>> = {
  level: "The database is at the schema of this Worker.",
  behind: "The database is behind this Worker: apply its schema (POST /admin/migrate).",
  ahead:
    "The database is ahead of this Worker: a schema was applied that it was not built for. Deploy that version; until then a table or column that is gone answers 503 schema_mismatch.",
  empty: "Nothing was applied to the database yet.",
};

/** GET /admin/status. */
export async function showStatus(c: Context<AdminEnv>, { built }: AdminDeps): Promise<Response> {
  negotiate(c, ["application/json"]);
  const { info } = built;
  const status = await readStatus(openSession(c.env, "schema"), await builtTarget(c, built));
  return c.json({
    worker: { version: c.env.CF_VERSION_METADATA?.id ?? null },
    schema: {
      name: info.name,
      version: info.version,
      built_hash: info.schemaHash,
      applied_hash: status.applied_schema_hash,
      standing: status.standing,
      words: STANDINGS[status.standing],
    },
    database: {
      name: status.database_name,
      namespace: status.namespace,
      built_hash: info.databaseHash,
      applied_hash: status.applied_database_hash,
      catalog_fingerprint: status.catalog_fingerprint,
      postgres_version: status.server_version,
      connection: connectionKind(c.env),
    },
    in_sync: status.in_sync,
    drift: status.drift,
    pending_steps: status.pending_steps,
    pending_phase: status.pending_phase,
    unfinished: status.unfinished,
    last_migration: status.last_migration,
  });
}

/** POST /admin/plan: migrate's dry run, whatever the body says. */
export async function planMigration(c: Context<AdminEnv>, deps: AdminDeps): Promise<Response> {
  negotiate(c, ["application/json"]);
  const request = await readRequest(
    c,
    { ...(await readBody(c, migrateBody)), dry_run: true },
    deps,
  );
  return c.json(answerOf(await migrate(openSession(c.env, "schema"), request)));
}

/** POST /admin/migrate. */
export async function migrateDatabase(c: Context<AdminEnv>, deps: AdminDeps): Promise<Response> {
  const form = negotiate(c, ["application/json", "application/x-ndjson"]);
  const request = await readRequest(c, await readBody(c, migrateBody), deps);
  const session = openSession(c.env, "schema");
  const run: Verb = (onEvent) => migrate(session, request, onEvent);
  if (form === "application/x-ndjson") return ndjson(c, (emit) => stream(c, run, emit));
  const work = migrate(session, request);
  keepAlive(c, work);
  return c.json(answerOf(await work));
}

/** POST /admin/reset. */
export async function resetDatabase(c: Context<AdminEnv>, deps: AdminDeps): Promise<Response> {
  negotiate(c, ["application/json"]);
  const { confirm, what, ...rest } = await readBody(c, resetBody);
  if (c.env.ALLOW_RESET !== "true")
    throw new Problem(403, "reset_not_allowed", 'ALLOW_RESET is not "true" here.');
  const request = { ...(await readRequest(c, rest, deps)), reset: { what, confirm } };
  const work = migrate(openSession(c.env, "schema"), request);
  keepAlive(c, work);
  return c.json(answerOf(await work));
}

async function readRequest(
  c: Context<AdminEnv>,
  body: MigrateBody,
  { built }: AdminDeps,
): Promise<MigrationRequest> {
  const { phase, probe, reapply } = body;
  const options = requestOptions(c, body);
  const bundle = checkedBundle(body.schema);
  if (bundle !== undefined && !options.dryRun && c.env.ALLOW_UPLOADED_SCHEMA !== "true") {
    throw new Problem(
      403,
      "uploaded_schema_not_allowed",
      'An uploaded schema is planned here, but not applied: ALLOW_UPLOADED_SCHEMA is not "true".',
    );
  }
  const target =
    bundle === undefined ? await builtTarget(c, built) : await uploadedTarget(c, bundle);
  return {
    ...target,
    ...options,
    ...(phase !== undefined && { phase }),
    ...(probe !== undefined && { probe }),
    ...(reapply !== undefined && { reapply }),
    origin: bundle === undefined ? "built" : "uploaded",
  };
}

/** What all verbs that change the database take. */
export function requestOptions(
  c: Context<AdminEnv>,
  body: Omit<MigrateBody, "schema" | "phase" | "probe" | "reapply">,
): Omit<MigrationRequest, keyof Target | "origin"> {
  const { dry_run: dryRun = true, plan_hash: planHash, answers } = body;
  return {
    dryRun,
    allow: body.allow ?? [],
    ...(planHash !== undefined && { planHash }),
    ...(answers !== undefined && { answers }),
    ...(body.git_commit !== undefined && { gitCommit: body.git_commit }),
    ...onlineAbove(c.env.ONLINE_ABOVE_MIB),
    lockTimeoutMs: body.lock_timeout_ms ?? 5_000,
    statementTimeoutMs: body.statement_timeout_ms ?? 60_000,
    actor: c.get("actor")?.id ?? "",
    requestId: c.get("requestId"),
  };
}

/** In bytes; what is no number counts as not set. */
function onlineAbove(mebibytes: string | undefined): { readonly onlineAboveBytes?: number } {
  if (mebibytes === undefined || !/^\d+(\.\d+)?$/.test(mebibytes)) return {};
  return { onlineAboveBytes: Number(mebibytes) * 2 ** 20 };
}

async function builtTarget(
  c: Context<AdminEnv>,
  { info, database }: AdminDeps["built"],
): Promise<Target> {
  return {
    desired: await database(namespaceOf(c.env)),
    schemaHash: info.schemaHash,
    databaseHash: info.databaseHash,
  };
}

async function uploadedTarget(
  c: Context<AdminEnv>,
  bundle: NonNullable<MigrateBody["schema"]>,
): Promise<Target> {
  const { info, database } = (await compileBundle(bundle)).compiled;
  return {
    desired: { ...database, namespace: namespaceOf(c.env) },
    schemaHash: info.schemaHash,
    databaseHash: info.databaseHash,
  };
}

type MigrationAnswer = Exclude<MigrationResult, { refusal: Refusal }>;

/** Throws the Problem of a refusal. */
export function answerOf(result: MigrationResult): MigrationAnswer {
  if ("refusal" in result) throw refusalProblem(result.refusal);
  return result;
}

/** A refusal as a problem; the plan that it is about is a member. */
export function refusalProblem({ code, detail, plan, entries, step, sqlstate }: Refusal): Problem {
  const { status } = problemCodes[code];
  const members = {
    ...(entries && (code.endsWith("_unused") ? { unused: entries } : { allow: entries })),
    ...(step !== undefined && { step }),
    ...(sqlstate !== undefined && { sqlstate }),
    plan,
  };
  return new Problem(status, code, detail, {
    members,
    ...(status === 503 && { headers: { "Retry-After": "1" } }),
  });
}

/** Something that migrates and tells how far it is. */
type Verb = (onEvent: (event: MigrationEvent) => void) => Promise<MigrationResult>;

/** The same, line by line. A refusal or a failure is the last line. */
export async function stream(c: Context<AdminEnv>, run: Verb, emit: Emit): Promise<void> {
  try {
    const result = answerOf(await run(({ event, ...members }) => emit(event, members)));
    emit("done", { result });
  } catch (error) {
    const response = problemResponse(explainFailure(error, c.env), {
      instance: c.req.path,
      requestId: c.get("requestId"),
    });
    emit("error", { problem: await response.json() });
  }
}
