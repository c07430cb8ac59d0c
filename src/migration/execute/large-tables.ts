// Which tables are over the size limit.

import type { LiveDatabase } from "../live.ts";
import type { Match } from "../match/match.ts";

/** Asks about a table by the name that changes use. */
export function largerThan(
  bytes: number,
  { tables, retired }: LiveDatabase,
  matches: readonly Match[],
): (table: string) => boolean {
  const former = new Map(
    matches.flatMap((found) => (found.kind === "table" ? [[found.to, found.from] as const] : [])),
  );
  const stored = new Map(retired.map(({ table, live }) => [table.name, live]));
  return (name) => {
    const table = tables.get(name) ?? stored.get(former.get(name) ?? name);
    return table !== undefined && !table.empty && table.heap > bytes;
  };
}
