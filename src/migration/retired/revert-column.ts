// A column whose values were converted, and which is to be again what it was → the statements for it. Rows that have not changed since
// get back exactly the value they had; what was written since is converted the other way, or nothing is done.

import type { Column } from "../../relational/database.ts";
import { alterColumn, renameColumn } from "../../sql/definition.ts";
import { dollarQuote, quoteIdentifier } from "../../sql/quote.ts";
import { castFunctions, triedCast } from "../types/cast-functions.ts";

/** A column gets back the type and the values that it had before a conversion. */
export interface RevertColumn {
  readonly kind: "revert_column";
  readonly table: string;
  /** As it is, with the type that its values were converted to; it is retired. */
  readonly from: Column;
  /** As it was, and is retired. */
  readonly to: Column;
  /** The retired name of `to`. */
  readonly restores: string;
}

const REVERTED = "pg_temp.reverted";

/** `retire` are the statements that retire `from`, as `retired`. */
export function revertStatements(
  { table, from, to, restores }: RevertColumn,
  namespace: string,
  { retire, retired }: { readonly retire: readonly string[]; readonly retired: string },
): readonly string[] {
  const casts = castFunctions([
    [to.type, from.type],
    [from.type, to.type],
  ]);
  const value = `${REVERTED}(${quoteIdentifier(to.name)}, ${quoteIdentifier(retired)})`;
  return [
    ...casts.create,
    createReverted(to.type, from.type),
    ...retire,
    renameColumn(namespace, table, restores, to.name),
    // Set with its type, for an UPDATE would run triggers and leave every row behind twice.
    alterColumn(namespace, table, to.name, `TYPE ${to.type} USING ${value}`),
    `DROP FUNCTION ${REVERTED}(${to.type}, ${from.type})`,
    ...casts.drop,
  ];
}

/** A function for the value of one row. A value that the old type has no equal for is a violation: it would be lost. */
function createReverted(old: string, current: string): string {
  const body = `DECLARE
  back ${old} := ${triedCast("current", current, old)};
BEGIN
  IF ${triedCast("old", old, current)}::text IS NOT DISTINCT FROM current::text THEN RETURN old; END IF;
  IF ${triedCast("back", old, current)}::text IS DISTINCT FROM current::text THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'a value has no equal in the older type';
  END IF;
  RETURN back;
END`;
  return `CREATE FUNCTION ${REVERTED}(old ${old}, current ${current}) RETURNS ${old} LANGUAGE plpgsql AS ${dollarQuote(body)}`;
}
