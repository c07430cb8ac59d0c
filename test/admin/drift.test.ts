// GET /admin/drift: what someone changed by hand since the last migration, and what of it migrating brings back.

import { afterAll, beforeAll, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { createDatabase } from "../support/postgres.ts";
import { callAdmin } from "./call.ts";
import { envOf, generateSample, type Generated } from "./sample.ts";

let generated: Generated;
beforeAll(async () => {
  generated = await generateSample();
});
afterAll(() => generated?.remove());

it("names what was dropped, altered and added, and is empty again after a migration", async () => {
  const database = await createDatabase();
  try {
    const app = createApp(generated.module);
    const env = envOf(database);
    const call = async (method: "GET" | "POST", path: string, body?: object): Promise<any> =>
      (await callAdmin({ app, env }, method, path, body)).json;
    const drift = () => call("GET", "/admin/drift");

    expect(await drift()).toEqual({
      in_sync: true,
      changes: [],
      foreign: [],
      last_migration: null,
    });
    await call("POST", "/admin/migrate", { dry_run: false });
    expect(await drift()).toMatchObject({ in_sync: true, changes: [], last_migration: "1" });

    await database.query(`
      ALTER TABLE "Customer" ALTER COLUMN name DROP NOT NULL;
      ALTER TABLE "Customer" ALTER COLUMN email SET DEFAULT 'nobody@example.org';
      ALTER TABLE "Customer" ADD COLUMN legacy_id text;
      COMMENT ON TABLE "Customer" IS 'someone else was here';
      CREATE VIEW recent AS SELECT 1 AS one;`);
    expect(await drift()).toEqual({
      in_sync: false,
      changes: [
        { object: "Customer", change: "altered", detail: "Customer: its comment was changed." },
        {
          object: "Customer.email",
          change: "altered",
          detail: "Customer.email: its default is 'nobody@example.org'::text instead of none.",
        },
        {
          object: "Customer.name",
          change: "altered",
          detail: "Customer.name: it takes NULL now.",
        },
      ],
      foreign: ["Customer.legacy_id", "view recent"],
      last_migration: "1",
    });
    await database.query(`DROP TABLE "Invoice" CASCADE`);
    const { changes } = await drift();
    expect(changes.filter(({ change }: { change: string }) => change === "missing")).toEqual([
      { object: "Invoice", change: "missing", detail: "Invoice was dropped or renamed." },
    ]);

    expect((await call("POST", "/admin/migrate", { dry_run: false })).outcome).toBe("applied");
    expect(await drift()).toMatchObject({ in_sync: true, last_migration: "2" });
  } finally {
    await database.drop();
  }
});
