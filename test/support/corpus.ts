// Real LinkML schemas by others, for tests that have them at hand: they are no part of the project.

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The folder with the schemas; `CORPUS_DIR` says otherwise. */
const CORPUS = resolve(
  process.env["CORPUS_DIR"] ?? join(import.meta.dirname, "../../../shared/corpus"),
  "linkml",
);

export interface CorpusSchema {
  readonly name: string;
  /** Everything that belongs to it. */
  readonly folder: string;
  /** Path of its root file. */
  readonly root: string;
}

/** All schemas of the corpus; none, and a word about it, where it is not there. `what` is for that word. */
export function corpusSchemas(what: string): readonly CorpusSchema[] {
  const manifest = join(CORPUS, "MANIFEST.tsv");
  if (!existsSync(manifest)) {
    console.warn(`skipped: ${what} (no ${manifest}; set CORPUS_DIR)`);
    return [];
  }
  const [, ...lines] = readFileSync(manifest, "utf8").trim().split("\n");
  return lines.map((line) => {
    const [name = "", , root = ""] = line.split("\t");
    const folder = join(CORPUS, name);
    return { name, folder, root: join(folder, root) };
  });
}
