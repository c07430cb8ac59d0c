// The fields of the catalog's JSON, each with the SQL that gives it. They travel as lists in this order, not as objects: a third of the
// bytes, and half of the server's time.

import type {
  ColumnJson,
  ConstraintJson,
  IndexJson,
  KeyJson,
  SequenceJson,
  TableDescription,
  TableJson,
} from "./json.ts";
import type { TriggerJson } from "./triggers.ts";

/** Field → an SQL expression. */
type Fields<Json> = Readonly<Record<keyof Json, string>>;

/** Over pg_attribute a, pg_type t, pg_attrdef d, pg_description m. */
export const COLUMN: Fields<ColumnJson> = {
  name: "a.attname",
  type: "format_type(a.atttypid, a.atttypmod)",
  not_null: "a.attnotnull",
  default: "pg_get_expr(d.adbin, d.adrelid)",
  identity: "a.attidentity",
  generated: "a.attgenerated",
  collation:
    "CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END",
  sequence: "s.description",
  comment: "m.description",
};

/** Over the pg_class c of a sequence, its pg_sequence q, and the pg_depend d that ties it to its column. */
export const SEQUENCE: Fields<SequenceJson> = {
  name: "c.relname",
  type: "format_type(q.seqtypid, NULL)",
  increment: "q.seqincrement::text",
  minimum: "q.seqmin::text",
  maximum: "q.seqmax::text",
  start: "q.seqstart::text",
  cache: "q.seqcache::text",
  cycle: "q.seqcycle",
  users: `(SELECT json_agg(DISTINCT pg_describe_object(u.classid, u.objid, 0)) FROM pg_depend u WHERE u.refclassid = 'pg_class'::regclass AND u.refobjid = c.oid
    AND u.deptype = 'n' AND NOT EXISTS (SELECT 1 FROM pg_attrdef e WHERE u.classid = 'pg_attrdef'::regclass AND e.oid = u.objid AND e.adrelid = d.refobjid AND e.adnum = d.refobjsubid))`,
};

/** Over pg_constraint k and its pg_description m, the target's pg_class f, the pg_index i behind a key. */
export const CONSTRAINT: Fields<ConstraintJson> = {
  name: "k.conname",
  type: "k.contype",
  // Writing it takes Postgres as long as all the rest.
  definition: `CASE WHEN k.contype = 'x' OR NOT k.convalidated OR k.conexclop IS NOT NULL OR k.confdelsetcols IS NOT NULL THEN pg_get_constraintdef(k.oid) END`,
  columns: columnNames("k.conrelid", "k.conkey"),
  expression: "pg_get_expr(k.conbin, k.conrelid)",
  target_namespace: "(SELECT nspname FROM pg_namespace WHERE oid = f.relnamespace)",
  target: "f.relname",
  target_columns: columnNames("k.confrelid", "k.confkey"),
  on_delete: "k.confdeltype",
  on_update: "k.confupdtype",
  match: "k.confmatchtype",
  deferrable: "k.condeferrable",
  deferred: "k.condeferred",
  validated: "k.convalidated",
  no_inherit: "k.contype = 'c' AND k.connoinherit",
  nulls_not_distinct: "coalesce(i.indnullsnotdistinct, false)",
  include: `CASE WHEN i.indnatts > i.indnkeyatts THEN (SELECT json_agg(a.attname ORDER BY p) FROM generate_series(i.indnkeyatts, i.indnatts - 1) p
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p]) END`,
  comment: "m.description",
};

/** Over pg_index i, its pg_class c, pg_am m and pg_description x, and `keys`. */
export const INDEX: Fields<IndexJson> = {
  name: "c.relname",
  definition: "pg_get_indexdef(i.indexrelid)",
  unique: "i.indisunique",
  method: "m.amname",
  valid: "i.indisvalid",
  nulls_not_distinct: "i.indnullsnotdistinct",
  where: "pg_get_expr(i.indpred, i.indrelid)",
  keys: "keys.list",
  include: "keys.include",
  parameters: "c.reloptions",
  reads: `CASE WHEN i.indexprs IS NOT NULL OR i.indpred IS NOT NULL THEN (SELECT json_agg(DISTINCT a.attname) FROM pg_depend d
    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid) END`,
  tuned:
    "m.amname <> 'btree' AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attoptions IS NOT NULL)",
  comment: "x.description",
};

