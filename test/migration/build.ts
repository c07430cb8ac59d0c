// Small functions that write a Database as shortly as one would say it.
import type {
  Check,
  Column,
  Constraint,
  Database,
  Expression,
  ForeignKey,
  Index,
  Past,
  PrimaryKey,
  Table,
  Unique,
} from "../../src/relational/database.ts";
import {
  IDENTITY_ROUTINE,
  identityForeignKey,
  identityTable,
  identityTriggers,
} from "../../src/relational/identity.ts";

export function database(...tables: Table[]): Database {
  return { namespace: "public", tables };
}

type Part = Column | Constraint | Index;

/** A table with the primary key `id` (text) unless it has one of its own. */
export function table(name: string, ...parts: Part[]): Table {
  const constraints = parts.filter((part): part is Constraint => "kind" in part);
  const own = constraints.some((constraint) => constraint.kind === "primary_key");
  const columns = parts.filter((part): part is Column => "notNull" in part);
  return {
    name,
    columns: own ? columns : [column("id", "text", { notNull: true }), ...columns],
    constraints: own ? constraints : [primaryKey(`${name}_pkey`, "id"), ...constraints],
    indexes: parts.filter((part): part is Index => "method" in part),
  };
}

export function column(
  name: string,
  type: string,
  more: {
    readonly notNull?: boolean;
    readonly default?: string;
    readonly identity?: "by default" | "always";
    readonly comment?: string;
    readonly generated?: string;
  } = {},
): Column {
  const { default: value, generated, notNull = false, ...rest } = more;
  return {
    name,
    type,
    notNull,
    ...rest,
    ...(value === undefined ? {} : { default: expression(value) }),
    ...(generated === undefined ? {} : { generated: expression(generated) }),
  };
}

export function required(name: string, type: string, value?: string): Column {
  return column(name, type, { notNull: true, ...(value === undefined ? {} : { default: value }) });
}

/** Rows that are there before the column get what `sql` makes of the other columns. */
export function filled(from: Column, sql: string, ...columns: string[]): Column {
  return { ...from, backfill: { sql, columns } };
}

/** Says what a column or table was before. */
export function past<T extends Column | Table>(thing: T, said: Past): T {
  return { ...thing, past: said };
}

export function primaryKey(name: string, ...columns: string[]): PrimaryKey {
  return { kind: "primary_key", name, columns };
}

export function unique(name: string, columns: readonly string[], nullsNotDistinct = true): Unique {
  return { kind: "unique", name, columns, nullsNotDistinct };
}

export function check(name: string, sql: string, ...columns: string[]): Check {
  return { kind: "check", name, expression: expression(sql), columns };
}

export function reference(
  name: string,
  columnName: string,
  targetTable: string,
  more: Partial<Pick<ForeignKey, "onDelete" | "onUpdate" | "targetColumns" | "deferred">> = {},
): ForeignKey {
  return {
    kind: "foreign_key",
    name,
    columns: [columnName],
    targetTable,
    targetColumns: ["id"],
    onDelete: "no action",
    onUpdate: "no action",
    ...more,
  };
}

export function index(
  name: string,
  columns: readonly string[],
  more: {
    readonly unique?: boolean;
    readonly method?: string;
    readonly where?: string;
    readonly include?: readonly string[];
    readonly descending?: boolean;
    /** Behind the columns. */
    readonly expressions?: readonly string[];
  } = {},
): Index {
  const { descending = false, expressions = [] } = more;
  return {
    name,
    unique: more.unique ?? false,
    method: more.method ?? "btree",
    keys: [
      ...columns.map((key) => ({ column: key, descending })),
      ...expressions.map((sql) => ({ expression: expression(sql), descending })),
    ],
    include: more.include ?? [],
    ...(more.where === undefined ? {} : { where: expression(more.where) }),
  };
}

/** The database with an identity table that `feeders` feed from their column `id`. */
export function withIdentity(
  { namespace, tables }: Database,
  name: string,
  keyType: string,
  feeders: readonly string[],
): Database {
  const sources = new Map(
    feeders.map((table) => [table, { identity: name, column: "id", type: `a ${table}` }]),
  );
  const fed = tables.map((each): Table => {
    const source = sources.get(each.name);
    if (source === undefined) return each;
    return {
      ...each,
      constraints: [...each.constraints, identityForeignKey(each.name, source)],
      triggers: [...(each.triggers ?? []), ...identityTriggers(source)],
    };
  });
  const identity = identityTable(name, keyType, "it's derived");
  return { namespace, tables: [...fed, identity], routines: [IDENTITY_ROUTINE] };
}

function expression(sql: string): Expression {
  return { sql };
}
