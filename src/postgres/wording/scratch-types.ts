// Enum types that are not there yet, or otherwise → temporary ones that stand for them while Postgres words what uses them.

import { TEMPORARY } from "../../migration/names.ts";
import type { Database, EnumType } from "../../relational/database.ts";
import { createType, dropType } from "../../sql/enum-type.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { mapNames, printedNames } from "../../sql/type-name.ts";

/** Temporary types that stand for those that are not there, or not yet as they are wanted. */
export interface ScratchTypes {
  readonly create: readonly string[];
  readonly drop: readonly string[];
  /** SQL that means the temporary ones instead. */
  readonly away: (sql: string) => string;
  /** And as it was. */
  readonly back: (sql: string) => string;
}

/** `present` are the types that there are. */
export function scratchTypes(
  { namespace, types = [] }: Database,
  present: readonly EnumType[],
): ScratchTypes {
  const labels = new Map(present.map(({ name, values }) => [name, JSON.stringify(values)]));
  const scratch = types
    .filter(({ name, values }) => labels.get(name) !== JSON.stringify(values))
    .map(({ name, values }, index) => ({ name, values, alias: `scratch type ${index}` }));
  const aliases = new Map(scratch.map(({ name, alias }) => [name, alias]));
  const isNeeded = scratch.length > 0;
  return {
    create: scratch.flatMap(({ alias, values }) => createType(TEMPORARY, { name: alias, values })),
    // The tables that use them end with the transaction, which these do not.
    drop: scratch.map(({ alias }) => `${dropType(TEMPORARY, alias)} CASCADE`),
    away: (sql) =>
      isNeeded
        ? mapNames(sql, (outer, name) => {
            const alias = outer === namespace ? aliases.get(name) : undefined;
            return alias === undefined ? undefined : [TEMPORARY, alias];
          })
        : sql,
    // Postgres finds what is temporary without its namespace, and prints it so.
    back: (sql) =>
      scratch.reduce(
        (text, { alias, name }) =>
          text.replaceAll(quoteIdentifier(alias), printedNames(namespace, name)),
        sql,
      ),
  };
}
