// What the rows of a database hold, column by column, before and after a migration; and how many values of each have changed.

import type { Database } from "../../../src/relational/database.ts";
import { qualifiedName, quoteIdentifier } from "../../../src/sql/quote.ts";
import type { TestDatabase } from "../../support/postgres.ts";

/** `table.column` → its type, and its values as text, each with its row's key where there is one. */
export type Contents = ReadonlyMap<
  string,
  { readonly type: string; readonly values: readonly (string | null)[] }
>;

/** Of columns that nobody computes. */
export async function contentsOf(opened: TestDatabase, database: Database): Promise<Contents> {
  const found = new Map<string, { type: string; values: readonly (string | null)[] }>();
  for (const { name, columns } of database.tables) {
    const stored = columns.filter(({ generated }) => generated === undefined);
    if (stored.length === 0) continue;
    const list = stored.map((column) => `${quoteIdentifier(column.name)}::text`).join(", ");
    const rows = await opened.query(
      `SELECT ${list} FROM ${qualifiedName(database.namespace, name)}`,
    );
    for (const { name: column, type } of stored) {
      const values = rows.map((row) => row[column] ?? null);
      found.set(`${name}.${column}`, { type, values });
    }
  }
  return found;
}

/** How many values of each column that both have are not what they were, where that is not 0: a value counts as kept if it turns back into the old. */
export async function changedValues(
  opened: TestDatabase,
  before: Contents,
  after: Contents,
): Promise<ReadonlyMap<string, number>> {
  const changed = new Map<string, number>();
  for (const [object, { type, values }] of before) {
    const now = after.get(object);
    if (now === undefined) continue;
    const back = await Promise.all(
      now.values.map(async (value) =>
        value === null || type === now.type
          ? value
          : await turnedBack(opened, value, now.type, type),
      ),
    );
    const left = back.map(plain);
    const lost = values.filter((value) => {
      const place = left.indexOf(plain(value));
      if (place >= 0) left.splice(place, 1);
      return place < 0;
    });
    if (lost.length > 0) changed.set(object, lost.length);
  }
  return changed;
}

/** `1.50` and `1.5` are one number. */
function plain(value: string | null): string | null {
  return value !== null && /^-?\d+\.\d+$/.test(value) ? value.replace(/\.?0+$/, "") : value;
}

async function turnedBack(
  opened: TestDatabase,
  value: string,
  type: string,
  former: string,
): Promise<string | null> {
  // More bits, or fewer, are other bits: a cast would hide that.
  if (type.startsWith("bit")) return value;
  const direct = `SELECT ($1::text::${type})::${former}::text AS value`;
  const rows = await opened
    .query(direct, [value])
    .catch(() => opened.query(`SELECT $1::text::${former}::text AS value`, [value]))
    // The old type may be gone.
    .catch(() => [{ value }]);
  return rows[0]?.["value"] ?? null;
}
