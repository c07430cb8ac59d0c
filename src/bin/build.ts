// What wrangler runs before `dev`, `deploy` and its test harness: generated/ from the schema, .assets/ and .worker/ from that and src/.
// `npm run dev -- --schema` sets LINKML_SCHEMA, GENERATED_DIR, ASSETS_DIR and WORKER_DIR to put another schema in the place of
// schemas/app.yaml.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { DEFAULT_OUT, DEFAULT_SCHEMA, generate } from "./artifact-files.ts";
import { buildAssets } from "./assets.ts";
import { CommandError, projectFolder, runCommand } from "./command.ts";
import { ensureDevVars } from "./dev-vars.ts";
import { buildWorker, DEFAULT_WORKER, MAIN_MODULE } from "./worker-bundle.ts";

const isDev = process.env["WRANGLER_COMMAND"] === "dev";

await runCommand(async () => {
  const schema = resolve(process.env["LINKML_SCHEMA"] ?? DEFAULT_SCHEMA);
  const out = resolve(process.env["GENERATED_DIR"] ?? DEFAULT_OUT);
  const worker = resolve(process.env["WORKER_DIR"] ?? DEFAULT_WORKER);
  // `wrangler dev` alone in a fresh clone: its local settings must be there.
  if (isDev && ensureDevVars()) console.error("made .dev.vars from .dev.vars.example");
  await orLastGood("schema", join(out, "worker.ts"), () => generate({ schema, out }));
  await buildAssets(out, resolve(process.env["ASSETS_DIR"] ?? join(projectFolder, ".assets")));
  await orLastGood("code", join(worker, MAIN_MODULE), () =>
    buildWorker({ generated: out, isDev }, worker),
  );
});

/** While its build fails, `wrangler dev` answers nothing at all; a mistake in a schema or in src/ should not stop the last good Worker. */
async function orLastGood(
  what: string,
  made: string,
  make: () => void | Promise<void>,
): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof CommandError) || !isDev || !existsSync(made)) throw error;
    const separator = error.message.includes("\n") ? "\n" : "; ";
    console.error(`${error.message}${separator}the Worker goes on with the last good ${what}`);
  }
}
