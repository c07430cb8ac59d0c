// The JSON of the catalog statement → tables of the relational model. What the model cannot express stays visible as `variant`.

import type {
  Column,
  Constraint,
  ForeignKey,
  Index,
  IndexKey,
  ReferentialAction,
  Table,
} from "../../relational/database.ts";
import { counterOf, type SequenceValues } from "../../relational/counter.ts";
import { typeNameIn } from "../../sql/type-name.ts";
import { decodeTrigger, type TriggerJson } from "./triggers.ts";

/** One element of `tables` in the catalog statement's answer. */
export interface TableJson {
  readonly namespace: string;
  readonly fingerprint: string;
  readonly description: TableDescription;
  readonly circumstances: {
    readonly rows: number;
    readonly empty: boolean;
    readonly heap: number;
    readonly bytes: number;
    readonly ownable: boolean;
    readonly children: readonly string[];
    /** Constraint → as Postgres writes it; absent where no details were asked for. */
    readonly definitions?: Readonly<Record<string, string>>;
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

export interface ColumnJson {
  readonly name: string;
  readonly type: string;
  readonly not_null: boolean;
  readonly default: string | null;
  readonly identity: string;
  readonly generated: string;
  readonly collation: string | null;
  /** One that the column owns; of several the one that its default draws from. */
  readonly sequence: SequenceJson | null;
  readonly comment: string | null;
}

export interface SequenceJson extends SequenceValues {
  readonly name: string;
  /** What else takes numbers from it, as Postgres describes it. */
  readonly users: readonly string[] | null;
}

export interface ConstraintJson {
  readonly name: string;
  /** p, u, c, f or x, as pg_constraint has it. */
  readonly type: string;
  /** As Postgres writes it, where the other fields do not say all of it. */
  readonly definition: string | null;
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
  readonly include: readonly string[] | null;
  readonly comment: string | null;
}

export interface IndexJson {
  readonly name: string;
  readonly definition: string;
  readonly unique: boolean;
  readonly method: string;
  readonly valid: boolean;
  readonly nulls_not_distinct: boolean;
  readonly where: string | null;
  readonly keys: readonly KeyJson[];
  readonly include: readonly string[] | null;
  readonly parameters: readonly string[] | null;
  /** Of one with an expression or a predicate. */
  readonly reads: readonly string[] | null;
  /** Some operator class has options. */
  readonly tuned: boolean;
  readonly comment: string | null;
}

export interface KeyJson {
  readonly column: string | null;
  readonly expression: string | null;
  /** Bits of pg_index.indoption: descending, and missing values first. */
  readonly options: number;
  /** Where it is not that of the column, or of an expression not the database's. */
  readonly collation: string | null;
  /** Where it is not the usual one. */
  readonly operator_class: string | null;
}

/** Exclusion constraints are left out: the model has none, and they are never ours. `namespace` is the one we read. */
export function decodeTable(json: TableDescription, namespace: string): Table {
  return {
    name: json.name,
    columns: json.columns.map((column) => decodeColumn(column, namespace)),
    constraints: json.constraints.flatMap((constraint) => decodeConstraint(constraint, namespace)),
    indexes: json.indexes.map(decodeIndex),
    triggers: json.triggers.map((trigger) => decodeTrigger(trigger, namespace)),
    ...optional("comment", json.comment),
  };
}

function decodeColumn(json: ColumnJson, namespace: string): Column {
  const isSerial = json.sequence !== null && drawsFrom(json.default, namespace, json.sequence.name);
  const identity: Column["identity"] | null =
    json.identity === "a" ? "always" : json.identity === "d" ? "by default" : null;
  const isNumbered = isSerial || identity !== null;
  const counter = isNumbered && json.sequence !== null && counterOf(json.sequence, json.type);
  return {
    name: json.name,
    type: json.type,
    notNull: json.not_null,
    ...optional(
      "default",
      json.generated === "" && json.default !== null && !isSerial ? { sql: json.default } : null,
    ),
    ...optional("collation", json.collation),
    ...optional("identity", identity),
    ...optional("serial", isSerial ? (json.sequence?.name ?? null) : null),
    ...optional("counter", counter || null),
    ...optional(
      "generated",
      json.generated !== "" && json.default !== null ? { sql: json.default } : null,
    ),
    ...(json.generated === "v" && { virtual: true }),
    ...optional("comment", json.comment),
  };
}

/** Whether a default is the next number of a sequence. */
function drawsFrom(value: string | null, namespace: string, sequence: string): boolean {
  const name = /^nextval\('((?:[^']|'')*)'::regclass\)$/.exec(value ?? "")?.[1];
  return name !== undefined && typeNameIn(namespace, name.replaceAll("''", "'")) === sequence;
}

