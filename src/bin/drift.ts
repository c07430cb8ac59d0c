// npm run drift: what was changed by hand since the last migration; exits 1 when there is anything.

import { adminClient, urlOption } from "./admin-arguments.ts";
import { readArguments, runCommand } from "./command.ts";

await runCommand(async () => {
  const { values } = readArguments("npm run drift [-- --url URL]", urlOption);
  const {
    in_sync: isInSync,
    changes,
    last_migration: last,
  } = await adminClient(values.url).drift();
  if (last === null) console.log("nothing was ever migrated");
  else if (isInSync) console.log(`no drift since migration ${last}`);
  for (const { change, detail } of changes) console.log(`${change.padEnd(8)} ${detail}`);
  if (!isInSync) process.exitCode = 1;
});
