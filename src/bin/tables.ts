// npm run tables [-- NAME]: the tables of the database, or one of them whole.

import { adminClient, urlOption } from "./admin-arguments.ts";
import { readArguments, runCommand } from "./command.ts";

await runCommand(async () => {
  const usage = "npm run tables [-- NAME] [--url URL]";
  const { values, positionals } = readArguments(usage, urlOption, true);
  console.log(await adminClient(values.url).tablesText(positionals[0]));
});
