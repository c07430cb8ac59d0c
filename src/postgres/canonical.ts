// Desired expressions → the same with Postgres's own wording of them. Postgres is asked with temporary tables that end with their
// transaction; what it said when a model was last applied is not asked again.

import type {
  Check,
  Column,
  Constraint,
  Database,
  Expression,
  Index,
  Table,
} from "../relational/database.ts";
import { addColumn, addConstraint, alterColumn } from "../sql/definition.ts";
import { dollarQuote, qualifiedName, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { SETTINGS } from "./catalog-sql.ts";
import type { Session, Statement } from "./session.ts";

/** What was said before: the model of the last migration, if it was applied on the same major version of Postgres. */
export interface KnownWording {
  readonly model: Database;
}

/** An expression or a type of the schema that Postgres refuses. */
export interface RefusedExpression {
  readonly table: string;
  /** `User.age`, `User.age_check`. */
  readonly object: string;
  readonly sqlstate: string;
}

export interface CanonicalResult {
  readonly database: Database;
  readonly refused: readonly RefusedExpression[];
}

/** Tables in one batch: each takes about a dozen locks, of which a server has some 6,400 at least. */
const BATCH = 150;

/** Gives every expression of `desired` its canonical text: no round trip where all is known, else one for each 150 tables. Rejects with DatabaseError. */
export async function canonicalize(
  session: Session,
  desired: Database,
  known: KnownWording | undefined,
): Promise<CanonicalResult> {
  const models = new Map(known?.model.tables.map((table) => [table.name, table]));
  const remembered = desired.tables.map((table) => recall(table, models.get(table.name)));
  const unknown = desired.tables.filter((_, index) => remembered[index] === undefined);
  const refused: RefusedExpression[] = [];
  const asked = new Map<string, Table>();
  for (let start = 0; start < unknown.length; start += BATCH) {
    const answer = await ask(session, unknown.slice(start, start + BATCH));
    for (const table of answer.tables) asked.set(table.name, table);
    refused.push(...answer.refused);
  }
  const tables = desired.tables.map(
    (table, index) => remembered[index] ?? asked.get(table.name) ?? table,
  );
  return { database: { ...desired, tables }, refused };
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
  const columns = new Map(model.columns.map((column) => [column.name, column]));
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
    where: (expression) => word(expression, known.get(expression.sql)),
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

function expressionsOf(table: Table): Expression[] {
  return [
    ...table.columns
      .map((column) => column.generated ?? column.default)
      .filter((expression) => expression !== undefined),
    ...conditionsOf(table),
  ];
}

function conditionsOf(table: Table): Expression[] {
  return [
    ...table.constraints.map((constraint) =>
      constraint.kind === "check" ? constraint.expression : undefined,
    ),
    ...table.indexes.map((index) => index.where),
  ].filter((expression) => expression !== undefined);
}

interface ExpressionMap {
  /** A default, or what a column is computed from. */
  readonly value: (expression: Expression, column: Column) => Expression;
  readonly check: (expression: Expression, check: Check) => Expression;
  readonly where: (expression: Expression, index: Index) => Expression;
}

function mapExpressions(table: Table, map: ExpressionMap): Table {
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      ...(column.generated && { generated: map.value(column.generated, column) }),
      ...(column.default && { default: map.value(column.default, column) }),
    })),
    constraints: table.constraints.map((constraint): Constraint =>
      constraint.kind === "check"
        ? { ...constraint, expression: map.check(constraint.expression, constraint) }
        : constraint,
    ),
    indexes: table.indexes.map((index) =>
      index.where === undefined ? index : { ...index, where: map.where(index.where, index) },
    ),
  };
}

/** Where an expression stands, for finding its text again in Postgres's answer. */
interface Attempt {
  readonly table: string;
  readonly object: string;
  readonly sql: string;
}

async function ask(
  session: Session,
  tables: readonly Table[],
): Promise<{ readonly tables: readonly Table[]; readonly refused: readonly RefusedExpression[] }> {
  const attempts = tables.flatMap((table, index) => attemptsFor(table, index));
  const [, , , refusals, answers] = await session.transaction([
    { text: SETTINGS },
    { text: "CREATE TEMP TABLE refusal (attempt integer, sqlstate text) ON COMMIT DROP" },
    attemptAll(attempts),
    { text: "SELECT attempt::text, sqlstate FROM pg_temp.refusal ORDER BY attempt" },
    { text: WORDINGS },
  ]);
  const wordings = new Map(
    answers?.map((row): [string, string] => [row["place"] ?? "", row["text"] ?? ""]),
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
      item.where === undefined
        ? []
        : [
            attempt(
              `${table.name}.${item.name}`,
              `CREATE INDEX ${quoteIdentifier(predicateName(index, position))} ON ${qualifiedName(TEMPORARY, scratch)} ((1)) WHERE ${item.where.sql}`,
            ),
          ],
    ),
  ];
}

/** The alias of the session's own namespace. */
const TEMPORARY = "pg_temp";

const scratchName = (index: number): string => `canonical_${index}`;
const predicateName = (table: number, index: number): string => `predicate_${table}_${index}`;

/** Runs each attempt on its own, noting those that Postgres refuses. */
function attemptAll(attempts: readonly Attempt[]): Statement {
  const list = quoteLiteral(JSON.stringify(attempts.map((attempt) => attempt.sql)));
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
  return { text: `DO ${dollarQuote(body)}` };
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
FROM pg_class x JOIN pg_index i ON i.indexrelid = x.oid AND i.indpred IS NOT NULL WHERE x.relnamespace = pg_my_temp_schema()`;

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
    where: (expression, item) =>
      word(expression, `where ${predicateName(index, positions.get(item.name) ?? -1)}`),
  });
  return {
    ...worded,
    columns: worded.columns.map((column) => ({
      ...column,
      type: wordings.get(`type ${scratch} ${column.name}`) ?? column.type,
    })),
  };
}
