// A live database → the change that empties it with its statements, and what is there once it is empty: from then on a reset is a migration
// like any other.

import type { Database } from "../relational/database.ts";
import { dropConstraint } from "../sql/definition.ts";
import { dropType } from "../sql/enum-type.ts";
import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";
import { dropRoutine } from "../sql/routine.ts";
import type { Reset } from "./change.ts";
import type { LiveDatabase } from "./live.ts";
import type { StatementContext } from "./statements.ts";
import { divide } from "./ownership/divide.ts";

/** What a reset does, and what it leaves. */
export interface Emptied {
  /** Undefined where there is nothing to drop. */
  readonly change: Reset | undefined;
  /** What is left. */
  readonly live: LiveDatabase;
  /** Things that are not ours and go with the namespace. */
  readonly lost: readonly string[];
}

/** Tables that are dropped at once: one takes some 14 locks, of which a server has 6,400 at least, and each of its keys some more. */
const PART = 100;

/** A reset in parts that one transaction can take each; the keys between them are dropped first. */
export function resetParts(change: Reset, { tables }: Database): readonly Reset[] {
  const parts = Math.max(1, Math.ceil(change.tables.length / PART));
  return Array.from({ length: parts }, (_, index): Reset => {
    const own = change.tables.slice(index * PART, (index + 1) * PART);
    if (index === parts - 1) return { ...change, tables: own };
    const [gone, later] = [new Set(own), new Set(change.tables.slice((index + 1) * PART))];
    const keys = tables.flatMap(({ name: table, constraints }) =>
      constraints.flatMap((constraint) =>
        constraint.kind === "foreign_key" && later.has(table) && gone.has(constraint.targetTable)
          ? [{ table, name: constraint.name }]
          : [],
      ),
    );
    return { ...change, tables: own, routines: [], types: [], more: true, keys };
  });
}

/** `applied` is the model of the last migration: what of it is there is ours. */
export function emptied(
  live: LiveDatabase,
  applied: Database | undefined,
  scope: Reset["scope"],
): Emptied {
  const empty: Database = { namespace: live.database.namespace, tables: [] };
  const { managed } = divide(live.database, applied ?? empty, empty);
  return scope === "namespace" ? withoutAnything(live, managed) : withoutOurs(live, managed);
}

/** The namespace goes with all that is in it; `owned` is what of that is ours. */
function withoutAnything(live: LiveDatabase, owned: Database): Emptied {
  const { namespace, tables, routines = [] } = live.database;
  const ours = new Set(owned.tables.map(({ name }) => name));
  const others = tables.filter(({ name }) => !ours.has(name)).map(({ name }) => name);
  const relations = live.relations.map(({ kind, name }) => `${kind} ${name}`);
  // A view of our tables is told there already: Postgres's own description of it has the namespace as well.
  const told = new Set(
    live.relations.flatMap(({ kind, name }) =>
      [name, quoteIdentifier(name)].map((written) => `${kind} ${namespace}.${written}`),
    ),
  );
  const dependents = live.dependents
    .map(({ description }) => description)
    .filter((description) => !told.has(description));
  return {
    change: {
      kind: "reset",
      scope: "namespace",
      namespace,
      tables: tables.map(({ name }) => name),
      routines: routines.map(({ name }) => name),
      types: [],
    },
    live: {
      database: { namespace, tables: [] },
      tables: new Map(),
      relations: [],
      dependents: [],
      retired: live.retired,
    },
    lost: [...new Set([...others, ...relations, ...dependents])].toSorted(),
  };
}

/** What is ours goes, and no more. */
function withoutOurs(live: LiveDatabase, owned: Database): Emptied {
  const { namespace, tables, routines = [], types = [] } = live.database;
  const ours = new Set(owned.tables.map(({ name }) => name));
  const shadowed = [...(live.shadows ?? [])].flatMap(([table, shadows]) =>
    ours.has(table) ? shadows.columns.map(({ routine }) => routine) : [],
  );
  const ownRoutines = new Set([...(owned.routines ?? []).map(({ name }) => name), ...shadowed]);
  // A type that something keeps which does not go stays with it.
  const ownTypes = new Set(
    (owned.types ?? [])
      .filter(({ users = [], dependents = [] }) =>
        [...users, ...dependents].every((user) =>
          [...ours].some((table) => user.startsWith(`${namespace}.${table}.`)),
        ),
      )
      .map(({ name }) => name),
  );
  const isEmpty = ours.size + ownRoutines.size + ownTypes.size === 0;
  return {
    change: isEmpty
      ? undefined
      : {
          kind: "reset",
          scope: "owned",
          namespace,
          tables: [...ours],
          routines: [...ownRoutines],
          types: [...ownTypes],
        },
    live: {
      database: {
        namespace,
        tables: tables.filter(({ name }) => !ours.has(name)),
        routines: routines.filter(({ name }) => !ownRoutines.has(name)),
        types: types.filter(({ name }) => !ownTypes.has(name)),
      },
      tables: new Map([...live.tables].filter(([name]) => !ours.has(name))),
      relations: live.relations,
      dependents: live.dependents,
      retired: live.retired,
      shadows: new Map([...(live.shadows ?? [])].filter(([name]) => !ours.has(name))),
    },
    lost: [],
  };
}

/**
 * The statements of a reset. One DROP for all tables, which may refer to each other. The number makes each reset a plan of its own: a
 * repeated call is none.
 */
export function resetStatements(change: Reset, { namespace, number }: StatementContext): string[] {
  const mark = `/* reset, migration ${number} */`;
  const names = change.tables.map((table) => qualifiedName(namespace, table));
  if (change.scope === "namespace") {
    if (change.more) return [`DROP TABLE ${names.join(", ")} CASCADE ${mark}`];
    const name = quoteIdentifier(namespace);
    return [`DROP SCHEMA ${name} CASCADE ${mark}`, `CREATE SCHEMA ${name}`];
  }
  return [
    ...(change.keys ?? []).map((key) => dropConstraint(namespace, key.table, key.name)),
    ...(names.length === 0 ? [] : [`DROP TABLE ${names.join(", ")} ${mark}`]),
    ...change.routines.map((routine) => dropRoutine(namespace, routine)),
    ...change.types.map((type) => dropType(namespace, type)),
  ];
}
