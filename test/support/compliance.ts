// LinkML's own compliance suite as data, for tests that have it at hand: it is no part of the project.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import type { SchemaBundle } from "../../src/linkml/load.ts";

/** The folder with the cases; `CORPUS_DIR` says otherwise. */
const CASES = resolve(
  process.env["CORPUS_DIR"] ?? join(import.meta.dirname, "../../../shared/corpus"),
  "compliance",
);

/** A schema, an object, and whether it is a valid one of a class. */
export interface ComplianceCase {
  /** `file/name`, and `#2` where a file has a name twice. */
  readonly id: string;
  readonly bundle: SchemaBundle;
  readonly targetClass: string;
  readonly object: unknown;
  readonly valid: boolean;
  /** Upstream gives several verdicts on it, or skips it everywhere: why its verdict need not be ours. */
  readonly doubtful?: "ambiguous" | "skipped upstream";
  readonly feature: string;
  readonly coreElements: readonly string[];
}

interface WrittenCase {
  readonly name: string;
  readonly schema?: object;
  readonly schema_ref?: string;
  readonly imported_schemas?: readonly { readonly name: string }[];
  readonly target_class: string;
  readonly object: unknown;
  readonly valid: boolean;
  readonly ambiguous?: boolean;
  readonly skipped_upstream?: string;
  readonly feature: string;
  readonly core_elements: readonly string[];
}

interface WrittenSchema {
  readonly schema: object;
  readonly imported_schemas?: WrittenCase["imported_schemas"];
}

/** All cases, in the order of their files; none, and a word about it, where they are not there. `what` is for that word. */
export function complianceCases(what: string): readonly ComplianceCase[] {
  if (!existsSync(CASES)) {
    console.warn(`skipped: ${what} (no ${CASES}; set CORPUS_DIR)`);
    return [];
  }
  const files = readdirSync(CASES).filter((file) => file.endsWith(".json"));
  return files.toSorted().flatMap((file) => {
    const content = readJson(file);
    return Array.isArray(content) ? casesOf(file, content as readonly WrittenCase[]) : [];
  });
}

function casesOf(file: string, written: readonly WrittenCase[]): readonly ComplianceCase[] {
  const seen = new Map<string, number>();
  return written.map((one) => {
    const id = `${file.replace(/\.json$/, "")}/${one.name}`;
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    const doubtful =
      one.skipped_upstream !== undefined
        ? "skipped upstream"
        : one.ambiguous === true
          ? "ambiguous"
          : undefined;
    return {
      id: count === 1 ? id : `${id}#${count}`,
      bundle: bundleOf(one),
      targetClass: one.target_class,
      object: one.object,
      valid: one.valid,
      ...(doubtful !== undefined && { doubtful }),
      feature: one.feature,
      coreElements: one.core_elements,
    };
  });
}

/** JSON is YAML. */
function bundleOf(one: WrittenCase): SchemaBundle {
  const { schema, imported_schemas: imported = [] } =
    one.schema_ref === undefined
      ? (one as WrittenSchema)
      : (readJson(one.schema_ref) as WrittenSchema);
  const others = imported.map((other) => [`${other.name}.yaml`, JSON.stringify(other)]);
  return {
    root: "schema.yaml",
    files: { ...Object.fromEntries(others), "schema.yaml": JSON.stringify(schema) },
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(CASES, file), "utf8"));
}
