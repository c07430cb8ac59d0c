// What stands in the way of a plan and can be seen without looking at rows: other people's objects, taken names, missing rights, and
// type changes that are not planned yet.

import type { Database, Table } from "../relational/database.ts";
import { withoutLocations } from "../relational/normalize.ts";
import { changedTable, type Change } from "./change.ts";
import type { LiveDatabase } from "./live.ts";
import type { Blocker, PlannedChange } from "./plan.ts";
import type { Ownership } from "./three-way.ts";
import { classifyTypeChange } from "./type-change.ts";

/** The blockers of a plan's steps, in their order. */
export function structuralBlockers(
  planned: readonly PlannedChange[],
  live: LiveDatabase,
  ownership: Ownership,
): readonly Blocker[] {
  const taken = takenNames(live, ownership);
  return planned.flatMap(({ step, change }) => {
    const found = [
      nameTaken(change, taken),
      notOurs(change, live),
      inherited(change, live),
      unsupportedType(change),
      ...foreignUses(change, live, ownership),
    ];
    return found
      .filter((blocker) => blocker !== undefined)
      .map((blocker) => ({ step: step.id, ...blocker }));
  });
}

/** What one request may hold of a plan: Neon takes 10 MiB, the rest of the request included. */
const MAX_REQUEST = 8 * 1024 * 1024;

/** A plan goes to the database in one request: its SQL, to be run and as part of the history, and the model that it leads to. */
export function sizeBlocker(planned: readonly PlannedChange[], desired: Database): Blocker[] {
  const sql = planned.flatMap(({ step }) => step.sql);
  const size = 2 * JSON.stringify(sql).length + JSON.stringify(withoutLocations(desired)).length;
  if (size <= MAX_REQUEST) return [];
  return [
    {
      step: 1,
      code: "plan_too_large",
      message: `This plan has ${planned.length} steps and takes about ${Math.ceil(size / 2 ** 20)} MiB, more than the database takes at once.`,
      fix: "Leave out classes that need no table, or put the schema into several databases.",
    },
  ];
}

type Finding = Omit<Blocker, "step">;

/** Relation names that stay taken while the plan runs, with what has them. */
function takenNames(
  live: LiveDatabase,
  { managed, foreign }: Ownership,
): ReadonlyMap<string, string> {
  const ours = new Set(managed.tables.map((table) => table.name));
  return new Map([
    ...live.relations.map((relation): [string, string] => [
      relation.name,
      withArticle(relation.kind),
    ]),
    ...foreign.tables.flatMap((table): [string, string][] => [
      ...(ours.has(table.name) ? [] : [[table.name, "a table"] as [string, string]]),
      ...indexNames(table).map((name): [string, string] => [name, `an index of ${table.name}`]),
    ]),
  ]);
}

function withArticle(kind: string): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

function indexNames(table: Table): string[] {
  const keys = table.constraints.filter(
    (constraint) => constraint.kind === "primary_key" || constraint.kind === "unique",
  );
  return [...keys, ...table.indexes].map((object) => object.name);
}

function nameTaken(change: Change, taken: ReadonlyMap<string, string>): Finding | undefined {
  const name = namesNeeded(change).find((needed) => taken.has(needed));
  if (name === undefined) return undefined;
  return {
    code: "name_taken",
    message: `The name ${name} is already taken by ${taken.get(name)}, which is not ours.`,
    fix: "Rename or drop that object, or give ours another name in the schema (sql.table).",
  };
}

function namesNeeded(change: Change): string[] {
  switch (change.kind) {
    case "create_table":
      return [change.table.name, ...indexNames({ ...change.table, indexes: [] })];
    case "create_index":
      return [change.index.name];
    case "add_constraint":
      return change.constraint.kind === "primary_key" || change.constraint.kind === "unique"
        ? [change.constraint.name]
        : [];
    default:
      return [];
  }
}

function notOurs(change: Change, live: LiveDatabase): Finding | undefined {
  const table = changedTable(change);
  if (table === undefined || live.tables.get(table)?.ownable !== false) return undefined;
  return {
    code: "not_owner",
    message: `The database role we connect as does not own table ${table}, so it may not change it.`,
    fix: `Connect as its owner, or: ALTER TABLE … OWNER TO the role of DATABASE_URL.`,
  };
}

