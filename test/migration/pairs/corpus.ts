// Pairs of schemas from the test suites of other tools: SQL that makes the one, and SQL that makes the other.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The folder with the pairs; `CORPUS_DIR` says otherwise. */
const FOLDER = resolve(
  process.env["CORPUS_DIR"] ?? join(import.meta.dirname, "../../../../shared/corpus"),
  "migrations",
);

export interface Pair {
  /** `sqldef 12: AddUniqueConstraint`. */
  readonly name: string;
  /** A: what every tool must be able to do. B: what is rarer. `own`: ours. */
  readonly tier: "A" | "B" | "own";
  readonly from: string;
  readonly to: string;
}

/** All pairs; none, and a word about it, where they are not there. */
export function migrationPairs(): readonly Pair[] {
  if (!existsSync(FOLDER)) {
    console.warn(`skipped: migrations between pairs of schemas (no ${FOLDER}; set CORPUS_DIR)`);
    return [];
  }
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .flatMap((file) => {
      const { cases = [] } = JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as {
        readonly cases?: readonly {
          name: string;
          tier: "A" | "B";
          from_sql: string;
          to_sql: string;
        }[];
      };
      return cases.map(({ name, tier, from_sql: from, to_sql: to }, index) => ({
        name: `${file.replace(".json", "")} ${index}: ${name}`,
        tier,
        from,
        to,
      }));
    });
}
