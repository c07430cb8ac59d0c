// The planners from npm that ours is measured beside, each used as its documentation says. No types: they are installed for bench/ only.

import { createRequire } from "node:module";
import { Pool } from "pg";
import { shop } from "./model.ts";
import { readTask, serveRuns } from "./serve-runs.ts";

const openers = { "pg-delta": openDelta, "@pgkit/migra": openMigra, "drizzle-kit": openDrizzle };

await serveRuns(await openers[process.argv[2]](readTask()));

/** Reads both databases at once and compares them. */
async function openDelta({ live, wanted }) {
  const { extract } = await import("@supabase/pg-delta/extract");
  const { plan } = await import("@supabase/pg-delta/plan");
  const [from, to] = [live, wanted].map((connectionString) => new Pool({ connectionString }));
  return async () => {
    const [source, desired] = await Promise.all([extract(from), extract(to)]);
    return plan(source.factBase, desired.factBase).actions.length;
  };
}

async function openMigra({ live, wanted }) {
  const { run } = await import("@pgkit/migra");
  return async () => (await run(live, wanted, { unsafe: true })).statements.length;
}

/** Takes the wanted side as objects of drizzle-orm, so that it needs no second database. */
async function openDrizzle({ work, size, live }) {
  // Its ES module looks for `require`, which there is none of.
  const { pushSchema } = createRequire(import.meta.url)("drizzle-kit/api");
  const { drizzle } = await import("drizzle-orm/node-postgres");
  const { before, after } = shop(size);
  const tables = await drizzleTables(work === "changes" ? after : before);
  const database = drizzle(new Pool({ connectionString: live }));
  const write = process.stdout.write.bind(process.stdout);
  return async () => {
    // It draws a spinner.
    process.stdout.write = () => true;
    try {
      const pushed = await pushSchema(tables, database, ["public"]);
      return pushed.statementsToExecute.length;
    } finally {
      process.stdout.write = write;
    }
  };
}

async function drizzleTables({ tables }) {
  const d = await import("drizzle-orm/pg-core");
  const { sql } = await import("drizzle-orm");
  const types = {
    bigint: (name) => d.bigint(name, { mode: "number" }),
    text: d.text,
    "text[]": (name) => d.text(name).array(),
    numeric: d.numeric,
    boolean: d.boolean,
    jsonb: d.jsonb,
    "timestamp with time zone": (name) => d.timestamp(name, { withTimezone: true }),
  };
  const made = {};
  for (const table of tables) {
    const keys = new Set(table.constraints.find(({ kind }) => kind === "primary_key").columns);
    const columns = table.columns.map((column) => {
      let built = types[column.type](column.name);
      if (column.identity) built = built.generatedByDefaultAsIdentity();
      if (column.default) built = built.default(sql.raw(column.default.sql));
      if (keys.has(column.name)) return [column.name, built.primaryKey()];
      return [column.name, column.notNull ? built.notNull() : built];
    });
    made[table.name] = d.pgTable(table.name, Object.fromEntries(columns), (own) => [
      ...table.constraints.flatMap((constraint) => {
        switch (constraint.kind) {
          case "check":
            return [d.check(constraint.name, sql.raw(constraint.expression.sql))];
          case "foreign_key": {
            const foreign = {
              name: constraint.name,
              columns: constraint.columns.map((name) => own[name]),
              // The target may come later in the list.
              get foreignColumns() {
                return constraint.targetColumns.map((name) => made[constraint.targetTable][name]);
              },
            };
            return [d.foreignKey(foreign)];
          }
          default:
            return [];
        }
      }),
      ...table.indexes.map(({ name, keys: parts }) =>
        d.index(name).on(...parts.map(({ column }) => own[column])),
      ),
    ]);
  }
  return made;
}
