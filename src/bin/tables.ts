// npm run tables [-- NAME]: the tables of the database, or one of them whole.

import { adminClient, urlOption } from "./admin-arguments.ts";
import { CommandError, readArguments, runCommand } from "./command.ts";

await runCommand(async () => {
  const usage = "npm run tables [-- NAME] [--url URL]";
  const { values, positionals } = readArguments(usage, urlOption, true);
  if (positionals.length > 1) throw new CommandError(`name one table\nusage: ${usage}`, 2);
  console.log(await adminClient(values.url).tablesText(positionals[0]));
});
