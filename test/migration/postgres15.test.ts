// The same verbs on the oldest Postgres that we support: every case.
import { afterAll, beforeAll, describe, test } from "vitest";

import { hasPostgres15, openPostgres15 } from "../support/postgres-15.ts";
import type { TestDatabase } from "../support/postgres.ts";
import { proveCase } from "./case-proof.ts";
import { cases } from "./cases.ts";

describe.runIf(hasPostgres15)("on Postgres 15", () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openPostgres15();
  });
  afterAll(() => opened.drop());

  test.each(cases)("$name", (scenario) => proveCase(opened, scenario));
});
