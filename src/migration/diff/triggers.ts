// The part of the diff about what runs by itself: trigger functions, triggers, and the identity tables that they keep.

import type { Database, Routine, Table, Trigger } from "../../relational/database.ts";
import {
  IDENTITY_COLUMNS,
  identityFeeders,
  identitySources,
  type IdentityFeeders,
  type IdentitySource,
} from "../../relational/identity.ts";
import type { Change } from "../change.ts";
import { otherFeeders, type Feeder } from "../fill/fill-identity.ts";
import { nameMap, tableMap } from "../name-map.ts";

/** Of the functions that triggers call. */
export function diffRoutines(
  from: readonly Routine[] = [],
  to: readonly Routine[] = [],
): readonly Change[] {
  const before = nameMap(from);
  const after = new Set(to.map((routine) => routine.name));
  const gone = from.filter((routine) => !after.has(routine.name));
  return [
    ...gone.map((routine): Change => ({ kind: "drop_routine", routine })),
    ...to.flatMap((routine): Change[] => {
      const old = before.get(routine.name);
      if (old === undefined) return [{ kind: "create_routine", routine }];
      const isSame = old.body === routine.body && old.variant === routine.variant;
      return isSame ? [] : [{ kind: "replace_routine", routine }];
    }),
  ];
}

/** Of a table that stays. A trigger that names one of the `disturbed` columns has to make way while that changes. */
export function diffTriggers(
  from: Table,
  to: Table,
  disturbed: ReadonlySet<string>,
): readonly Change[] {
  const table = from.name;
  const [before, after] = [from.triggers ?? [], to.triggers ?? []];
  const isKept = (trigger: Trigger, other: Trigger | undefined): boolean =>
    other !== undefined &&
    equalTrigger(trigger, other) &&
    !trigger.columns.some((column) => disturbed.has(column));
  const named = (triggers: readonly Trigger[], { name }: Trigger): Trigger | undefined =>
    triggers.find((other) => other.name === name);
  return [
    ...before
      .filter((trigger) => !isKept(trigger, named(after, trigger)))
      .map((trigger): Change => ({ kind: "drop_trigger", table, trigger })),
    ...after
      .filter((trigger) => !isKept(trigger, named(before, trigger)))
      .map((trigger): Change => ({ kind: "create_trigger", table, trigger })),
  ];
}

/** Whether both are the same but for their names. */
export function equalTrigger(left: Trigger, right: Trigger): boolean {
  const text = ({ event, columns, routine, arguments: args, variant = "" }: Trigger): string =>
    JSON.stringify([event, columns, routine, args, variant]);
  return text(left) === text(right);
}

/** Whether a table of `database` is an identity table and no more, so that its rows are in other tables too. */
export function isDerivedTable(table: Table, database: Database): boolean {
  const own: readonly string[] = Object.values(IDENTITY_COLUMNS);
  return (
    table.columns.every((column) => own.includes(column.name)) &&
    identityFeeders(database.tables).has(table.name)
  );
}

/** Rows that were there before their triggers, and those whose triggers go. */
export function moveIdentities(from: Database, to: Database): readonly Change[] {
  if (from.tables.length === 0) return [];
  const before = tableMap(from);
  const after = tableMap(to);
  const feeders = identityFeeders(to.tables);
  const filled = to.tables.flatMap((table) => {
    const old = before.get(table.name);
    if (old === undefined) return [];
    return identitySources(table).flatMap((source) =>
      fillIdentity(
        { table: table.name, source },
        sourceOf(old, source.identity),
        before.has(source.identity),
        feeders,
      ),
    );
  });
  const emptied = from.tables.flatMap((table) => {
    const wanted = after.get(table.name);
    return identitySources(table)
      .filter(
        ({ identity }) =>
          before.has(identity) &&
          after.has(identity) &&
          (wanted === undefined || sourceOf(wanted, identity) === undefined),
      )
      .map((source): Change => ({ kind: "empty_identity", table: table.name, source }));
  });
  return [...emptied, ...filled];
}

function sourceOf(table: Table, identity: string): IdentitySource | undefined {
  return identitySources(table).find((source) => source.identity === identity);
}

function fillIdentity(
  { table, source }: Feeder,
  old: IdentitySource | undefined,
  isThere: boolean,
  feeders: IdentityFeeders,
): Change[] {
  if (isThere && old?.column === source.column && old.type === source.type) return [];
  const formerTypes = isThere ? { formerTypes: [old?.type ?? source.type] } : {};
  const others = otherFeeders(feeders, table, source.identity);
  return [{ kind: "fill_identity", table, source, ...formerTypes, others }];
}
