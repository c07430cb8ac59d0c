// A compiled schema → the real Worker around it in real workerd, with Neon's real driver in front of a real Postgres.

import { join } from "node:path";
import { createTestHarness, unstable_readConfig as readWranglerConfig } from "wrangler";
import { localDevToken } from "../../src/admin/auth.ts";
import { buildAssets } from "../../src/bin/assets.ts";
import { projectFolder } from "../../src/bin/command.ts";
import { buildWorker, MAIN_MODULE } from "../../src/bin/worker-bundle.ts";
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
  await buildWorker({ generated: folder, isDev: true }, join(folder, "built"));
  const own = readWranglerConfig({ config: join(projectFolder, "wrangler.toml") });
  const harness = createTestHarness({
    root: folder,
    workers: [
      {
        config: {
          name: "schema-worker",
          main: `built/${MAIN_MODULE}`,
          no_bundle: own.no_bundle,
          rules: own.rules,
          compatibility_date: own.compatibility_date,
          compatibility_flags: own.compatibility_flags,
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