function decodeConstraint(json: ConstraintJson, namespace: string): Constraint[] {
  const { name } = json;
  const columns = json.columns ?? [];
  const variant = {
    ...optional("variant", constraintVariant(json, namespace)),
    ...optional("comment", json.comment),
  };
  const key = {
    ...optional("include", json.include),
    ...deferral(json),
    ...variant,
  };
  switch (json.type) {
    case "p":
      return [{ kind: "primary_key", name, columns, ...key }];
    case "u":
      return [{ kind: "unique", name, columns, nullsNotDistinct: json.nulls_not_distinct, ...key }];
    case "c":
      return [
        {
          kind: "check",
          name,
          columns,
          expression: { sql: json.expression ?? "" },
          ...(!json.validated && { notValid: true }),
          ...variant,
        },
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
    ...deferral(json),
    ...(json.match === "f" && { matchFull: true }),
    ...(!json.validated && { notValid: true }),
  };
}

function deferral({
  deferrable,
  deferred,
}: ConstraintJson): Pick<ForeignKey, "deferrable" | "deferred"> {
  return deferred ? { deferred: true } : deferrable ? { deferrable: true } : {};
}

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

function constraintVariant(json: ConstraintJson, namespace: string): string | null {
  const foreign = json.type === "f";
  const { definition } = json;
  // Periods, columns to be set on delete, rules that are not enforced.
  const isPlain = !/WITHOUT OVERLAPS\)| ON DELETE SET \w+ \(| NOT ENFORCED$/.test(
    json.type === "c" ? (definition ?? "").slice(-13) : (definition ?? ""),
  );
  return words([
    isPlain ? "" : (definition ?? ""),
    json.no_inherit ? "NO INHERIT" : "",
    foreign && json.target_namespace !== null && json.target_namespace !== namespace
      ? `REFERENCES ${json.target_namespace}`
      : "",
  ]);
}

function decodeIndex(json: IndexJson): Index {
  const isPlain = !json.tuned && json.keys.every((key) => isPlainKey(key, json.definition));
  return {
    name: json.name,
    unique: json.unique,
    method: json.method,
    keys: json.keys.map(decodeKey),
    include: json.include ?? [],
    ...optional("where", json.where === null ? null : { sql: json.where }),
    ...(json.unique && json.nulls_not_distinct && { nullsNotDistinct: true }),
    ...optional("parameters", json.parameters),
    ...(!json.valid && { invalid: true }),
    ...optional("reads", json.reads),
    ...optional("variant", isPlain ? null : json.definition),
    ...optional("comment", json.comment),
  };
}

/** Whether we could write it: of an expression the catalog does not tell its own collation from one that the index has given it. */
function isPlainKey({ expression, collation }: KeyJson, definition: string): boolean {
  return (
    expression === null ||
    collation === null ||
    !definition.replace(expression, "").includes(" COLLATE ")
  );
}

function decodeKey({ column, expression, options, ...key }: KeyJson): IndexKey {
  const descending = (options & 1) === 1;
  const nullsFirst = (options & 2) === 2;
  return {
    ...(expression === null ? { column: column ?? "" } : { expression: { sql: expression } }),
    descending,
    ...(nullsFirst !== descending && { nulls: nullsFirst ? "first" : "last" }),
    ...optional("collation", expression === null ? key.collation : null),
    ...optional("operatorClass", key.operator_class),
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
