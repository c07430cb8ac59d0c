// Columns of large tables that are to have another type → those of which a new one is filled beside the old. Columns that foreign keys
// connect change together, or the keys could not stand between them.

import type { Column, Database, ForeignKey, Table } from "../../relational/database.ts";
import type { Change } from "../change.ts";
import type { ColumnTest } from "../diff/columns.ts";
import { isRetyped } from "../diff/columns.ts";
import type { LiveDatabase } from "../live.ts";
import { nameMap, partKey, tableMap } from "../name-map.ts";
import { classifyTypeChange } from "../types/type-change.ts";
import type { Conversion } from "./keep-in-step.ts";
import { carriedNumbers } from "./swap.ts";

/** A column that is to be replaced. */
export interface Replaceable {
  readonly table: string;
  /** As it is, and as it is wanted. */
  readonly from: Column;
  readonly to: Column;
  readonly conversion: Conversion;
}

/** Where such columns are looked for. */
export interface ReplaceableRequest {
  /** What is ours, once everything is renamed and restored, and the changes that lead there. */
  readonly managed: Database;
  readonly changes: readonly Change[];
  readonly desired: Database;
  readonly live: LiveDatabase;
  readonly isConverted: ColumnTest;
  /** Whether a table is over the size limit, or has been when it was begun with it. */
  readonly isLarge: (table: string) => boolean;
}

/** The columns to be replaced: all that are connected with one of a large table, unless one of them cannot be. */
export function replaceableColumns(request: ReplaceableRequest): readonly Replaceable[] {
  const { managed, desired, isLarge } = request;
  const retyped = retypedColumns(request);
  if (!retyped.some(({ table }) => isLarge(table))) return [];
  const byKey = new Map(retyped.map((each) => [partKey(each.table, each.to.name), each]));
  const groups = new Map([...byKey].map(([key, each]) => [key, [each]]));
  for (const table of [...managed.tables, ...desired.tables]) {
    for (const [left, right] of connections(table)) {
      const [one, other] = [groups.get(left), groups.get(right)];
      if (one === undefined || other === undefined || one === other) continue;
      one.push(...other);
      for (const { table: name, to } of other) groups.set(partKey(name, to.name), one);
    }
  }
  const accepted = new Set(
    [...new Set(groups.values())]
      .filter(
        (group) =>
          group.some(({ table }) => isLarge(table)) &&
          group.every((each) => canBeReplaced(each, request)),
      )
      .flat(),
  );
  return retyped.filter((each) => accepted.has(each));
}

/** Both ends of each column of its foreign keys. */
function connections(table: Table): readonly (readonly [string, string])[] {
  return table.constraints
    .filter((constraint): constraint is ForeignKey => constraint.kind === "foreign_key")
    .flatMap(({ columns, targetTable, targetColumns }) =>
      columns.map(
        (column, place) =>
          [partKey(table.name, column), partKey(targetTable, targetColumns[place] ?? "")] as const,
      ),
    );
}

function retypedColumns(request: ReplaceableRequest): readonly Replaceable[] {
  const { managed, desired, changes, isConverted } = request;
  const after = tableMap(desired);
  const reverted = new Map(
    changes.flatMap((change) =>
      change.kind === "revert_column" ? [[partKey(change.table, change.to.name), change]] : [],
    ),
  );
  return managed.tables.flatMap(({ name: table, columns }) => {
    const wanted = nameMap(after.get(table)?.columns);
    return columns.flatMap((column): Replaceable[] => {
      const to = wanted.get(column.name);
      if (to === undefined) return [];
      const back = reverted.get(partKey(table, column.name));
      if (back !== undefined) {
        const conversion = { how: "back", restores: back.restores } as const;
        // Another type yet would be a change of its own, after this one.
        return isRetyped(column, to) ? [] : [{ table, from: back.from, to, conversion }];
      }
      if (!isRetyped(column, to) || to.generated !== undefined) return [];
      const isCheap =
        classifyTypeChange(column.type, to.type) === "metadata" &&
        column.collation === to.collation;
      const how = isConverted(table, column.name) ? "tried" : "exact";
      if (isCheap && how === "exact") return [];
      return [{ table, from: afterwardsPlain(column), to, conversion: { how } }];
    });
  });
}

/** What is computed and stored begins to be replaced by ceasing to be. */
function afterwardsPlain(column: Column): Column {
  const { generated: _, ...plain } = column;
  return column.virtual ? column : plain;
}

/**
 * Not so where the rows are written to fill it, and somebody's own triggers would take that for a change of theirs; nor where what is done to
 * a table is done to others too, or nothing is known of how a value is cast; nor of a type that is not Postgres's own, which the same plan
 * may rename or make anew between the moments in which values are cast.
 */
function canBeReplaced(
  { table, from, to }: Replaceable,
  { managed, live }: ReplaceableRequest,
): boolean {
  const ours = new Set(
    managed.tables.find(({ name }) => name === table)?.triggers?.map(({ name }) => name),
  );
  const there = live.database.tables.find(({ name }) => name === table)?.triggers ?? [];
  return (
    there.every(({ name }) => ours.has(name)) &&
    (live.tables.get(table)?.children ?? []).length === 0 &&
    ![from, to].some(({ type }) => type.includes(".")) &&
    from.variant === undefined &&
    to.variant === undefined &&
    from.generated === undefined &&
    // A column that gets numbers by itself has one in each row.
    (carriedNumbers(from, to) !== "identity" || hasValues({ from, to }))
  );
}

/** Whether every row has a value, before and afterwards. */
export function hasValues({ from, to }: Pick<Replaceable, "from" | "to">): boolean {
  return from.notNull && to.notNull && to.backfill === undefined;
}
