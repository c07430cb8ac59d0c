// Released versions of real LinkML schemas by others, in order, for tests that have them at hand: they are no part of the project.

import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { compileBundle } from "./compile.ts";

/** The folder with the histories; `CORPUS_DIR` says otherwise. */
const HISTORY = resolve(
  process.env["CORPUS_DIR"] ?? join(import.meta.dirname, "../../../shared/corpus"),
  "linkml-history",
);

export interface Release {
  readonly tag: string;
  /** Path → text. */
  readonly files: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly versions: readonly {
    readonly tag: string;
    /** Path → the name of its blob. */
    readonly files: Readonly<Record<string, string>>;
  }[];
}

/** All releases of a schema, the oldest first; none, and a word about it, where they are not there. */
export function releasesOf(name: string): readonly Release[] {
  const manifest = join(HISTORY, name, "manifest.json");
  if (!existsSync(manifest)) {
    console.warn(`skipped: the releases of ${name} (no ${manifest}; set CORPUS_DIR)`);
    return [];
  }
  const { versions } = JSON.parse(readFileSync(manifest, "utf8")) as Manifest;
  return versions.map(({ tag, files }) => ({
    tag,
    files: Object.fromEntries(
      Object.entries(files).map(([path, blob]) => [
        path,
        readFileSync(join(HISTORY, name, "blobs", `${blob}.yaml`), "utf8"),
      ]),
    ),
  }));
}

/** `root` is the name of the file that imports the others. */
export function compileRelease({ files }: Release, root: string): ReturnType<typeof compileBundle> {
  const path = Object.keys(files).find((each) => each.endsWith(root)) ?? root;
  return compileBundle({ root: path, files });
}
