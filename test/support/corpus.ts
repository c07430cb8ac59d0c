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
    return { name, root: join(CORPUS, name, root) };
  });
}

/** `count` of the items, by a seed: each seed another choice. */
export function pick<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  const rest = [...items];
  let state = seed >>> 0;
  return Array.from({ length: Math.min(count, items.length) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return rest.splice(Math.floor((state / 2 ** 32) * rest.length), 1)[0]!;
  });
}
