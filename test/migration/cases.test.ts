// Every case, where everybody develops: on the run's real Postgres and on PGlite.
import { afterAll, beforeAll, describe, test } from "vitest";

import { createDatabase, openPglite, type TestDatabase } from "../support/postgres.ts";
import { proveCase } from "./case-proof.ts";
import { cases } from "./cases.ts";

describe.each([
  ["real Postgres", () => createDatabase()],
  ["PGlite", openPglite],
])("on %s", (_, open) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test.each(cases)("$name", (scenario) => proveCase(opened, scenario));
});
