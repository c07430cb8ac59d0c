// Where the schemas are that the compiler is measured with: those of the corpus that the targets are about, and the project's own.

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export interface MeasuredSchema {
  readonly name: string;
  /** Its root file. */
  readonly path: string;
  /** What it may cost, all outputs together: milliseconds of CPU, warm. */
  readonly target?: number;
}

const PROJECT = resolve(import.meta.dirname, "..");
const CORPUS = resolve(process.env["CORPUS_DIR"] ?? join(PROJECT, "../shared/corpus"), "linkml");

const TARGETS: Readonly<Record<string, number>> = {
  personinfo: 20,
  nmdc: 250,
  biolink: 300,
  citygml: 300,
};

/** Those that are there; a word about the corpus where it is not. */
export function measuredSchemas(): readonly MeasuredSchema[] {
  return [{ name: "the project's own", path: join(PROJECT, "schemas/app.yaml") }, ...foreign()];
}

function foreign(): readonly MeasuredSchema[] {
  const manifest = join(CORPUS, "MANIFEST.tsv");
  if (!existsSync(manifest)) {
    console.log(`no schemas of others: ${manifest} is not there (set CORPUS_DIR)\n`);
    return [];
  }
  const rows = readFileSync(manifest, "utf8").trim().split("\n").slice(1);
  const roots = new Map(
    rows.map((row): [string, string] => {
      const [name = "", , root = ""] = row.split("\t");
      return [name, join(CORPUS, name, root)];
    }),
  );
  return Object.entries(TARGETS).flatMap(([name, target]) => {
    const path = roots.get(name);
    return path === undefined ? [] : [{ name, path, target }];
  });
}
