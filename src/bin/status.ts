// npm run status: is the database what the schema says?

import { adminClient, urlOption } from "./admin-arguments.ts";
import { readArguments, runCommand } from "./command.ts";

await runCommand(async () => {
  const { values } = readArguments("npm run status [-- --url URL]", urlOption);
  const status = await adminClient(values.url).status();
  const { schema, database, unfinished, last_migration: last } = status;
  const rows = [
    ["schema", `${schema.name}${schema.version === null ? "" : ` ${schema.version}`}`],
    ["built", schema.built_hash],
    ["applied", schema.applied_hash ?? "never"],
    ...(schema.standing === "ahead" || schema.standing === "behind" ? [["", schema.words]] : []),
    [
      "in sync",
      status.in_sync
        ? "yes"
        : `no, ${status.pending_steps} steps pending${status.pending_phase === "contract" ? " of the contract" : ""} (npm run plan)`,
    ],
    ...(unfinished === null
      ? []
      : [
          [
            "unfinished",
            `${unfinished.id}, ${unfinished.done} of ${unfinished.steps} steps; the same call goes on: --plan ${unfinished.plan_hash}`,
          ],
        ]),
    ["last migration", last === null ? "none" : `${last.id} at ${last.applied_at}`],
    [
      "postgres",
      `${database.postgres_version}, namespace ${database.namespace}, ${database.connection}`,
    ],
  ];
  for (const [name = "", value = ""] of rows) console.log(name.padEnd(16) + value);
});
