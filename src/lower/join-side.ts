// What join tables have for each of the two keys that they hold. Many tables have the same owner, or refer to the same rows: it is made
// once for all of them and then only named. Until then a name is what comes after that of the table.

import type { Column, ForeignKey, Index, PrimaryKey } from "../relational/database.ts";
import type { Location } from "../text/location.ts";
import type { ReferenceTarget } from "./references.ts";

/** For the key of the row that has the list. */
export interface OwnerSide {
  readonly column: Column;
  readonly primaryKey: PrimaryKey;
  readonly foreignKey: ForeignKey;
}

/** For the keys in the list. */
export interface TargetSide {
  readonly column: Column;
  /** Absent where the rows stand in no one table. */
  readonly foreignKey?: ForeignKey;
  readonly index: Index;
}

/** The column of every join table that says where in the list a key stands. */
export const POSITION = "position";

/** `column` holds the `key` of rows of `table`. */
export function ownerSide(
  column: Column,
  table: string,
  key: string,
  location: Location,
): OwnerSide {
  return {
    column,
    primaryKey: { kind: "primary_key", name: "pkey", columns: [column.name, POSITION] },
    foreignKey: {
      kind: "foreign_key",
      name: `${column.name}_fkey`,
      columns: [column.name],
      targetTable: table,
      targetColumns: [key],
      // The rows of a join table are part of their owner.
      onDelete: "cascade",
      onUpdate: "no action",
      location,
    },
  };
}

/** `column` holds keys of the rows of `target`; the author asks for it at `location`. */
export function targetSide(
  column: Column,
  target: ReferenceTarget | undefined,
  location: Location,
): TargetSide {
  const { name } = column;
  const index: Index = {
    name: `${name}_idx`,
    unique: false,
    method: "btree",
    keys: [{ column: name, descending: false }],
    include: [],
    location,
  };
  if (target === undefined) return { column, index };
  const foreignKey: ForeignKey = {
    kind: "foreign_key",
    name: `${name}_fkey`,
    columns: [name],
    ...target,
    onDelete: "no action",
    location,
  };
  return { column, foreignKey, index };
}
