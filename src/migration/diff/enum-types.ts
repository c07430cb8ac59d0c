// The part of the diff about native enum types. Postgres adds values to one, and no more: to take one out or to move one, the type gets
// another name, a new one is made, and columns go over to it by the text of their values.

import type { Column, Database, EnumType, Expression } from "../../relational/database.ts";
import { expressionsOf, mapExpressions } from "../../relational/expressions.ts";
import { shortenName } from "../../relational/name.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import { mapNames, typeNameIn } from "../../sql/type-name.ts";
import type { Change, EnumChange } from "../change.ts";
import { nameMap } from "../name-map.ts";

/** What renaming types brings about. */
export interface RenamedTypes {
  /** Each finds its new name free. */
  readonly changes: readonly EnumChange[];
  /** The left side as it is then. */
  readonly from: Database;
}

/** Types that only get another name, and those that make way for one of their own name with other values. */
export function renameTypes(from: Database, to: Database): RenamedTypes {
  const before = nameMap(from.types ?? []);
  const after = nameMap(to.types ?? []);
  const rebuilt = [...after.values()].filter((type) => {
    const old = before.get(type.name);
    return old !== undefined && isRebuilt(old, type, from, to);
  });
  const names = new Map([
    ...sameTypes([...before.values()], [...after.values()]),
    ...rebuilt.map(({ name }) => [name, formerName(name)] as const),
  ]);
  if (names.size === 0) return { changes: [], from };
  return {
    from: withNames(from, names),
    changes: [...names].flatMap(([old, name]): EnumChange[] => {
      const type = before.get(old);
      return type === undefined
        ? []
        : [{ kind: "rename_type", type: { ...type, name }, from: old }];
    }),
  };
}

/** The changes from types that have been renamed already to those that are wanted, but for the removal of what is left. */
export function diffTypes(from: Database, to: Database): readonly EnumChange[] {
  const before = nameMap(from.types ?? []);
  return (to.types ?? []).flatMap((type): EnumChange[] => {
    const old = before.get(type.name);
    if (old === undefined) return [{ kind: "create_type", type }];
    return [
      ...(equalValues(old, type) ? [] : [{ kind: "add_values", type, from: old } as const]),
      ...(old.comment === type.comment ? [] : [{ kind: "comment_type", type } as const]),
    ];
  });
}

/**
 * What is no longer wanted is dropped, once `changes` have taken it from the columns that had it; where one keeps it, it moves away.
 */
export function removeTypes(
  from: Database,
  to: Database,
  changes: readonly Change[],
): readonly EnumChange[] {
  const after = nameMap(to.types ?? []);
  const gone = (from.types ?? []).filter(({ name }) => !after.has(name));
  if (gone.length === 0) return [];
  const freed = changes.flatMap(freedColumns);
  return gone.map((type) => {
    const columns = new Set(
      freed.flatMap(({ table, column }) =>
        typeNameIn(from.namespace, column.type) === type.name
          ? [columnKey(from.namespace, table, column.name)]
          : [],
      ),
    );
    const used = (type.users ?? []).some((user) => !columns.has(user));
    return { kind: "drop_type", type, used };
  });
}

/** Columns that no longer have the type that they had. */
function freedColumns(
  change: Change,
): readonly { readonly table: string; readonly column: Column }[] {
  switch (change.kind) {
    case "change_type":
      return [{ table: change.table, column: change.from }];
    case "drop_derived_column":
      return [{ table: change.table, column: change.column }];
    case "drop_derived_table": {
      const { name, columns } = change.table;
      return columns.map((column) => ({ table: name, column }));
    }
    default:
      return [];
  }
}

/** What `users` of a type are called. */
function columnKey(namespace: string, table: string, column: string): string {
  return `${namespace}.${table}.${column}`;
}

/** Another name for the same values, where there is only one such type on each side: old name → new. */
function sameTypes(
  before: readonly EnumType[],
  after: readonly EnumType[],
): readonly (readonly [string, string])[] {
  const gone = before.filter(({ name }) => !after.some((type) => type.name === name));
  const added = after.filter(({ name }) => !before.some((type) => type.name === name));
  return gone.flatMap((type) => {
    const twins = added.filter((other) => equalValues(type, other));
    const isOnly = gone.every((other) => other === type || !equalValues(other, type));
    const [twin] = twins;
    return twins.length === 1 && isOnly && twin !== undefined ? [[type.name, twin.name]] : [];
  });
}

function equalValues(left: EnumType, right: EnumType): boolean {
  return JSON.stringify(left.values) === JSON.stringify(right.values);
}

/** Whether a type cannot become another by new values alone; a new value is of no use before the end of the transaction that adds it. */
function isRebuilt(from: EnumType, to: EnumType, before: Database, after: Database): boolean {
  const kept = to.values.filter((value) => from.values.includes(value));
  if (JSON.stringify(kept) !== JSON.stringify(from.values)) return true;
  const added = to.values.filter((value) => !from.values.includes(value));
  if (added.length === 0) return false;
  const tables = nameMap(before.tables);
  return after.tables.some((table) => {
    const columns = nameMap(tables.get(table.name)?.columns ?? []);
    const isTaken = table.columns.some((column) => {
      if (typeNameIn(after.namespace, column.type) !== to.name) return false;
      const old = columns.get(column.name);
      return old !== undefined && old.type !== column.type;
    });
    return (
      isTaken ||
      expressionsOf(table).some(({ sql }) =>
        added.some((value) => sql.includes(quoteLiteral(value))),
      )
    );
  });
}

/** What a type is called while another takes its place. */
function formerName(name: string): string {
  return shortenName(`_former_${name}`);
}

/** The same database once types are called otherwise: old name → new. */
function withNames(database: Database, names: ReadonlyMap<string, string>): Database {
  const { namespace } = database;
  const rename = (sql: string): string =>
    mapNames(sql, (outer, name) => {
      const renamed = outer === namespace ? names.get(name) : undefined;
      return renamed === undefined ? undefined : [namespace, renamed];
    });
  const word = ({ sql, canonical }: Expression): Expression => ({
    sql: rename(sql),
    ...(canonical !== undefined && { canonical: rename(canonical) }),
  });
  return {
    ...database,
    types: (database.types ?? []).map((type) => ({
      ...type,
      name: names.get(type.name) ?? type.name,
    })),
    tables: database.tables.map((table) => {
      const worded = mapExpressions(table, { value: word, check: word, index: word });
      return {
        ...worded,
        columns: worded.columns.map((column) => ({ ...column, type: rename(column.type) })),
      };
    }),
  };
}
