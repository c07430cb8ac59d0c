// npm run retired: what was dropped and is still there. With --restore it comes back, with --purge it is really dropped.

import { adminClient, urlOption } from "./admin-arguments.ts";
import type { RetiredItem } from "./admin-client.ts";
import { showOutcome } from "./carry-out.ts";
import { CommandError, quantity, readArguments, runCommand } from "./command.ts";

await runCommand(async () => {
  const usage = "npm run retired [-- --url URL] [--restore OBJECT]… [--purge OBJECT]… [--yes]";
  const { values } = readArguments(usage, {
    ...urlOption,
    restore: { type: "string", multiple: true },
    purge: { type: "string", multiple: true },
    yes: { type: "boolean", default: false },
  });
  const { restore, purge, yes } = values;
  const client = adminClient(values.url);
  if (restore !== undefined && purge !== undefined)
    throw new CommandError(`--restore and --purge are two calls\nusage: ${usage}`, 2);
  const objects = restore ?? purge;
  if (objects === undefined) return show((await client.retired()).items);
  const what = restore === undefined ? "purge" : "restore";
  const shown = await client.changeRetired(what, { objects });
  show(shown.objects);
  for (const { message, fix } of shown.plan.blockers) console.log(`${message} ${fix}`);
  if (!yes) throw new CommandError(`nothing was done; to ${what} it, add --yes`);
  showOutcome(await client.changeRetired(what, { objects, dry_run: false }));
});

function show(items: readonly RetiredItem[]): void {
  if (items.length === 0) console.log("nothing is retired");
  for (const { object, name, rows, bytes, migration, since } of items) {
    const size = rows === null ? "rows not counted" : `${quantity(rows, "row")}, ${bytes} bytes`;
    console.log(
      `${object}  was ${name}, ${size}, migration ${migration ?? "unknown"}, ${since ?? ""}`,
    );
  }
}
