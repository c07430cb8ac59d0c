// npm run db: the embedded database alone, for `wrangler dev` in another terminal.

import { readArguments, runCommand } from "./command.ts";
import { ensureDevVars, readDevVars } from "./dev-vars.ts";
import { endSignal } from "./end-signal.ts";
import { dataFolder, startForWorker } from "./local-database.ts";
import { schemaSetup } from "./schema-setup.ts";

await runCommand(async () => {
  const { values } = readArguments("npm run db [-- --data FOLDER|memory]", {
    data: { type: "string" },
  });
  const signalled = endSignal();
  if (ensureDevVars()) console.log("made .dev.vars from .dev.vars.example");
  const folder = dataFolder(values.data, schemaSetup(undefined).folder);
  const database = await startForWorker(readDevVars(), folder);
  console.log(`
  database  psql ${database.connectionString}
  Neon HTTP ${database.httpUrl}

ready ${database.httpUrl}`);
  await signalled;
  await database.close();
});
