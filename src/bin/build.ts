// What wrangler runs before `dev`, `deploy` and its test harness: generated/ from the schema, .assets/ from both.
// `npm run dev -- --schema` sets LINKML_SCHEMA, GENERATED_DIR and ASSETS_DIR to put another schema in the place of schemas/app.yaml.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { DEFAULT_OUT, DEFAULT_SCHEMA, generate } from "./artifact-files.ts";
import { buildAssets } from "./assets.ts";
import { CommandError, projectFolder, runCommand } from "./command.ts";
import { ensureDevVars } from "./dev-vars.ts";

await runCommand(async () => {
  const schema = resolve(process.env["LINKML_SCHEMA"] ?? DEFAULT_SCHEMA);
  const out = resolve(process.env["GENERATED_DIR"] ?? DEFAULT_OUT);
  const isDev = process.env["WRANGLER_COMMAND"] === "dev";
  // `wrangler dev` alone in a fresh clone: its local settings must be there.
  if (isDev && ensureDevVars()) console.error("made .dev.vars from .dev.vars.example");
  try {
    generate({ schema, out });
  } catch (error) {
    // While its build fails, `wrangler dev` answers nothing at all; a mistake in a schema should not stop the last good Worker.
    if (!(error instanceof CommandError) || !isDev || !existsSync(join(out, "worker.ts")))
      throw error;
    console.error(`${error.message}; the Worker goes on with the last good schema`);
  }
  await buildAssets(out, resolve(process.env["ASSETS_DIR"] ?? join(projectFolder, ".assets")));
});
