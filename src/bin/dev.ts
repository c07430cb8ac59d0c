// npm run dev: the main job. Generates, starts the local database and the Worker, migrates a database that is empty, prints where to go.

import { localDevToken } from "../admin/auth.ts";
import { isLocalEndpoint } from "../env.ts";
import type { LocalDatabase } from "../local/server.ts";
import { AdminClient } from "./admin-client.ts";
import { generate } from "./artifact-files.ts";
import { CommandError, readArguments, runCommand } from "./command.ts";
import { DevProcesses } from "./dev-processes.ts";
import { ensureDevVars, readDevVars } from "./dev-vars.ts";
import { expectFreePort } from "./local-database.ts";
import { schemaSetup } from "./schema-setup.ts";

const USAGE = "npm run dev [-- --schema FILE] [--port 8787] [--data FOLDER|memory] [--no-migrate]";

/** Applies the plan to a database that nothing was ever applied to and that holds nothing. */
async function migrateIfEmpty(url: string): Promise<void> {
  const client = new AdminClient(url, process.env["ADMIN_TOKEN"] ?? localDevToken);
  const { last_migration: last } = await client.status();
  if (last !== null) return;
  const { plan } = await client.plan({});
  const isFresh = plan.steps.every(({ hazards }) => hazards.length === 0);
  if (!isFresh || plan.blockers.length > 0 || plan.questions.length > 0) return;
  console.log(`applying ${plan.steps.length} steps to the empty database …`);
  const { outcome, migration } = await client.migrate({
    dry_run: false,
    plan_hash: plan.plan_hash,
  });
  console.log(`${outcome}${migration === undefined ? "" : ` in ${migration.duration_ms} ms`}`);
}

function printWelcome(url: string, schema: string, database: LocalDatabase | undefined): void {
  const token = process.env["ADMIN_TOKEN"] ?? localDevToken;
  const authorization = `-H "Authorization: Bearer ${token}"`;
  console.log(`
  docs      ${url}/docs/
  schema    ${schema}
  token     ${token}${database === undefined ? "" : `\n  database  psql ${database.connectionString}`}

  curl ${url}/admin/status ${authorization}
  curl ${url}/admin/tables ${authorization} -H "Accept: text/plain"
  curl -X POST ${url}/admin/plan ${authorization}

ready ${url}`);
}

await runCommand(async () => {
  const { values } = readArguments(USAGE, {
    schema: { type: "string" },
    port: { type: "string", default: "8787" },
    data: { type: "string" },
    "no-migrate": { type: "boolean", default: false },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new CommandError(`--port ${values.port} is no port\nusage: ${USAGE}`, 2);
  }
  await expectFreePort(port);
  const setup = schemaSetup(values.schema);
  generate({ schema: setup.schema, out: setup.out });
  if (ensureDevVars()) console.log("made .dev.vars from .dev.vars.example");

  const running = new DevProcesses();
  try {
    const settings = readDevVars();
    const isEmbedded = isLocalEndpoint(settings["NEON_HTTP_ENDPOINT"]);
    const database = isEmbedded ? await running.openDatabase(values.data, setup) : undefined;
    const overrides = database && {
      NEON_HTTP_ENDPOINT: database.httpUrl,
      DATABASE_URL: database.databaseUrl,
    };
    // Both take seconds to start, and neither needs the other for it.
    await Promise.all([
      database?.ready,
      running.startWorker(port, setup, { ...settings, ...overrides }),
    ]);
    if (running.isSignalled) return;
    const url = `http://localhost:${port}`;
    if (database !== undefined && !values["no-migrate"]) await migrateIfEmpty(url);
    printWelcome(url, setup.schema, database);
    await running.untilEnded();
  } finally {
    await running.end();
  }
});
