// The JSON of the catalog statement → tables of the relational model. What the model cannot express stays visible as `variant`.

import type {
  Column,
  Constraint,
  ForeignKey,
  Index,
  ReferentialAction,
  Table,
} from "../relational/database.ts";
import { decodeTrigger, type TriggerJson } from "./catalog-triggers.ts";

/** One element of `tables` in the catalog statement's answer. */
export interface TableJson {
  readonly fingerprint: string;
  readonly description: TableDescription;
  readonly circumstances: {
    readonly rows: number;
    readonly empty: boolean;
    readonly bytes: number;
    readonly ownable: boolean;
    readonly children: readonly string[];
  };
}

export interface TableDescription {
  readonly name: string;
  readonly kind: string;
  readonly persistence: string;
  readonly comment: string | null;
  readonly columns: readonly ColumnJson[];
  readonly constraints: readonly ConstraintJson[];
  readonly indexes: readonly IndexJson[];
  readonly triggers: readonly TriggerJson[];
}

interface ColumnJson {
  readonly name: string;
  readonly type: string;
  readonly not_null: boolean;
  readonly default: string | null;
  readonly identity: string;
  readonly generated: string;
  readonly collation: string | null;
  readonly comment: string | null;
}

export interface ConstraintJson {
  readonly name: string;
  /** p, u, c, f or x, as pg_constraint has it. */
  readonly type: string;
  readonly definition: string;
  readonly columns: readonly string[] | null;
  readonly expression: string | null;
  readonly target_namespace: string | null;
  readonly target: string | null;
  readonly target_columns: readonly string[] | null;
  readonly on_delete: string;
  readonly on_update: string;
  readonly match: string;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly validated: boolean;
  readonly no_inherit: boolean;
  readonly nulls_not_distinct: boolean;
  readonly includes: boolean;
}

interface IndexJson {
  readonly name: string;
  readonly definition: string;
  readonly unique: boolean;
  readonly method: string;
  readonly valid: boolean;
  readonly nulls_not_distinct: boolean;
  readonly where: string | null;
  readonly keys: readonly {
    readonly column: string | null;
    readonly options: number;
    readonly plain: boolean;
  }[];
  readonly include: readonly string[] | null;
}

/** Exclusion constraints are left out: the model has none, and they are never ours. `namespace` is the one we read. */
export function decodeTable(json: TableDescription, namespace: string): Table {
  return {
    name: json.name,
    columns: json.columns.map(decodeColumn),
    constraints: json.constraints.flatMap((constraint) => decodeConstraint(constraint, namespace)),
    indexes: json.indexes.map(decodeIndex),
    triggers: json.triggers.map((trigger) => decodeTrigger(trigger, namespace)),
    ...optional("comment", json.comment),
  };
}

function decodeColumn(json: ColumnJson): Column {
  const identity: Column["identity"] | null =
    json.identity === "a" ? "always" : json.identity === "d" ? "by default" : null;
  const variant = words([
    json.generated === "v" ? `GENERATED ALWAYS AS (${json.default ?? ""}) VIRTUAL` : "",
    json.collation === null ? "" : `COLLATE ${json.collation}`,
  ]);
  return {
    name: json.name,
    type: json.type,
    notNull: json.not_null,
    ...optional(
      "default",
      json.generated === "" && json.default !== null ? { sql: json.default } : null,
    ),
    ...optional("identity", identity),
    ...optional(
      "generated",
      json.generated === "s" && json.default !== null ? { sql: json.default } : null,
    ),
    ...optional("variant", variant),
    ...optional("comment", json.comment),
  };
}

function decodeConstraint(json: ConstraintJson, namespace: string): Constraint[] {
  const { name } = json;
  const columns = json.columns ?? [];
  const variant = optional("variant", constraintVariant(json, namespace));
  switch (json.type) {
    case "p":
      return [{ kind: "primary_key", name, columns, ...variant }];
    case "u":
      return [
        { kind: "unique", name, columns, nullsNotDistinct: json.nulls_not_distinct, ...variant },
      ];
    case "c":
      return [
        { kind: "check", name, columns, expression: { sql: json.expression ?? "" }, ...variant },
      ];
    case "f":
      return [{ ...decodeForeignKey(json, columns), ...variant }];
    default:
      return [];
  }
}

function decodeForeignKey(json: ConstraintJson, columns: readonly string[]): ForeignKey {
  return {
    kind: "foreign_key",
    name: json.name,
    columns,
    targetTable: json.target ?? "",
    targetColumns: json.target_columns ?? [],
    onDelete: ACTIONS[json.on_delete] ?? "no action",
    onUpdate: ACTIONS[json.on_update] ?? "no action",
    ...(json.deferred && { deferred: true }),
  };
}

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
};

function constraintVariant(json: ConstraintJson, namespace: string): string | null {
  const foreign = json.type === "f";
  return words([
    json.deferrable && !(foreign && json.deferred)
      ? `DEFERRABLE${json.deferred ? " INITIALLY DEFERRED" : ""}`
      : "",
    json.validated ? "" : "NOT VALID",
    json.no_inherit ? "NO INHERIT" : "",
    json.includes ? "INCLUDE" : "",
    foreign && json.match !== "s" ? "MATCH FULL" : "",
    foreign && (json.on_delete === "d" || json.on_update === "d") ? "SET DEFAULT" : "",
    foreign && json.target_namespace !== null && json.target_namespace !== namespace
      ? `REFERENCES ${json.target_namespace}`
      : "",
  ]);
}

function decodeIndex(json: IndexJson): Index {
  const ordered = json.method === "btree";
  // Ascending with NULLs last is 0, descending with NULLs first is 3: what ASC and DESC mean when nothing else is said.
  const plain = json.keys.every(
    (key) => key.plain && (ordered ? key.options === 0 || key.options === 3 : key.options === 0),
  );
  const variant = words([
    plain ? "" : json.definition,
    json.valid ? "" : "INVALID",
    json.nulls_not_distinct ? "NULLS NOT DISTINCT" : "",
  ]);
  return {
    name: json.name,
    unique: json.unique,
    method: json.method,
    keys: json.keys.map((key) => ({
      column: key.column ?? "",
      descending: (key.options & 1) === 1,
    })),
    include: json.include ?? [],
    ...optional("where", json.where === null ? null : { sql: json.where }),
    ...optional("variant", variant),
  };
}

function words(parts: readonly string[]): string | null {
  const present = parts.filter((part) => part !== "");
  return present.length === 0 ? null : present.join(" ");
}

/** `{key: value}`, or nothing where there is no value. */
function optional<Key extends string, Value>(
  key: Key,
  value: Value | null,
): { readonly [K in Key]?: NonNullable<Value> } {
  return value === null ? {} : ({ [key]: value } as { readonly [K in Key]?: NonNullable<Value> });
}
