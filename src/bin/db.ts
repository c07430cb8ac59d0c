// npm run db: the embedded database alone, for `wrangler dev` in another terminal.

import { startLocalDatabase } from "../local/server.ts";
import { CommandError, readArguments, runCommand } from "./command.ts";
import { dataFolder, HTTP_PORT, WIRE_PORT } from "./local-database.ts";
import { schemaSetup } from "./schema-setup.ts";

await runCommand(async () => {
  const { values } = readArguments("npm run db [-- --data FOLDER|memory]", {
    data: { type: "string" },
  });
  const database = await startLocalDatabase({
    dataDir: dataFolder(values.data, schemaSetup(undefined).folder),
    httpPort: HTTP_PORT,
    wirePort: WIRE_PORT,
  }).catch((error: unknown) => {
    throw error instanceof Error ? new CommandError(error.message) : error;
  });
  const signalled = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => signalled.resolve());
  }
  console.log(`
  database  psql ${database.connectionString}
  Neon HTTP ${database.httpUrl}

ready ${database.httpUrl}`);
  await signalled.promise;
  await database.close();
});
