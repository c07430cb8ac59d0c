// The documents made of schemas that nobody here wrote: OpenAPI, diagrams, and the table of what is enforced where.
// `npm test` takes some of them, by a seed that it prints; TEST_FULL=1 takes all.

import { describe, expect, test } from "vitest";
import { artifactTexts } from "../support/artifacts.ts";
import { compileFiles } from "../support/compile.ts";
import { corpusSchemas } from "../support/corpus.ts";
import { pick } from "../support/pick.ts";
import { FULL, SEED } from "../support/seed.ts";
import { readDiagram } from "./diagram-rules.ts";
import { documentProblems } from "./openapi-rules.ts";

const all = corpusSchemas("the documents of the corpus");
const chosen = FULL ? all : pick(all, 5, SEED);
if (all.length > 0) console.info(`test/corpus/documents: TEST_SEED=${SEED}`);

describe.skipIf(chosen.length === 0)(`the corpus, seed ${SEED}`, () => {
  test.each(chosen)("$name", { timeout: 300_000 }, ({ root }) => {
    const { compiled, errors } = compileFiles(root);
    if (compiled === undefined) {
      expect(errors.join("\n")).toMatch(/\.yaml:\d+:\d+/);
      return;
    }
    const artifacts = artifactTexts(compiled);
    const text = (path: string): string => artifacts.find((one) => one.path === path)?.text ?? "";

    expect(documentProblems(text("openapi.json"))).toEqual([]);

    const diagrams = artifacts.filter(({ kind }) => kind === "diagram");
    const reports = diagrams.map((diagram) => ({ ...diagram, ...readDiagram(diagram.text) }));
    expect(
      reports.flatMap(({ path, problems }) => problems.map((line) => `${path}: ${line}`)),
    ).toEqual([]);
    const joins = new Set(
      compiled.lowered.classes.flatMap(({ slots }) =>
        slots.flatMap(({ storage }) => (storage.kind === "join" ? [storage.table] : [])),
      ),
    );
    const tables = compiled.database.tables.map(({ name }) => name);
    const described = new Set(reports.flatMap((report) => report.described));
    const missing = tables.filter((name) => !joins.has(name) && !described.has(`"${name}"`));
    expect(missing).toEqual([]);
    expect(new Set(diagrams.map(({ path }) => path.toLowerCase())).size).toBe(diagrams.length);

    const table = text("enforcement.md");
    const [, times] = /\| all of them \| (\d+) \|/.exec(table) ?? [];
    const entries = compiled.lowered.enforcement.flatMap(({ classes: names }) => names);
    expect(Number(times ?? 0)).toBe(entries.length);
    const cells = table
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .map((line) => line.replaceAll("\\|", "").split("|").length - 2);
    expect(cells.filter((count) => count !== 6 && count !== 7)).toEqual([]);
  });
});
