// How `npm test` runs: one real Postgres for all files (test/global-setup.ts), the files side by side on the machine's cores.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // More workers than cores only wait for each other: PGlite, workerd and Postgres take their share as well.
    maxWorkers: 2,
    env: {
      WRANGLER_SEND_METRICS: "false",
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
    },
  },
});