/** Postgres does most of what is done to a table to its children as well. */
function inherited(change: Change, live: LiveDatabase): Finding | undefined {
  const table = changedTable(change);
  const children = table === undefined ? [] : (live.tables.get(table)?.children ?? []);
  if (children.length === 0 || !isInherited(change)) return undefined;
  return {
    code: "foreign_dependent",
    message: `Table ${table} is inherited by ${children.join(", ")}, which is not ours and would change with it.`,
    fix: "End the inheritance by hand first (ALTER TABLE … NO INHERIT).",
  };
}

function isInherited(change: Change): boolean {
  switch (change.kind) {
    case "create_table":
    case "create_index":
    case "drop_index":
    case "comment_table":
    case "comment_column":
    case "create_trigger":
    case "drop_trigger":
    case "fill_identity":
    case "empty_identity":
    case "reset":
      return false;
    case "add_constraint":
    case "drop_constraint":
      return change.constraint.kind === "check";
    default:
      return true;
  }
}

function unsupportedType(change: Change): Finding | undefined {
  if (change.kind !== "change_type") return undefined;
  const { from, to, table } = change;
  const object = `${table}.${to.name}`;
  if (from.variant !== undefined || to.variant !== undefined) {
    return {
      code: "unsupported_type_change",
      message:
        `Column ${object} is ${from.type} ${from.variant ?? ""} in the database, which cannot be turned into ${to.type} here.`.replace(
          / +/g,
          " ",
        ),
      fix: "Give the slot another name, or change the column by hand first.",
    };
  }
  if (classifyTypeChange(from.type, to.type) !== "unsupported") return undefined;
  return {
    code: "unsupported_type_change",
    message: `Column ${object} is ${from.type} and would become ${to.type}; values could be lost or refused, so this is not done.`,
    fix: `Add a slot of the new type under another name, copy the values, then remove the old one; or keep ${from.type}.`,
  };
}

/** Things of others that use what a step retires or retypes. They are never dropped for us, so the step has to wait. */
function foreignUses(
  change: Change,
  live: LiveDatabase,
  { managed, foreign }: Ownership,
): Finding[] {
  if (change.kind === "reset") {
    // The whole namespace goes with whatever depends on it; the hazard names that.
    const tables = change.scope === "owned" ? change.tables : [];
    return tables.flatMap((table) => usesOf({ table }, live, { managed, foreign }));
  }
  const affected = affectedColumn(change);
  return affected === undefined ? [] : usesOf(affected, live, { managed, foreign });
}

function usesOf(
  { table, column }: { readonly table: string; readonly column?: string },
  live: LiveDatabase,
  { managed, foreign }: Ownership,
): Finding[] {
  const own = managed.tables.find((other) => other.name === table);
  const ours = new Set([...(own?.triggers ?? []), ...(own?.columns ?? [])].map(({ name }) => name));
  const uses = [
    ...live.dependents
      .filter(
        (dependent) =>
          dependent.table === table &&
          (column === undefined || dependent.column === column) &&
          !ours.has(dependent.part ?? ""),
      )
      .map((dependent) => dependent.description),
    ...foreignParts(table, column, foreign, managed),
  ];
  if (uses.length === 0) return [];
  const object = column === undefined ? table : `${table}.${column}`;
  return [
    {
      code: "foreign_dependent",
      message: `${object} is used by ${[...new Set(uses)].toSorted().join(", ")}, which is not ours and would break.`,
      fix: "Change or drop that object by hand first.",
    },
  ];
}

function affectedColumn(
  change: Change,
): { readonly table: string; readonly column?: string } | undefined {
  switch (change.kind) {
    case "retire_table":
    case "drop_derived_table":
      return { table: change.table.name };
    case "retire_column":
    case "drop_derived_column":
      return { table: change.table, column: change.column.name };
    case "change_type":
      return { table: change.table, column: change.to.name };
    default:
      return undefined;
  }
}

function foreignParts(
  table: string,
  column: string | undefined,
  foreign: Database,
  managed: Database,
): string[] {
  const touches = (columns: readonly string[]): boolean =>
    column === undefined || columns.includes(column);
  const isOurs = managed.tables.some((other) => other.name === table);
  return foreign.tables.flatMap((other) => [
    ...other.constraints
      .filter(
        (constraint) =>
          (other.name === table && isOurs && touches(constraint.columns)) ||
          (constraint.kind === "foreign_key" &&
            constraint.targetTable === table &&
            touches(constraint.targetColumns)),
      )
      .map((constraint) => `constraint ${constraint.name} of ${other.name}`),
    ...other.indexes
      .filter(
        (index) =>
          other.name === table &&
          isOurs &&
          touches([...index.keys.map((key) => key.column), ...index.include]),
      )
      .map((index) => `index ${index.name}`),
  ]);
}
