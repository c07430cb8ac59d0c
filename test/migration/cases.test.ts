// Every case, where everybody develops: on the run's real Postgres and on PGlite.
import { afterAll, beforeAll, describe, test } from "vitest";

import { pick } from "../support/pick.ts";
import { createDatabase, openPglite, type TestDatabase } from "../support/postgres.ts";
import { FULL, SEED } from "../support/seed.ts";
import { proveCase } from "./case-proof.ts";
import { cases } from "./cases.ts";

/** PGlite is the slower one and hardly ever differs: some cases each time, all with TEST_FULL=1. */
const some = FULL ? cases : pick(cases, 8, SEED);

describe.each([
  ["real Postgres", () => createDatabase(), cases],
  [`PGlite, seed ${SEED}`, openPglite, some],
] as const)("on %s", (_, open, chosen) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test.each(chosen)("$name", (scenario) => proveCase(opened, scenario));
});
