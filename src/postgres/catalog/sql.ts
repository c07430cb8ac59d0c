// The SQL that reads a namespace out of pg_catalog. The same text describes a table for the reader and, as a fingerprint, for the
// assertion inside the apply batch, so everything is written with literals: a DO block takes no parameters.

import { quoteLiteral, textArray } from "../../sql/quote.ts";
import { TYPE_MARK } from "../../relational/fingerprint.ts";
import { typeFingerprints, typesQuery } from "./types.ts";
import { COLUMN, CONSTRAINT, INDEX, KEY, packed, SEQUENCE, TABLE, TRIGGER } from "./fields.ts";

/**
 * What every batch of ours starts with: names are written out in full, values deparse the same whatever the role's settings, and no
 * statement is compiled to machine code to run once. Ends with the transaction.
 */
export const SETTINGS = `SELECT set_config('search_path', '', true), set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, MDY', true),
  set_config('intervalstyle', 'postgres', true), set_config('extra_float_digits', '1', true), set_config('quote_all_identifiers', 'off', true),
  set_config('jit', 'off', true)`;

/** Sets timeouts, in milliseconds, for the rest of the transaction. At least one: zero would mean none at all. */
export function setTimeouts(timeouts: Readonly<Record<string, number>>): string {
  const settings = Object.entries(timeouts).map(
    ([name, milliseconds]) =>
      `set_config(${quoteLiteral(name)}, '${Math.max(1, Math.trunc(milliseconds))}ms', true)`,
  );
  return `SELECT ${settings.join(", ")}`;
}

/**
 * A list of CTEs ending in `described (oid, namespace, name, description json)`: one row for each table of the namespaces (of
 * `tables` only, if given), with all that makes it what it is and nothing that changes by itself (sizes, estimates).
 */
