// schema.sql: the changes of the plan from an empty database, as one script for psql. It makes nothing outside the namespace.

import type { Database } from "../relational/database.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { Pieces } from "../text/pieces.ts";
import { changedObject, changedTable, type Change } from "./change.ts";
import { diff } from "./diff/diff.ts";
import { orderChanges } from "./order.ts";
import { statementsOf } from "./statements.ts";

const HEADER = `-- Generated from the LinkML schema by \`npm run generate\`. Do not edit: change schemas/ and generate again.
-- Creates everything from an empty namespace in one transaction: psql "$DATABASE_URL" -f schema.sql
-- A database made this way is in step: POST /admin/migrate then has nothing to do.`;

/** The script, ending in a newline; the same database gives the same bytes. */
export function* schemaSql(database: Database): Pieces {
  const { namespace } = database;
  yield `${HEADER}\n\nBEGIN;\nSET LOCAL search_path = '';\n`;
  // `public` is there in every new database, and is made by hand after DROP SCHEMA.
  if (namespace !== "public") yield `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(namespace)};\n`;
  const context = { namespace, number: 1 };
  let previous: Change | undefined;
  let statements: string[] = [];
  for (const change of orderChanges(diff({ namespace, tables: [] }, database))) {
    if (previous !== undefined && !isOfGroup(change, previous)) {
      yield* paragraph(statements);
      statements = [];
    }
    previous = change;
    for (const statement of statementsOf(change, context)) statements.push(statement);
  }
  if (statements.length > 0) yield* paragraph(statements);
  yield "\nCOMMIT;\n";
}

/** Statements after an empty line. Most are put together of many parts, which are copied once as all are joined. */
function paragraph(statements: readonly string[]): Pieces {
  return ["\n", statements.join(";\n"), ";\n"];
}

/** Whether two changes stand together without an empty line. */
function isOfGroup(change: Change, other: Change): boolean {
  return change.kind === other.kind && groupName(change) === groupName(other);
}

function groupName(change: Change): string {
  return changedTable(change) ?? changedObject(change);
}
