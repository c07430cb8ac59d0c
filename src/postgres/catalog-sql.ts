// The SQL that reads a namespace out of pg_catalog. The same text describes a table for the reader and, as a fingerprint, for the
// assertion inside the apply batch, so everything is written with literals: a DO block takes no parameters.

import { quoteLiteral, textArray } from "../sql/quote.ts";

/**
 * What every batch of ours starts with: names are written out in full, and values deparse the same whatever the role's settings.
 * Ends with the transaction.
 */
export const SETTINGS = `SELECT set_config('search_path', '', true), set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, MDY', true),
  set_config('intervalstyle', 'postgres', true), set_config('extra_float_digits', '1', true), set_config('quote_all_identifiers', 'off', true)`;

/** Sets timeouts, in milliseconds, for the rest of the transaction. At least one: zero would mean none at all. */
export function setTimeouts(timeouts: Readonly<Record<string, number>>): string {
  const settings = Object.entries(timeouts).map(
    ([name, milliseconds]) =>
      `set_config(${quoteLiteral(name)}, '${Math.max(1, Math.trunc(milliseconds))}ms', true)`,
  );
  return `SELECT ${settings.join(", ")}`;
}

/**
 * A list of CTEs ending in `described (oid, name, description jsonb)`: one row for each table of the namespace (of `tables` only, if
 * given), with all that makes it what it is and nothing that changes by itself (sizes, estimates).
 */