function describedTables(
  namespaces: readonly string[],
  { tables, slice }: { readonly tables?: readonly string[]; readonly slice?: Slice } = {},
): string {
  const named = tables === undefined ? "" : ` AND c.relname = ANY (${textArray(tables)}::name[])`;
  const filter =
    slice === undefined
      ? named
      : `${named} AND abs(hashtext(c.relname::text)::bigint) % ${slice.of} = ${slice.index}`;
  return `relation AS MATERIALIZED (
  SELECT c.oid, n.nspname AS namespace, c.relname::text AS name, c.relkind, c.relpersistence, c.relrowsecurity
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY (${textArray(namespaces)}::name[]) AND c.relkind IN ('r', 'p')${filter}
), owned_sequence AS MATERIALIZED (
  SELECT DISTINCT ON (d.refobjid, d.refobjsubid) d.refobjid AS table_oid, d.refobjsubid AS attnum, ${packed(SEQUENCE)} AS description
  FROM pg_class c
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
  JOIN relation r ON r.oid = d.refobjid
  JOIN pg_sequence q ON q.seqrelid = c.oid
  WHERE c.relkind = 'S'
  ORDER BY d.refobjid, d.refobjsubid, EXISTS (SELECT 1 FROM pg_attrdef e JOIN pg_depend u ON u.classid = 'pg_attrdef'::regclass AND u.objid = e.oid
    WHERE e.adrelid = d.refobjid AND e.adnum = d.refobjsubid AND u.refclassid = 'pg_class'::regclass AND u.refobjid = c.oid) DESC, c.relname
), column_list AS (
  SELECT a.attrelid AS oid, json_agg(${packed(COLUMN)} ORDER BY a.attnum) AS list
  FROM relation r
  JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN owned_sequence s ON s.table_oid = a.attrelid AND s.attnum = a.attnum
  LEFT JOIN pg_description m ON m.classoid = 'pg_class'::regclass AND m.objoid = a.attrelid AND m.objsubid = a.attnum
  GROUP BY a.attrelid
), constraint_list AS (
  SELECT k.conrelid AS oid, json_agg(${packed(CONSTRAINT)} ORDER BY k.conname) AS list
  FROM relation r
  JOIN pg_constraint k ON k.conrelid = r.oid AND k.contype IN ('p', 'u', 'c', 'f', 'x')
  LEFT JOIN pg_class f ON f.oid = k.confrelid
  LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u')
  LEFT JOIN pg_description m ON m.classoid = 'pg_constraint'::regclass AND m.objoid = k.oid
  GROUP BY k.conrelid
), index_list AS (
  SELECT i.indrelid AS oid, json_agg(${packed(INDEX)} ORDER BY c.relname) AS list
  FROM relation r
  JOIN pg_index i ON i.indrelid = r.oid
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_am m ON m.oid = c.relam
  LEFT JOIN pg_constraint k ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
  LEFT JOIN pg_description x ON x.classoid = 'pg_class'::regclass AND x.objoid = c.oid AND x.objsubid = 0
  CROSS JOIN LATERAL (
    SELECT json_agg(${packed(KEY)} ORDER BY p) FILTER (WHERE p <= i.indnkeyatts) AS list,
      json_agg(a.attname ORDER BY p) FILTER (WHERE p > i.indnkeyatts) AS include
    FROM generate_series(1, i.indnatts::int) p
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p - 1] AND a.attnum > 0
    LEFT JOIN pg_opclass o ON p <= i.indnkeyatts AND o.oid = i.indclass[p - 1]
  ) keys
  WHERE k.oid IS NULL
  GROUP BY i.indrelid
), trigger_list AS (
  SELECT g.tgrelid AS oid, json_agg(${packed(TRIGGER)} ORDER BY g.tgname) AS list
  FROM relation r
  JOIN pg_trigger g ON g.tgrelid = r.oid AND NOT g.tgisinternal
  JOIN pg_proc p ON p.oid = g.tgfoid
  JOIN pg_namespace n ON n.oid = p.pronamespace
  GROUP BY g.tgrelid
), described AS (
  SELECT r.oid, r.namespace, r.name, ${packed(TABLE)} AS description
  FROM relation r
  LEFT JOIN column_list c ON c.oid = r.oid
  LEFT JOIN constraint_list k ON k.oid = r.oid
  LEFT JOIN index_list i ON i.oid = r.oid
  LEFT JOIN trigger_list g ON g.oid = r.oid
  LEFT JOIN pg_description m ON m.classoid = 'pg_class'::regclass AND m.objoid = r.oid AND m.objsubid = 0
)`;
}

/** The fingerprint of one table, over `described`. */
const TABLE_FINGERPRINT = "encode(sha256(convert_to(description::text, 'UTF8')), 'hex')";

/**
 * An expression for the fingerprint of these tables together; `combineFingerprints` computes the same from single ones.
 * Tables that do not exist leave no trace, so that making one changes it.
 */
export function fingerprintExpression(namespace: string, names: readonly string[]): string {
  const tables = names.filter((name) => !name.startsWith(TYPE_MARK));
  const types = names.filter((name) => name.startsWith(TYPE_MARK));
  const marked = `SELECT ${quoteLiteral(TYPE_MARK)} || name AS name, fingerprint FROM (${typeFingerprints(namespace)}) type`;
  return `(WITH ${describedTables([namespace], { tables })}
SELECT encode(sha256(convert_to(coalesce(string_agg(name || '=' || fingerprint, E'\\n' ORDER BY name COLLATE "C"), ''), 'UTF8')), 'hex')
FROM (SELECT name, ${TABLE_FINGERPRINT} AS fingerprint FROM described${
    types.length === 0
      ? ""
      : ` UNION ALL SELECT name, fingerprint FROM (${marked}) marked WHERE name = ANY (${textArray(types)})`
  }) fingerprints)`;
}

const DEFINITIONS = `
    'definitions', (SELECT coalesce(json_object_agg(k.conname, pg_get_constraintdef(k.oid)), '{}') FROM pg_constraint k WHERE k.conrelid = t.oid),`;

/**
 * Before a table is analyzed for the first time, only the statistics of activity know that it has rows. They come late, so that they are
 * asked only where the number matters: a plan of small tables should read the same each time.
 */
