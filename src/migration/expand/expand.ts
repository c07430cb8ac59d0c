// What is there and what is wanted → the database between the two that the running version and the new one can both work with. An expand
// is a migration to it, and the contract a migration from it: neither needs to know of the other.

import type { Column, Database, EnumType, Table } from "../../relational/database.ts";
import { byName } from "../../relational/normalize.ts";
import { needsValue } from "../column-value.ts";
import { isRetyped, equalExpression } from "../diff/columns.ts";
import { nameMap } from "../name-map.ts";
import { equalNumbering } from "../numbering.ts";
import { unite } from "../ownership/union.ts";
import { expandConstraints, expandIndexes, expandTriggers } from "./parts.ts";
import type { Match } from "../match/match.ts";

/**
 * `from` is what is ours, before anything is renamed; of `matches`, the pairs of the two, a contract will rename those that are
 * called otherwise, which stay as they are; nobody uses what comes back. What is between `expanded(a, b)` and `b` is `expanded(a, b)` again.
 */
export function expanded(from: Database, to: Database, matches: readonly Match[]): Database {
  const awaited = awaitedNames(matches);
  const wanted = nameMap(to.tables);
  const there = new Set(from.tables.map(({ name }) => name));
  const added = to.tables.filter(({ name }) => !there.has(name) && !awaited.tables.has(name));
  const known = new Set([...there, ...added.map(({ name }) => name)]);
  const kept = from.tables.map((table) => {
    const other = wanted.get(table.name);
    return other === undefined || awaited.tables.has(table.name)
      ? table
      : expandTable(table, other, { awaited, known });
  });
  const tables = [...kept, ...added.map((table) => withoutAwaited(table, awaited, known))];
  const routines = unite(to.routines ?? [], from.routines ?? []).toSorted(byName);
  const types = uniteTypes(from.types ?? [], to.types ?? []);
  return {
    namespace: to.namespace,
    tables: tables.toSorted(byName),
    ...(routines.length > 0 && { routines }),
    ...(types.length > 0 && { types }),
  };
}

/** New names that only a contract gives, and old names that wait for it. */
interface Awaited {
  readonly tables: ReadonlySet<string>;
  /** `User.name`, the table as it is wanted. */
  readonly columns: ReadonlySet<string>;
  readonly former: ReadonlySet<string>;
  /** Columns that come back. */
  readonly restored: ReadonlySet<string>;
}

function awaitedNames(matches: readonly Match[]): Awaited {
  const renames = matches.filter(({ how }) => how === "renamed");
  const restored = matches.flatMap((match) =>
    match.kind === "column" && match.how === "restored" ? [`${match.table}.${match.to}`] : [],
  );
  const columns = renames.flatMap((rename) => (rename.kind === "column" ? [rename] : []));
  return {
    tables: new Set(renames.flatMap(({ kind, to }) => (kind === "table" ? [to] : []))),
    columns: new Set(columns.map(({ table, to }) => `${table}.${to}`)),
    former: new Set(columns.map(({ table, from }) => `${table}.${from}`)),
    restored: new Set(restored),
  };
}

interface Surroundings {
  readonly awaited: Awaited;
  /** The tables of the database between. */
  readonly known: ReadonlySet<string>;
}

function expandTable(from: Table, to: Table, { awaited, known }: Surroundings): Table {
  const wanted = nameMap(to.columns);
  const keys = new Set(
    from.constraints.flatMap((item) => (item.kind === "primary_key" ? item.columns : [])),
  );
  const kept = from.columns.map((column): Column => {
    const other = wanted.get(column.name);
    if (awaited.former.has(`${from.name}.${column.name}`)) return column;
    if (other !== undefined && awaited.restored.has(`${from.name}.${column.name}`))
      return loosened(other);
    if (other !== undefined) return expandColumn(column, other, keys.has(column.name));
    return keys.has(column.name) ? column : loosened(column);
  });
  const there = new Set(kept.map(({ name }) => name));
  const added = to.columns
    .filter(({ name }) => !there.has(name) && !awaited.columns.has(`${to.name}.${name}`))
    .map(loosened);
  const columns = [...kept, ...added];
  // What stands on a column that a contract changes waits for it.
  const settled = new Set(
    columns.filter((column) => isSettled(column, wanted.get(column.name))).map(({ name }) => name),
  );
  const triggers = expandTriggers(from, to);
  const scope = {
    settled,
    added: new Set(added.map(({ name }) => name)),
    former: new Set(
      kept.map(({ name }) => name).filter((name) => awaited.former.has(`${from.name}.${name}`)),
    ),
    known,
    triggers,
  };
  const { comment: _, past: __, location: ___, ...rest } = from;
  const { comment, past, location, partOf } = to;
  return {
    ...rest,
    columns,
    constraints: expandConstraints(from, to, scope),
    indexes: expandIndexes(from, to, scope),
    ...(triggers.length > 0 && { triggers }),
    ...(comment !== undefined && { comment }),
    ...(past !== undefined && { past }),
    ...(partOf !== undefined && { partOf }),
    ...(location !== undefined && { location }),
  };
}

/** It has the type and, where it is computed, the formula that is wanted. */
function isSettled(column: Column, wanted: Column | undefined): boolean {
  return (
    wanted !== undefined &&
    !isRetyped(column, wanted) &&
    equalExpression(column.generated, wanted.generated)
  );
}

function expandColumn(from: Column, to: Column, isKey: boolean): Column {
  const isSame = isSettled(from, to) && from.collation === to.collation;
  if (!isSame) return to.notNull || isKey ? from : loosened(from);
  // What the running version leaves out has the value that it counts on, or none.
  const keepsDefault = needsValue(to) && from.notNull && !needsValue(from);
  const source = keepsDefault || !equalNumbering(from, to) ? from : to;
  const { default: value, identity, serial, counter } = source;
  const { default: _, identity: __, serial: ___, counter: ____, ...rest } = to;
  return {
    ...rest,
    notNull: from.notNull && (to.notNull || isKey || identity !== undefined),
    ...(value !== undefined && { default: value }),
    ...(identity !== undefined && { identity }),
    ...(serial !== undefined && { serial }),
    ...(counter !== undefined && { counter }),
  };
}

/** Whoever does not know the column, not yet or no longer, writes rows without it. */
function loosened(column: Column): Column {
  return needsValue(column) ? { ...column, notNull: false } : column;
}

/** A new table, without references to what only a contract will bring. */
function withoutAwaited(table: Table, awaited: Awaited, known: ReadonlySet<string>): Table {
  return {
    ...table,
    constraints: table.constraints.filter(
      (item) =>
        item.kind !== "foreign_key" ||
        (known.has(item.targetTable) &&
          !item.targetColumns.some((column) =>
            awaited.columns.has(`${item.targetTable}.${column}`),
          )),
    ),
  };
}

/** A type gets its new values now, and loses old ones later. */
function uniteTypes(there: readonly EnumType[], wanted: readonly EnumType[]): readonly EnumType[] {
  const named = nameMap(wanted);
  const kept = there.map((type) => {
    const other = named.get(type.name);
    const isLarger =
      other !== undefined && type.values.every((value) => other.values.includes(value));
    return isLarger ? other : type;
  });
  return unite(kept, wanted).toSorted(byName);
}
