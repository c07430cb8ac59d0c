// The instance files that come with real schemas, and what their authors say of each.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { corpusSchemas, type CorpusSchema } from "../support/corpus.ts";

export interface CorpusInstance {
  /** Below the schema's folder. */
  readonly file: string;
  readonly path: string;
  /** Absent: the tree root. */
  readonly targetClass?: string;
  /** What the authors say. */
  readonly valid: boolean;
}

export interface CorpusInstances extends CorpusSchema {
  readonly instances: readonly CorpusInstance[];
}

/** What an index leaves open though the schema has no tree root: the class that the authors' own tests read these files as. */
const TARGETS: Readonly<Record<string, string>> = { opencloning: "CloningStrategy" };

/** The schemas of the corpus that come with instances. */
export function corpusInstances(what: string): readonly CorpusInstances[] {
  return corpusSchemas(what).flatMap((schema) => {
    const { folder } = schema;
    const index = join(folder, "_data/index.json");
    if (!existsSync(index)) return [];
    const entries = JSON.parse(readFileSync(index, "utf8")) as readonly {
      file: string;
      target_class: string | null;
      valid: boolean;
    }[];
    const instances = entries.map(({ file, target_class, valid }): CorpusInstance => {
      const targetClass = target_class ?? TARGETS[schema.name];
      return { file, path: join(folder, file), valid, ...(targetClass && { targetClass }) };
    });
    return [{ ...schema, instances }];
  });
}