const ESTIMATED_ROWS = `CASE WHEN t.reltuples < 0 AND pg_relation_size(t.oid) > 65536 THEN pg_stat_get_live_tuples(t.oid)
      ELSE greatest(t.reltuples, 0)::bigint END`;

/** Sizes and rights of one table as json, over `described`; what is looked up on disk, or takes long to write, only where details are wanted. */
const circumstances = (details: boolean): string => `json_build_object(
    'rows', ${ESTIMATED_ROWS}, 'empty', pg_relation_size(t.oid) = 0 AND t.relkind = 'r', 'heap', pg_relation_size(t.oid), 'bytes', ${details ? "pg_total_relation_size(t.oid)" : "0"},${details ? DEFINITIONS : ""}
    'ownable', pg_has_role(t.relowner, 'USAGE'),
    'children', (SELECT coalesce(jsonb_agg(h.inhrelid::regclass::text ORDER BY 1), '[]') FROM pg_inherits h WHERE h.inhparent = t.oid))`;

/**
 * What of pg_depend d is no column, key or index of its table. Nearly everything in there is, so that each kind is looked up once and not
 * row by row.
 */
const NOT_OUR_PART = `CASE d.classid
    WHEN 'pg_class'::regclass THEN d.objid IN (SELECT oid FROM pg_class WHERE relkind = 'S')
    WHEN 'pg_constraint'::regclass THEN d.objid IN (SELECT oid FROM pg_constraint WHERE contype = 'x' OR (contype = 'f' AND conrelid NOT IN (SELECT oid FROM relation)))
    WHEN 'pg_trigger'::regclass THEN d.objid IN (SELECT oid FROM pg_trigger WHERE NOT tgisinternal)
    WHEN 'pg_attrdef'::regclass THEN d.objid IN (SELECT e.oid FROM pg_attrdef e JOIN pg_attribute a ON a.attrelid = e.adrelid AND a.attnum = e.adnum WHERE a.attgenerated <> '')
    ELSE d.classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_proc'::regclass) END`;

/** What depends on tables of the namespace and is not itself one of their columns, keys or indexes. A sequence moves with the table of its column. */
const DEPENDENTS = `SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('namespace', r.namespace, 'table', r.name, 'column', CASE WHEN s.oid IS NULL THEN a.attname END,
    'part', coalesce(g.tgname, s.relname, CASE WHEN e.adrelid = r.oid THEN ea.attname END), 'description',
    CASE v.relkind WHEN 'm' THEN 'materialized view ' || v.oid::regclass::text WHEN 'v' THEN 'view ' || v.oid::regclass::text
      ELSE pg_describe_object(d.classid, d.objid, 0) END)), '[]')
  FROM relation r
  JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = r.oid AND d.deptype IN ('n', 'a') AND (${NOT_OUR_PART})
  LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid AND a.attnum > 0
  LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
  LEFT JOIN pg_class v ON v.oid = w.ev_class
  LEFT JOIN pg_class s ON d.classid = 'pg_class'::regclass AND s.oid = d.objid AND s.relkind = 'S'
  LEFT JOIN pg_trigger g ON d.classid = 'pg_trigger'::regclass AND g.oid = d.objid
  LEFT JOIN pg_attrdef e ON d.classid = 'pg_attrdef'::regclass AND e.oid = d.objid
  LEFT JOIN pg_attribute ea ON ea.attrelid = e.adrelid AND ea.attnum = e.adnum
  WHERE e.oid IS NULL OR ea.attnum <> d.refobjsubid`;

/**
 * Relations of the namespace that are neither tables nor their indexes, and types, whose names no table may have either. Sequences of
 * identity columns and the types behind tables and arrays go with their table; what an extension made goes with the extension.
 */
