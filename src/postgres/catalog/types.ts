// Native enum types in pg_catalog → the SQL that reads them, and its JSON → the relational model.

import type { EnumType } from "../../relational/database.ts";
import { quoteLiteral } from "../../sql/quote.ts";

export interface TypeJson {
  readonly name: string;
  readonly values: readonly string[];
  readonly comment: string | null;
  readonly users: readonly string[];
  readonly dependents: readonly string[];
  readonly fingerprint: string;
}

/** A type t of the namespace that no extension has made. */
const enumTypes = (namespace: string): string => `pg_type t
  JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE n.nspname = ${quoteLiteral(namespace)} AND t.typtype = 'e'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')`;

const VALUES = `(SELECT coalesce(json_agg(e.enumlabel ORDER BY e.enumsortorder), '[]') FROM pg_enum e WHERE e.enumtypid = t.oid)`;
const COMMENT = `obj_description(t.oid, 'pg_type')`;

/** The fingerprint of type t. */
const FINGERPRINT = `encode(sha256(convert_to(json_build_array(${VALUES}, ${COMMENT})::text, 'UTF8')), 'hex')`;

/** What depends on type t or on arrays of it. */
const DEPENDING = `pg_depend d WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray)`;

/** Columns of tables; and what is neither a part of a table nor the type's own array. */
const USERS = `(SELECT coalesce(json_agg(DISTINCT un.nspname || '.' || c.relname || '.' || a.attname), '[]')
  FROM pg_class c JOIN pg_namespace un ON un.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid, ${DEPENDING}
    AND d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = a.attnum AND c.relkind IN ('r', 'p'))`;
const DEPENDENTS = `(SELECT coalesce(json_agg(DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid)), '[]') FROM ${DEPENDING}
    AND d.deptype IN ('n', 'a')
    AND (d.classid NOT IN ('pg_class'::regclass, 'pg_attrdef'::regclass, 'pg_constraint'::regclass)
      OR EXISTS (SELECT 1 FROM pg_class c WHERE d.classid = 'pg_class'::regclass AND c.oid = d.objid AND c.relkind NOT IN ('r', 'p', 'i', 'I'))))`;

/** A query for the JSON of all types of the namespace. */
export function typesQuery(namespace: string): string {
  return `SELECT coalesce(json_agg(json_build_object('name', t.typname, 'values', ${VALUES}, 'comment', ${COMMENT}, 'users', ${USERS},
    'dependents', ${DEPENDENTS}, 'fingerprint', ${FINGERPRINT})), '[]') FROM ${enumTypes(namespace)}`;
}

/** A query for (name, fingerprint) of all types of the namespace. */
export function typeFingerprints(namespace: string): string {
  return `SELECT t.typname::text AS name, ${FINGERPRINT} AS fingerprint FROM ${enumTypes(namespace)}`;
}

/** An enum type with its values in their order. */
export function decodeType({ name, values, comment, users, dependents }: TypeJson): EnumType {
  return { name, values, ...(comment !== null && { comment }), users, dependents };
}
