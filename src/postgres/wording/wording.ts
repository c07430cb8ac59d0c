// Tables → the same with Postgres's own wording of their types and expressions: it is asked with temporary tables that end with their
// transaction.

import type { RefusedExpression } from "../../migration/blockers/refused-expressions.ts";
import { TEMPORARY } from "../../migration/names.ts";
import type { Expression, Table } from "../../relational/database.ts";
import { mapExpressions } from "../../relational/expressions.ts";
import { addColumn, addConstraint, alterColumn, createIndex } from "../../sql/definition.ts";
import { dollarQuote, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { SETTINGS } from "../catalog/sql.ts";
import type { ScratchTypes } from "./scratch-types.ts";
import type { Session } from "../session.ts";

/** One round trip. Rejects with DatabaseError. */
export async function ask(
  session: Session,
  tables: readonly Table[],
  types: ScratchTypes,
): Promise<{ readonly tables: readonly Table[]; readonly refused: readonly RefusedExpression[] }> {
  const attempts = tables.flatMap((table, index) => attemptsFor(table, index));
  const before = [
    SETTINGS,
    "CREATE TEMP TABLE refusal (attempt integer, sqlstate text) ON COMMIT DROP",
    ...types.create,
    attemptAll(attempts.map(({ sql }) => types.away(sql))),
  ];
  const results = await session.transaction(
    [
      ...before,
      "SELECT attempt::text, sqlstate FROM pg_temp.refusal ORDER BY attempt",
      WORDINGS,
      ...types.drop,
    ].map((text) => ({ text })),
  );
  const [refusals, answers] = results.slice(before.length);
  const wordings = new Map(
    answers?.map((row): [string, string] => [row["place"] ?? "", types.back(row["text"] ?? "")]),
  );
  return {
    tables: tables.map((table, index) => reword(table, index, wordings)),
    refused: (refusals ?? []).flatMap((row): RefusedExpression[] => {
      const attempt = attempts[Number(row["attempt"])];
      return attempt === undefined
        ? []
        : [{ table: attempt.table, object: attempt.object, sqlstate: row["sqlstate"] ?? "" }];
    }),
  };
}

/** Where an expression stands, for finding its text again in Postgres's answer. */
interface Attempt {
  readonly table: string;
  readonly object: string;
  readonly sql: string;
}

/** The statements that put the expressions of a table into a temporary one, each of which may fail alone. */
function attemptsFor(table: Table, index: number): Attempt[] {
  const scratch = scratchName(index);
  const attempt = (object: string, sql: string): Attempt => ({ table: table.name, object, sql });
  const columns = table.columns
    .filter(({ generated }) => generated === undefined)
    .map((column) => `${quoteIdentifier(column.name)} ${column.type}`)
    .join(", ");
  return [
    attempt(
      table.name,
      `CREATE TEMP TABLE ${quoteIdentifier(scratch)} (${columns}) ON COMMIT DROP`,
    ),
    ...table.columns.flatMap((column) => {
      const sql =
        column.generated === undefined
          ? column.default &&
            alterColumn(TEMPORARY, scratch, column.name, `SET DEFAULT ${column.default.sql}`)
          : addColumn(TEMPORARY, scratch, { ...column, notNull: false });
      return sql === undefined ? [] : [attempt(`${table.name}.${column.name}`, sql)];
    }),
    ...table.constraints.flatMap((constraint) =>
      constraint.kind === "check"
        ? [
            attempt(
              `${table.name}.${constraint.name}`,
              addConstraint(TEMPORARY, scratch, constraint),
            ),
          ]
        : [],
    ),
    ...table.indexes.flatMap((item, position) =>
      item.where === undefined && item.keys.every(({ column }) => column !== undefined)
        ? []
        : [
            attempt(
              `${table.name}.${item.name}`,
              createIndex(TEMPORARY, scratch, { ...item, name: scratchIndex(index, position) }),
            ),
          ],
    ),
  ];
}

const scratchName = (index: number): string => `canonical_${index}`;

const scratchIndex = (table: number, index: number): string => `index_${table}_${index}`;

/** Runs each attempt on its own, noting those that Postgres refuses. */
function attemptAll(attempts: readonly string[]): string {
  const list = quoteLiteral(JSON.stringify(attempts));
  const body = `DECLARE
  attempt record;
BEGIN
  FOR attempt IN SELECT value AS sql, ordinality - 1 AS position FROM jsonb_array_elements_text(${list}::jsonb) WITH ORDINALITY LOOP
    BEGIN
      EXECUTE attempt.sql;
    EXCEPTION WHEN OTHERS THEN
      INSERT INTO pg_temp.refusal VALUES (attempt.position, SQLSTATE);
    END;
  END LOOP;
END`;
  return `DO ${dollarQuote(body)}`;
}

/** Every type, default, check and predicate of the temporary tables, by place. */
const WORDINGS = `SELECT 'type ' || c.relname || ' ' || a.attname AS place, format_type(a.atttypid, a.atttypmod) AS text
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = pg_my_temp_schema() AND c.relkind = 'r'
UNION ALL SELECT 'default ' || c.relname || ' ' || a.attname, pg_get_expr(d.adbin, d.adrelid)
FROM pg_class c JOIN pg_attrdef d ON d.adrelid = c.oid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
WHERE c.relnamespace = pg_my_temp_schema()
UNION ALL SELECT 'check ' || c.relname || ' ' || k.conname, pg_get_expr(k.conbin, k.conrelid)
FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c' WHERE c.relnamespace = pg_my_temp_schema()
UNION ALL SELECT 'where ' || x.relname, pg_get_expr(i.indpred, i.indrelid)
FROM pg_class x JOIN pg_index i ON i.indexrelid = x.oid AND i.indpred IS NOT NULL WHERE x.relnamespace = pg_my_temp_schema()
UNION ALL SELECT 'key ' || p - 1 || ' ' || x.relname, pg_get_indexdef(x.oid, p, false)
FROM pg_class x JOIN pg_index i ON i.indexrelid = x.oid CROSS JOIN generate_series(1, i.indnkeyatts) p
WHERE i.indkey[p - 1] = 0 AND x.relnamespace = pg_my_temp_schema()`;

function reword(table: Table, index: number, wordings: ReadonlyMap<string, string>): Table {
  const scratch = scratchName(index);
  const word = (expression: Expression, place: string): Expression => {
    const canonical = wordings.get(place);
    return canonical === undefined ? expression : { ...expression, canonical };
  };
  const positions = new Map(table.indexes.map((item, position) => [item.name, position]));
  const worded = mapExpressions(table, {
    value: (expression, column) => word(expression, `default ${scratch} ${column.name}`),
    check: (expression, check) => word(expression, `check ${scratch} ${check.name}`),
    index: (expression, item, key) =>
      word(
        expression,
        `${key === undefined ? "where" : `key ${key}`} ${scratchIndex(index, positions.get(item.name) ?? -1)}`,
      ),
  });
  return {
    ...worded,
    columns: worded.columns.map((column) => ({
      ...column,
      type: wordings.get(`type ${scratch} ${column.name}`) ?? column.type,
    })),
  };
}
