// The live tables as `\dt` and `\d "Name"` show them, in the JSON of the admin API.

import { readCatalog } from "./catalog/catalog.ts";
import type { ConstraintJson, TableJson } from "./catalog/json.ts";
import type { Session } from "./session.ts";

/** A line of `\dt`. */
export interface TableSummary {
  readonly name: string;
  /** The LinkML class it stores, if it is one of ours. */
  readonly class: string | null;
  /** Postgres's estimate. */
  readonly estimated_rows: number;
  /** With indexes and long values. */
  readonly bytes: number;
  /** Made by a migration of ours; others' tables are left alone. */
  readonly owned: boolean;
  readonly comment: string | null;
}

/** What `\d` says of one table. */
export interface TableDetails extends TableSummary {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly nullable: boolean;
    readonly default: string | null;
    readonly comment: string | null;
  }[];
  readonly indexes: readonly {
    readonly name: string;
    readonly definition: string;
    readonly primary: boolean;
    readonly unique: boolean;
  }[];
  readonly checks: readonly { readonly name: string; readonly definition: string }[];
  /** Foreign keys of this table. */
  readonly foreign_keys: readonly {
    readonly name: string;
    readonly definition: string;
    readonly target: string;
  }[];
  /** Foreign keys of others that point here. */
  readonly referenced_by: readonly {
    readonly name: string;
    readonly table: string;
    readonly definition: string;
  }[];
  readonly triggers: readonly { readonly name: string; readonly definition: string }[];
}

/** Which tables are looked at, and what they are to the schema. */
export interface TableScope {
  readonly namespace: string;
  /** Table → LinkML class, of the schema that is asked about. */
  readonly classes: ReadonlyMap<string, string>;
}

/** All tables of the namespace, by name. Rejects with DatabaseError. */
export async function listTables(
  session: Session,
  scope: TableScope,
): Promise<readonly TableSummary[]> {
  const { tables, owned } = await read(session, scope);
  return tables.map((table) => summary(table, scope, owned));
}

/** One table, or undefined where the namespace has none of this name. Rejects with DatabaseError. */
export async function getTable(
  session: Session,
  name: string,
  scope: TableScope,
): Promise<TableDetails | undefined> {
  const { tables, owned } = await read(session, scope);
  const table = tables.find((candidate) => candidate.description.name === name);
  if (table === undefined) return undefined;
  const { description } = table;
  const ofType = (type: string): readonly ConstraintJson[] =>
    description.constraints.filter((constraint) => constraint.type === type);
  return {
    ...summary(table, scope, owned),
    columns: description.columns.map((column) => ({
      name: column.name,
      type: column.type,
      nullable: !column.not_null,
      default: shownDefault(column),
      comment: column.comment,
    })),
    indexes: [
      ...[...ofType("p"), ...ofType("u")].map((key) => ({
        name: key.name,
        definition: definitionOf(table, key),
        primary: key.type === "p",
        unique: true,
      })),
      ...description.indexes.map(({ name: index, definition, unique }) => ({
        name: index,
        definition,
        primary: false,
        unique,
      })),
    ],
    checks: ofType("c").map((check) => ({
      name: check.name,
      definition: definitionOf(table, check),
    })),
    foreign_keys: ofType("f").map((key) => ({
      name: key.name,
      definition: definitionOf(table, key),
      target: key.target ?? "",
    })),
    referenced_by: tables.flatMap((other) =>
      other.description.constraints
        .filter(
          (constraint) =>
            constraint.type === "f" &&
            constraint.target === name &&
            constraint.target_namespace === scope.namespace,
        )
        .map((constraint) => ({
          name: constraint.name,
          table: other.description.name,
          definition: definitionOf(other, constraint),
        })),
    ),
    triggers: description.triggers.map(({ name: trigger, definition }) => ({
      name: trigger,
      definition,
    })),
  };
}

function definitionOf({ circumstances }: TableJson, { name }: ConstraintJson): string {
  return circumstances.definitions?.[name] ?? "";
}

async function read(
  session: Session,
  scope: TableScope,
): Promise<{ readonly tables: readonly TableJson[]; readonly owned: ReadonlySet<string> }> {
  const catalog = await readCatalog(session, scope.namespace, { details: true });
  const applied = catalog.history?.last?.model.tables.map((table) => table.name) ?? [];
  return { tables: catalog.tables, owned: new Set([...applied, ...scope.classes.keys()]) };
}

function summary(
  { description, circumstances }: TableJson,
  scope: TableScope,
  owned: ReadonlySet<string>,
): TableSummary {
  return {
    name: description.name,
    class: scope.classes.get(description.name) ?? null,
    estimated_rows: circumstances.rows,
    bytes: circumstances.bytes,
    owned: owned.has(description.name),
    comment: description.comment,
  };
}

function shownDefault(column: TableJson["description"]["columns"][number]): string | null {
  if (column.generated !== "")
    return `generated always as (${column.default ?? ""})${column.generated === "s" ? " stored" : ""}`;
  if (column.identity !== "")
    return `generated ${column.identity === "a" ? "always" : "by default"} as identity`;
  return column.default;
}
