// Schemas that nobody here wrote, into real Postgres: through migrate from an empty database, and through schema.sql. Both give the same.
// `npm test` takes some of them, by a seed that it prints; TEST_FULL=1 takes all.

import { afterAll, describe, expect, test } from "vitest";
import { readCatalog } from "../../src/postgres/catalog/catalog.ts";
import { cutNames, indexFindings } from "../postgres/findings.ts";
import { artifactTexts } from "../support/artifacts.ts";
import { compileFiles } from "../support/compile.ts";
import { corpusSchemas } from "../support/corpus.ts";
import { pick } from "../support/pick.ts";
import { createDatabase } from "../support/postgres.ts";
import { FULL, SEED } from "../support/seed.ts";
import { apply, carryOut, outcome, plan, sessionOf, status } from "./run.ts";

const all = corpusSchemas("migrations to the schemas of the corpus");
/** Some schemas are broken upstream; this one is not. */
const sound = all.filter(({ name }) => name === "personinfo");
const others = all.filter((schema) => !sound.includes(schema));
const chosen = FULL ? all : [...sound, ...pick(others, 1, SEED)];
if (all.length > 0) console.info(`test/migration/corpus: TEST_SEED=${SEED}`);

let applied = 0;
afterAll(() => {
  if (chosen.length > 0) expect(applied).toBeGreaterThan(0);
});

describe.skipIf(chosen.length === 0)(`the corpus, seed ${SEED}`, () => {
  // The largest make thousands of tables, on a machine that has other things to do.
  test.each(chosen)("$name", { timeout: 900_000 }, async ({ root }) => {
    const { compiled, errors } = compileFiles(root);
    // Broken upstream, or beyond what is supported so far: said so, with a place.
    if (compiled === undefined) {
      expect(errors.join("\n")).toMatch(/\.yaml:\d+:\d+/);
      return;
    }
    const { database } = compiled;
    const artifacts = new Map(artifactTexts(compiled).map(({ path, text }) => [path, text]));
    const [opened, other] = [await createDatabase(), await createDatabase()];
    try {
      const session = sessionOf(opened);
      const patient = { statementTimeoutMs: 600_000 };
      const planned = await plan(session, database, patient);
      const result = outcome(await carryOut(session, database, planned, patient));
      if (planned.blockers.some(({ code }) => code === "plan_too_large")) {
        expect(result).toBe("blocked");
        return;
      }
      expect(result).toBe("applied");
      expect(outcome(await apply(session, database))).toBe("nothing_to_do");
      expect(await status(session, database)).toMatchObject({ in_sync: true, drift: false });
      expect(await cutNames(other, artifacts.get("sql/schema.sql") ?? "")).toEqual([]);
      const live = (await readCatalog(session, "public")).fingerprints;
      expect((await readCatalog(sessionOf(other), "public")).fingerprints).toEqual(live);
      expect(await indexFindings(other)).toEqual([]);
      applied++;
    } finally {
      await Promise.all([opened.drop(), other.drop()]);
    }
  });
});
