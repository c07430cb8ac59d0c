// Desired expressions → the same with Postgres's own wording of them. What it said when a model was last applied is not asked again.

import type { RefusedExpression } from "../../migration/blockers/refused-expressions.ts";
import { nameMap } from "../../migration/name-map.ts";
import type { Database, EnumType, Expression, Table } from "../../relational/database.ts";
import { conditionsOf, expressionsOf, mapExpressions } from "../../relational/expressions.ts";
import { scratchTables } from "./scratch-tables.ts";
import { scratchTypes, type ScratchTypes } from "./scratch-types.ts";
import type { Session } from "../session.ts";
import { ask } from "./wording.ts";

/** What was said before: the model of the last migration, if it was applied on the same major version of Postgres. */
export interface KnownWording {
  readonly model: Database;
}

/** The database reworded, and what could not be. */
export interface CanonicalResult {
  readonly database: Database;
  readonly refused: readonly RefusedExpression[];
}

/** Tables in one batch: each takes about a dozen locks, of which a server has some 6,400 at least. */
const BATCH = 150;

/**
 * Gives every expression of `desired` its canonical text: no round trip where all is known, mostly one where it is not. `present` are
 * the types that there are. Rejects with DatabaseError.
 */
export async function canonicalize(
  session: Session,
  desired: Database,
  known: KnownWording | undefined,
  present: readonly EnumType[] = [],
): Promise<CanonicalResult> {
  const models = new Map(known?.model.tables.map((table) => [table.name, table]));
  const remembered = desired.tables.map((table) => recall(table, models.get(table.name)));
  const unknown = desired.tables.filter((_, index) => remembered[index] === undefined);
  const types = scratchTypes(desired, present);
  const { asked, refused } = await askTogether(session, unknown, types);
  const tables = desired.tables.map(
    (table, index) => remembered[index] ?? asked.get(table.name) ?? table,
  );
  return { database: { ...desired, tables }, refused };
}

interface Asked {
  readonly asked: ReadonlyMap<string, Table>;
  readonly refused: readonly RefusedExpression[];
}

/** Many tables at once; those among whom Postgres refuses something are asked for again one by one, to tell whose it is. */
async function askTogether(
  session: Session,
  unknown: readonly Table[],
  types: ScratchTypes,
): Promise<Asked> {
  const together = scratchTables(unknown);
  const { asked: answers, refused } = await askEach(
    session,
    together.map(({ table }) => table),
    types,
  );
  const failed = new Set(refused.map(({ table }) => table));
  const asked = new Map<string, Table>();
  const again: Table[] = [];
  for (const { table, members } of together) {
    const answer = answers.get(table.name);
    for (const member of members) {
      const worded =
        members.length === 1 ? answer : failed.has(table.name) ? undefined : learn(member, answer);
      if (worded === undefined) again.push(member);
      else asked.set(member.name, worded);
    }
  }
  if (again.length === 0) return { asked, refused };
  const alone = await askEach(session, again, types);
  const single = new Set(unknown.map(({ name }) => name));
  return {
    asked: new Map([...asked, ...alone.asked]),
    refused: [...refused.filter(({ table }) => single.has(table)), ...alone.refused],
  };
}

async function askEach(
  session: Session,
  tables: readonly Table[],
  types: ScratchTypes,
): Promise<Asked> {
  const asked = new Map<string, Table>();
  const refused: RefusedExpression[] = [];
  for (let start = 0; start < tables.length; start += BATCH) {
    const answer = await ask(session, tables.slice(start, start + BATCH), types);
    for (const table of answer.tables) asked.set(table.name, table);
    refused.push(...answer.refused);
  }
  return { asked, refused };
}

/** The table as Postgres words one that has its columns and expressions among others. */
function learn(table: Table, answer: Table | undefined): Table | undefined {
  const types = new Map(answer?.columns.map(({ name, type }) => [name, type]));
  const typed = table.columns.map((column) => ({
    ...column,
    type: types.get(column.name) ?? column.type,
  }));
  return recall({ ...table, columns: typed }, answer);
}

/** The table with the wording of the model, where that has the same column types and all of its expressions; else undefined. */
function recall(table: Table, model: Table | undefined): Table | undefined {
  if (model === undefined) return needsAsking(table) ? undefined : table;
  const types = new Map(model.columns.map((column) => [column.name, column.type]));
  if (!table.columns.every((column) => types.get(column.name) === column.type))
    return needsAsking(table) ? undefined : table;
  // A condition reads the same wherever it stands, as long as the columns have their types; a default follows the type of its column.
  const conditions = conditionsOf(model);
  const known = new Map(conditions.map((expression) => [expression.sql, expression.canonical]));
  const columns = nameMap(model.columns);
  let complete = true;
  const word = (expression: Expression, remembered: string | undefined): Expression => {
    complete &&= remembered !== undefined;
    return remembered === undefined ? expression : { ...expression, canonical: remembered };
  };
  const worded = mapExpressions(table, {
    value: (expression, { name, generated }) => {
      const twin = columns.get(name);
      const before = generated === undefined ? twin?.default : twin?.generated;
      return word(expression, before?.sql === expression.sql ? before.canonical : undefined);
    },
    check: (expression) => word(expression, known.get(expression.sql)),
    index: (expression) => word(expression, known.get(expression.sql)),
  });
  return complete ? worded : undefined;
}

/** Types that format_type prints just so; any other is asked for. */
const PLAIN_TYPES: ReadonlySet<string> = new Set([
  "bigint", "boolean", "bytea", "date", "double precision", "integer", "interval", "json", "jsonb", "numeric", "real", "smallint", "text",
  "time without time zone", "timestamp with time zone", "timestamp without time zone", "uuid",
]); // prettier-ignore

function needsAsking(table: Table): boolean {
  return (
    expressionsOf(table).length > 0 ||
    table.columns.some((column) => !PLAIN_TYPES.has(column.type.replace("[]", "")))
  );
}