const OTHER_RELATIONS = (
  namespace: string,
): string => `SELECT coalesce(jsonb_agg(jsonb_build_object('name', o.name, 'kind', o.kind, 'extension', EXISTS (
    SELECT 1 FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.oid AND d.deptype = 'e')) ORDER BY o.name), '[]')
  FROM (SELECT 'pg_class'::regclass AS class, c.oid, c.relname AS name, c.relnamespace AS namespace, CASE c.relkind WHEN 'v' THEN 'view'
      WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' ELSE 'composite type' END AS kind
    FROM pg_class c WHERE c.relkind IN ('v', 'm', 'S', 'f', 'c')
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
    UNION ALL SELECT 'pg_type'::regclass, t.oid, t.typname, t.typnamespace, CASE t.typtype WHEN 'e' THEN 'enum type' WHEN 'd' THEN 'domain' ELSE 'type' END
    FROM pg_type t WHERE t.typrelid = 0 AND NOT EXISTS (SELECT 1 FROM pg_type e WHERE e.typarray = t.oid)) o
  JOIN pg_namespace n ON n.oid = o.namespace
  WHERE n.nspname = ${quoteLiteral(namespace)}`;

/** Functions that could be ours: for triggers, in PL/pgSQL, without arguments. */
const ROUTINES = (
  namespace: string,
): string => `SELECT coalesce(jsonb_agg(jsonb_build_object('name', p.proname, 'body', p.prosrc, 'settings', coalesce(p.proconfig, '{}'),
    'security_definer', p.prosecdef, 'volatility', p.provolatile) ORDER BY p.proname), '[]')
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
  WHERE n.nspname = ${quoteLiteral(namespace)} AND l.lanname = 'plpgsql' AND p.prokind = 'f' AND p.pronargs = 0 AND p.prorettype = 'trigger'::regtype`;

/** How many locks the server holds at once, for all sessions together. */
const LOCK_SLOTS = `current_setting('max_locks_per_transaction')::int * (current_setting('max_connections')::int + current_setting('max_prepared_transactions')::int)`;

/** Tables of the namespace that someone builds an index of right now; where that may not be seen, it may be any of them. */
const BUILDING = `SELECT coalesce(jsonb_agg(DISTINCT r.name), '[]') FROM pg_stat_progress_create_index p JOIN relation r ON r.oid = coalesce(p.relid, r.oid)
  WHERE p.datname = current_database()`;

/** Some of the tables, by their names. */
export interface Slice {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

/** The tables over `described`, as one JSON list. */
const tables = (details: boolean): string =>
  `SELECT coalesce(json_agg(json_build_object('namespace', d.namespace, 'fingerprint', ${TABLE_FINGERPRINT}, 'description', d.description, 'circumstances', ${circumstances(details)})
    ORDER BY d.name COLLATE "C"), '[]') FROM described d JOIN pg_class t ON t.oid = d.oid`;

/** The statement that reads some of the tables and nothing else: one row with `tables`. */
export function tablesStatement(
  namespaces: readonly string[],
  details: boolean,
  slice: Slice,
): string {
  return `WITH ${describedTables(namespaces, { slice })} SELECT (${tables(details)}) AS tables`;
}

/**
 * The statement that reads everything: one row of texts. `historyXml` is an expression for what the history says (see `history`),
 * `namespaces` are those whose presence is asked for, `retired` is where retired tables are, and `details` says whether tables are measured and their constraints written out.
 */
export function catalogStatement(
  namespace: string,
  retired: string,
  namespaces: readonly string[],
  historyXml: string,
  details: boolean,
  part: "all" | "without tables",
): string {
  return `WITH ${describedTables([namespace, retired])}
SELECT current_setting('server_version_num') AS server_version_num, current_setting('server_version') AS server_version,
  current_database() AS database_name, ${LOCK_SLOTS} AS lock_slots, (${BUILDING}) AS building,
  (SELECT coalesce(jsonb_agg(nspname), '[]') FROM pg_namespace WHERE nspname = ANY (${textArray(namespaces)}::name[])) AS namespaces,
  (${part === "all" ? tables(details) : "SELECT '[]'"}) AS tables,
  (${ROUTINES(namespace)}) AS routines,
  (${typesQuery(namespace)}) AS types, (${typesQuery(retired)}) AS retired_types,
  (${DEPENDENTS}) AS dependents,
  (${OTHER_RELATIONS(namespace)}) AS relations,
  ${historyXml} AS history`;
}