/** Over pg_index i, the place p of a key in it, its column's pg_attribute a, and its pg_opclass o. */
export const KEY: Fields<KeyJson> = {
  column: "a.attname",
  expression: "CASE WHEN i.indkey[p - 1] = 0 THEN pg_get_indexdef(i.indexrelid, p, false) END",
  options: "i.indoption[p - 1]",
  collation: `CASE WHEN i.indcollation[p - 1] <> coalesce(a.attcollation, 'pg_catalog."default"'::regcollation) AND i.indcollation[p - 1] <> 0
    THEN i.indcollation[p - 1]::regcollation::text END`,
  operator_class: `CASE WHEN NOT o.opcdefault THEN CASE WHEN o.opcnamespace <> 'pg_catalog'::regnamespace THEN o.opcnamespace::regnamespace || '.' ELSE '' END
    || quote_ident(o.opcname) END`,
};

/** Over pg_trigger g, its function's pg_proc p and pg_namespace n. */
export const TRIGGER: Fields<TriggerJson> = {
  name: "g.tgname",
  definition: "pg_get_triggerdef(g.oid)",
  type: "g.tgtype",
  enabled: "g.tgenabled",
  plain: "g.tgqual IS NULL AND g.tgconstraint = 0 AND coalesce(g.tgoldtable, g.tgnewtable) IS NULL",
  columns: `coalesce(${columnNames("g.tgrelid", "g.tgattr::int2[]")}, '[]')`,
  routine: "p.proname",
  routine_namespace: "n.nspname",
  body: "md5(p.prosrc)",
  arguments: "encode(g.tgargs, 'hex')",
};

/** Over `relation r`, and the lists c, k, i and g. */
export const TABLE: Fields<TableDescription> = {
  name: "r.name",
  kind: "r.relkind",
  persistence: "r.relpersistence",
  comment: "m.description",
  columns: "coalesce(c.list, '[]')",
  constraints: "coalesce(k.list, '[]')",
  indexes: "coalesce(i.list, '[]')",
  triggers: "coalesce(g.list, '[]')",
};

/** The columns of a list of numbers, in its order. It is mostly one, and that is looked up in no time. */
function columnNames(table: string, numbers: string): string {
  return `CASE cardinality(${numbers}) WHEN 1 THEN
      (SELECT json_build_array(a.attname) FROM pg_attribute a WHERE a.attrelid = ${table} AND a.attnum = (${numbers})[array_lower(${numbers}, 1)])
    ELSE (SELECT json_agg(a.attname ORDER BY u.position) FROM unnest(${numbers}) WITH ORDINALITY u (attnum, position)
      JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = u.attnum) END`;
}

/** An SQL expression for the list of all fields. */
export function packed<Json>(fields: Fields<Json>): string {
  return `json_build_array(${Object.values(fields).join(", ")})`;
}

type List = readonly unknown[];

/** The object that a list was made of. */
function unpack<Json>(fields: Fields<Json>, values: List): Json {
  const object: Record<string, unknown> = {};
  let place = 0;
  for (const name in fields) object[name] = values[place++];
  return object as Json;
}

/** A table as it comes: its description is a list of lists. */
export type PackedTable = Omit<TableJson, "description"> & { readonly description: List };

/** A table with the names of its fields. */
export function unpackTable({ description, ...table }: PackedTable): TableJson {
  const whole = unpack(TABLE, description);
  const parts = <Json>(fields: Fields<Json>, lists: readonly unknown[]): readonly Json[] =>
    (lists as readonly List[]).map((values) => unpack(fields, values));
  return {
    ...table,
    description: {
      ...whole,
      columns: parts(COLUMN, whole.columns).map((column) => ({
        ...column,
        sequence: column.sequence && unpack(SEQUENCE, column.sequence as unknown as List),
      })),
      constraints: parts(CONSTRAINT, whole.constraints),
      indexes: parts(INDEX, whole.indexes).map((index) => ({
        ...index,
        keys: parts(KEY, index.keys),
      })),
      triggers: parts(TRIGGER, whole.triggers),
    },
  };
}
