// schema.sql: the plan from an empty database, as one script for psql. It makes nothing outside the namespace.

import type { Database } from "../relational/database.ts";
import { normalize } from "../relational/normalize.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import { changedTable } from "./change.ts";
import { diff } from "./diff.ts";
import { planSteps } from "./plan.ts";

const HEADER = `-- Generated from the LinkML schema by \`npm run generate\`. Do not edit: change schemas/ and generate again.
-- Creates everything from an empty namespace in one transaction: psql "$DATABASE_URL" -f schema.sql
-- A database made this way is in step: POST /admin/migrate then has nothing to do.`;

/** The script as text, ending in a newline; the same database gives the same bytes. */
export function schemaSql(database: Database): string {
  const changes = diff({ namespace: database.namespace, tables: [] }, normalize(database));
  const steps = planSteps(changes, {
    namespace: database.namespace,
    number: 1,
    rows: new Map(),
    retiredNamespaceExists: true,
    downgrade: false,
  });
  const blocks = steps.map(({ step, change }) => ({
    group:
      step.kind === "create_table"
        ? `table ${step.object}`
        : `${step.kind} ${changedTable(change)}`,
    text: step.sql.map((statement) => `${statement};\n`).join(""),
  }));
  const body = blocks
    .map((block, index) =>
      index > 0 && blocks[index - 1]?.group === block.group ? block.text : `\n${block.text}`,
    )
    .join("");
  // `public` is there in every new database, and is made by hand after DROP SCHEMA.
  const namespace =
    database.namespace === "public"
      ? ""
      : `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(database.namespace)};\n`;
  return `${HEADER}\n\nBEGIN;\nSET LOCAL search_path = '';\n${namespace}${body}\nCOMMIT;\n`;
}
