// A compiled schema → the real Worker around it in real workerd, with Neon's real driver in front of a real Postgres.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTestHarness } from "wrangler";
import { localDevToken } from "../../src/admin/auth.ts";
import { buildAssets } from "../../src/bin/assets.ts";
import type { SchemaBundle } from "../../src/compile.ts";
import { generateSample, tokenSecret } from "../admin/sample.ts";
import type { TestDatabase } from "../support/postgres.ts";

export interface SchemaWorker {
  readonly origin: string;
  close(): Promise<void>;
}

/** Generates the schema's code as `npm run generate` does, and serves it. The token is `local-dev-token`. */
export async function startSchemaWorker(
  bundle: SchemaBundle,
  database: Pick<TestDatabase, "databaseUrl" | "neonEndpoint">,
  vars: Readonly<Record<string, string>> = {},
): Promise<SchemaWorker> {
  const generated = await generateSample(bundle);
  const { folder } = generated;
  await buildAssets(folder, join(folder, "assets"));
  await writeFile(
    join(folder, "entry.ts"),
    `import * as generated from "./worker.ts";\nimport { createApp } from "../../src/app.ts";\n\nexport default createApp(generated);\n`,
  );
  const harness = createTestHarness({
    root: folder,
    workers: [
      {
        config: {
          name: "schema-worker",
          main: "entry.ts",
          compatibility_date: "2026-10-01",
          compatibility_flags: ["nodejs_compat"],
          assets: { directory: "assets", binding: "ASSETS" },
          vars: {
            DATABASE_URL: database.databaseUrl,
            NEON_HTTP_ENDPOINT: database.neonEndpoint,
            AUTH_TOKEN_LOCAL: tokenSecret(localDevToken),
            ...vars,
          },
        },
      },
    ],
  });
  const { origin } = (await harness.listen()).url;
  return {
    origin,
    async close() {
      await harness.close();
      await generated.remove();
    },
  };
}
