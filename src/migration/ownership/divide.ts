// Applied, live and desired → which live objects are ours and which belong to someone else. Ours is what the last migration left or the
// schema asks for; everything else is reported and never touched.

import type { Database, Table } from "../../relational/database.ts";
import type { LiveDatabase } from "../live.ts";
import { isRetiredName } from "../names.ts";
import { tableMap } from "../name-map.ts";

/** The live database in two: every table is in one of them, and a table of ours may have parts in both. */
export interface Ownership {
  /** The live objects that are ours: the left side of the diff. */
  readonly managed: Database;
  /** What is not: `legacy`, `User.notes`. Retired columns are not in it. */
  readonly foreign: Database;
}

/** Divides the live database. `applied` is the model stored with the last migration, if there was one. */
export function divide(
  live: Database,
  applied: Database | undefined,
  desired: Database,
): Ownership {
  const claims = [applied, desired]
    .filter((claim) => claim !== undefined)
    .map((claim) => tableMap(claim));
  const parts = live.tables.map((table) => {
    const claimed = claims
      .map((claim) => claim.get(table.name))
      .filter((claim) => claim !== undefined);
    return { managed: claimed.length > 0, ...divideTable(table, claimed) };
  });
  const { namespace } = live;
  const routines = new Set(
    [applied, desired].flatMap((claim) => claim?.routines ?? []).map(({ name }) => name),
  );
  const claimedTypes = new Set(
    [applied, desired].flatMap((claim) => claim?.types ?? []).map(({ name }) => name),
  );
  const types = live.types ?? [];
  return {
    managed: {
      namespace,
      tables: parts.filter((part) => part.managed).map((part) => part.ours),
      routines: (live.routines ?? []).filter(({ name }) => routines.has(name)),
      types: types.filter(({ name }) => claimedTypes.has(name)),
    },
    foreign: {
      namespace,
      tables: parts.map((part) => part.others),
      types: types.filter(({ name }) => !claimedTypes.has(name)),
    },
  };
}

function divideTable(
  table: Table,
  claimed: readonly Table[],
): { readonly ours: Table; readonly others: Table } {
  const names = (kind: "columns" | "constraints" | "indexes" | "triggers"): ReadonlySet<string> =>
    new Set(claimed.flatMap((claim) => (claim[kind] ?? []).map((item) => item.name)));
  const columns = names("columns");
  const constraints = names("constraints");
  const indexes = names("indexes");
  const triggers = names("triggers");
  return {
    ours: {
      ...table,
      columns: table.columns.filter((column) => columns.has(column.name)),
      constraints: table.constraints.filter((constraint) => constraints.has(constraint.name)),
      indexes: table.indexes.filter((index) => indexes.has(index.name)),
      triggers: (table.triggers ?? []).filter((trigger) => triggers.has(trigger.name)),
    },
    others: {
      ...table,
      columns: table.columns.filter(
        (column) => !columns.has(column.name) && !isRetiredName(column.name),
      ),
      constraints: table.constraints.filter((constraint) => !constraints.has(constraint.name)),
      indexes: table.indexes.filter((index) => !indexes.has(index.name)),
      triggers: (table.triggers ?? []).filter((trigger) => !triggers.has(trigger.name)),
    },
  };
}

/** The names of what is not ours, for the plan: whole tables by their name, parts of our tables as `User.notes`, other things as `view recent`. */
export function foreignNames(
  { managed, foreign }: Ownership,
  relations: LiveDatabase["relations"],
): readonly string[] {
  const ours = new Set(managed.tables.map((table) => table.name));
  return [
    ...foreign.tables.flatMap((table) =>
      ours.has(table.name)
        ? partsOf(table).map((part) => `${table.name}.${part.name}`)
        : [table.name],
    ),
    ...(foreign.types ?? []).map(({ name }) => `enum type ${name}`),
    ...relations.filter(({ extension }) => !extension).map(({ kind, name }) => `${kind} ${name}`),
  ];
}

/** The columns, constraints, indexes and triggers of a table. */
export function partsOf(table: Table): readonly { readonly name: string }[] {
  const { columns, constraints, indexes, triggers = [] } = table;
  return [...columns, ...constraints, ...indexes, ...triggers];
}
