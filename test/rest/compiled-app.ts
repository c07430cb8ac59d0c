// The REST server over a compiled schema, called without a network. Validators let everything through: they are tested elsewhere.

import { Hono } from "hono";
import type { CompiledSchema } from "../../src/compile.ts";
import type { Validator } from "../../src/emit/generated.ts";
import { neonSession } from "../../src/postgres/neon.ts";
import { restApp, type RestEnv } from "../../src/rest/app.ts";
import { installMiddleware } from "../../src/rest/middleware.ts";
import type { TestDatabase } from "../support/postgres.ts";

const anything: Validator = { safeParse: (data) => ({ success: true, data }) };

/** Serves the resources from the tables in `public`, to anybody. */
export function compiledApp({ resources }: CompiledSchema, database: TestDatabase): Hono<RestEnv> {
  const session = neonSession(database.databaseUrl, { endpoint: database.neonEndpoint });
  const app = new Hono<RestEnv>();
  installMiddleware(app);
  app.route(
    "/",
    restApp({
      resources: () => resources,
      validators: () => Promise.resolve({ read: anything, create: anything, update: anything }),
      schemaHash: "sha256:0123456789abcdef",
      session: () => session,
      authorize() {},
      namespace: () => "public",
    }),
  );
  return app;
}