function describedTables(namespace: string, tables?: readonly string[]): string {
  const filter = tables === undefined ? "" : ` AND c.relname = ANY (${textArray(tables)}::name[])`;
  return `relation AS MATERIALIZED (
  SELECT c.oid, c.relname::text AS name, c.relkind, c.relpersistence, c.relrowsecurity
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ${quoteLiteral(namespace)} AND c.relkind IN ('r', 'p')${filter}
), column_list AS (
  SELECT a.attrelid AS oid, jsonb_agg(jsonb_build_object(
    'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'not_null', a.attnotnull,
    'default', pg_get_expr(d.adbin, d.adrelid), 'identity', a.attidentity, 'generated', a.attgenerated,
    'collation', CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END,
    'comment', col_description(a.attrelid, a.attnum)) ORDER BY a.attnum) AS list
  FROM relation r
  JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  GROUP BY a.attrelid
), constraint_list AS (
  SELECT k.conrelid AS oid, jsonb_agg(jsonb_build_object(
    'name', k.conname, 'type', k.contype, 'definition', pg_get_constraintdef(k.oid),
    'columns', (SELECT jsonb_agg(a.attname ORDER BY u.position) FROM unnest(k.conkey) WITH ORDINALITY u (attnum, position)
      JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum),
    'expression', pg_get_expr(k.conbin, k.conrelid),
    'target_namespace', (SELECT nspname FROM pg_namespace WHERE oid = f.relnamespace), 'target', f.relname,
    'target_columns', (SELECT jsonb_agg(a.attname ORDER BY u.position) FROM unnest(k.confkey) WITH ORDINALITY u (attnum, position)
      JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum),
    'on_delete', k.confdeltype, 'on_update', k.confupdtype, 'match', k.confmatchtype,
    'deferrable', k.condeferrable, 'deferred', k.condeferred, 'validated', k.convalidated,
    'no_inherit', k.contype = 'c' AND k.connoinherit,
    'nulls_not_distinct', coalesce(i.indnullsnotdistinct, false), 'includes', coalesce(i.indnatts > i.indnkeyatts, false)) ORDER BY k.conname) AS list
  FROM relation r
  JOIN pg_constraint k ON k.conrelid = r.oid AND k.contype IN ('p', 'u', 'c', 'f', 'x')
  LEFT JOIN pg_class f ON f.oid = k.confrelid
  LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u')
  GROUP BY k.conrelid
), index_list AS (
  SELECT i.indrelid AS oid, jsonb_agg(jsonb_build_object(
    'name', c.relname, 'definition', pg_get_indexdef(i.indexrelid), 'unique', i.indisunique, 'method', m.amname,
    'valid', i.indisvalid, 'nulls_not_distinct', i.indnullsnotdistinct, 'where', pg_get_expr(i.indpred, i.indrelid),
    'keys', keys.list, 'include', keys.include) ORDER BY c.relname) AS list
  FROM relation r
  JOIN pg_index i ON i.indrelid = r.oid
  JOIN pg_class c ON c.oid = i.indexrelid
  JOIN pg_am m ON m.oid = c.relam
  LEFT JOIN pg_constraint k ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
  CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('column', a.attname, 'options', i.indoption[p - 1],
        'plain', a.attname IS NOT NULL AND o.opcdefault AND i.indcollation[p - 1] = a.attcollation) ORDER BY p)
        FILTER (WHERE p <= i.indnkeyatts) AS list,
      jsonb_agg(a.attname ORDER BY p) FILTER (WHERE p > i.indnkeyatts) AS include
    FROM generate_series(1, i.indnatts::int) p
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p - 1] AND a.attnum > 0
    LEFT JOIN pg_opclass o ON p <= i.indnkeyatts AND o.oid = i.indclass[p - 1]
  ) keys
  WHERE k.oid IS NULL
  GROUP BY i.indrelid
), trigger_list AS (
  SELECT g.tgrelid AS oid, jsonb_agg(jsonb_build_object(
    'name', g.tgname, 'definition', pg_get_triggerdef(g.oid), 'type', g.tgtype, 'enabled', g.tgenabled,
    'plain', g.tgqual IS NULL AND g.tgconstraint = 0 AND coalesce(g.tgoldtable, g.tgnewtable) IS NULL,
    'columns', (SELECT coalesce(jsonb_agg(a.attname ORDER BY u.position), '[]') FROM unnest(g.tgattr::int2[]) WITH ORDINALITY u (attnum, position)
      JOIN pg_attribute a ON a.attrelid = g.tgrelid AND a.attnum = u.attnum),
    'routine', p.proname, 'routine_namespace', n.nspname, 'body', md5(p.prosrc), 'arguments', encode(g.tgargs, 'hex')) ORDER BY g.tgname) AS list
  FROM relation r
  JOIN pg_trigger g ON g.tgrelid = r.oid AND NOT g.tgisinternal
  JOIN pg_proc p ON p.oid = g.tgfoid
  JOIN pg_namespace n ON n.oid = p.pronamespace
  GROUP BY g.tgrelid
), described AS (
  SELECT r.oid, r.name, jsonb_build_object(
    'name', r.name, 'kind', r.relkind, 'persistence', r.relpersistence, 'comment', obj_description(r.oid, 'pg_class'),
    'columns', coalesce(c.list, '[]'), 'constraints', coalesce(k.list, '[]'), 'indexes', coalesce(i.list, '[]'),
    'triggers', coalesce(g.list, '[]')) AS description
  FROM relation r
  LEFT JOIN column_list c ON c.oid = r.oid
  LEFT JOIN constraint_list k ON k.oid = r.oid
  LEFT JOIN index_list i ON i.oid = r.oid
  LEFT JOIN trigger_list g ON g.oid = r.oid
)`;
}

/** The fingerprint of one table, over `described`. */
const TABLE_FINGERPRINT = "encode(sha256(convert_to(description::text, 'UTF8')), 'hex')";

/**
 * An expression for the fingerprint of these tables together; `combineFingerprints` computes the same from single ones.
 * Tables that do not exist leave no trace, so that making one changes it.
 */
export function fingerprintExpression(namespace: string, tables: readonly string[]): string {
  return `(WITH ${describedTables(namespace, tables)}
SELECT encode(sha256(convert_to(coalesce(string_agg(name || '=' || ${TABLE_FINGERPRINT}, E'\\n' ORDER BY name COLLATE "C"), ''), 'UTF8')), 'hex')
FROM described)`;
}

