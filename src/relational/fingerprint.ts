// Fingerprints of tables → one fingerprint of several. Postgres computes the same inside a batch (see postgres/catalog).

import type { Database } from "./database.ts";
import { sha256 } from "#sha256";

/** `fingerprints`: table → hexadecimal digest. Tables of `names` that are not in it do not exist and leave no trace. */
export function combineFingerprints(
  fingerprints: ReadonlyMap<string, string>,
  names: Iterable<string>,
): string {
  const present = [...new Set(names)]
    .filter((name) => fingerprints.has(name))
    .toSorted(byCodePoint);
  return sha256(present.map((name) => `${name}=${fingerprints.get(name)}`).join("\n"));
}

/** What stands in front of the name of a type, among those of tables. */
export const TYPE_MARK = "\u0001";

/** The names that a database's fingerprint is made of: its tables, and its types. */
export function fingerprintNames({
  tables,
  types = [],
}: Pick<Database, "tables" | "types">): readonly string[] {
  return [...tables.map(({ name }) => name), ...types.map(({ name }) => TYPE_MARK + name)];
}

/** The order of COLLATE "C" in a UTF-8 database. */
function byCodePoint(left: string, right: string): number {
  const [leftPoints, rightPoints] = [Array.from(left), Array.from(right)];
  for (const [index, character] of leftPoints.entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (rightPoints[index]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return leftPoints.length - rightPoints.length;
}