/** Sizes and rights of one table as jsonb, over `described`; sizes of indexes are looked up on disk, so only where wanted. */
const circumstances = (sizes: boolean): string => `jsonb_build_object(
    'rows', greatest(t.reltuples, 0)::bigint, 'empty', pg_relation_size(t.oid) = 0 AND t.relkind = 'r', 'bytes', ${sizes ? "pg_total_relation_size(t.oid)" : "0"},
    'ownable', pg_has_role(t.relowner, 'USAGE'),
    'children', (SELECT coalesce(jsonb_agg(h.inhrelid::regclass::text ORDER BY 1), '[]') FROM pg_inherits h WHERE h.inhparent = t.oid))`;

/** What depends on tables of the namespace and is not itself one of their columns, keys or indexes. A sequence moves with the table of its column. */
const DEPENDENTS = `SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('table', r.name, 'column', CASE WHEN s.oid IS NULL THEN a.attname END,
    'part', coalesce(g.tgname, CASE WHEN e.adrelid = r.oid THEN ea.attname END), 'description',
    CASE v.relkind WHEN 'm' THEN 'materialized view ' || v.oid::regclass::text WHEN 'v' THEN 'view ' || v.oid::regclass::text
      ELSE pg_describe_object(d.classid, d.objid, 0) END)), '[]')
  FROM relation r
  JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = r.oid AND d.deptype IN ('n', 'a')
  LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid AND a.attnum > 0
  LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
  LEFT JOIN pg_class v ON v.oid = w.ev_class
  LEFT JOIN pg_class s ON d.classid = 'pg_class'::regclass AND s.oid = d.objid AND s.relkind = 'S'
  LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
  LEFT JOIN pg_trigger g ON d.classid = 'pg_trigger'::regclass AND g.oid = d.objid
  LEFT JOIN pg_attrdef e ON d.classid = 'pg_attrdef'::regclass AND e.oid = d.objid
  LEFT JOIN pg_attribute ea ON ea.attrelid = e.adrelid AND ea.attnum = e.adnum
  WHERE w.oid IS NOT NULL OR s.oid IS NOT NULL
    OR d.classid IN ('pg_policy'::regclass, 'pg_proc'::regclass)
    OR (k.contype = 'x' OR (k.contype = 'f' AND k.conrelid NOT IN (SELECT oid FROM relation)))
    OR (g.oid IS NOT NULL AND NOT g.tgisinternal)
    OR (ea.attgenerated <> '' AND ea.attnum <> d.refobjsubid)`;

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

/**
 * The statement that reads everything: one row of texts. `historyXml` is an expression for what the history says (see `history`),
 * `namespaces` are those whose presence is asked for, and `sizes` says whether tables are measured.
 */
export function catalogStatement(
  namespace: string,
  namespaces: readonly string[],
  historyXml: string,
  sizes: boolean,
): string {
  return `WITH ${describedTables(namespace)}
SELECT current_setting('server_version_num') AS server_version_num, current_setting('server_version') AS server_version,
  current_database() AS database_name,
  (SELECT coalesce(jsonb_agg(nspname), '[]') FROM pg_namespace WHERE nspname = ANY (${textArray(namespaces)}::name[])) AS namespaces,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('fingerprint', ${TABLE_FINGERPRINT}, 'description', d.description, 'circumstances', ${circumstances(sizes)})
    ORDER BY d.name COLLATE "C"), '[]') FROM described d JOIN pg_class t ON t.oid = d.oid) AS tables,
  (${ROUTINES(namespace)}) AS routines,
  (${DEPENDENTS}) AS dependents,
  (${OTHER_RELATIONS(namespace)}) AS relations,
  ${historyXml} AS history`;
}
