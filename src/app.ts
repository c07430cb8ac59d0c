// The whole Worker as one Hono app: what is public, who may pass, then the admin API and the generated REST resources.

import { Hono, type Context, type MiddlewareHandler } from "hono";
import { adminApp } from "./admin/app.ts";
import { actorWith, authenticate, type AuthVariables } from "./admin/auth.ts";
import { builtModel } from "./built.ts";
import { explainFailure, namespaceOf, openSession } from "./database.ts";
import type { ClassValidators, GeneratedModule, Validator } from "./emit/generated.ts";
import type { Env } from "./env.ts";
import { restApp } from "./rest/app.ts";
import { installMiddleware, type RequestVariables } from "./rest/middleware.ts";
import { problemResponse } from "./rest/problem.ts";

export interface AppEnv {
  Bindings: Env;
  Variables: RequestVariables & AuthVariables;
}

/** The Worker for one generated schema. Starting it costs the same whatever the schema's size. */
export function createApp(generated: GeneratedModule): Hono<AppEnv> {
  const built = builtModel(generated);
  const app = new Hono<AppEnv>();
  installMiddleware(app);
  app.use(explainLocalDatabase);
  app.use(authenticate());
  app.get("/", (c) => c.redirect("/docs/"));
  app.route("/", adminApp({ generated, built }));
  app.route(
    "/",
    restApp({
      resources: built.resources,
      validators: (name) => loadValidators(generated, name),
      documents: {
        containers: built.containers,
        validator: (name) => loadDocumentValidator(generated, name),
      },
      schemaHash: built.info.schemaHash,
      session: (env) => openSession(env, "rows"),
      authorize: (c, scope) =>
        void actorWith(scope, (c as unknown as Context<AppEnv>).get("actor")),
      namespace: namespaceOf,
    }),
  );
  return app;
}

/** Where the database is a local one that does not answer, says how to start it. */
const explainLocalDatabase: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  if (c.error === undefined) return;
  const problem = explainFailure(c.error, c.env);
  if (problem.code !== "no_database") return;
  // Unset first, or the headers of the answer so far would be kept.
  c.res = undefined;
  c.res = problemResponse(problem, { instance: c.req.path, requestId: c.get("requestId") });
};

/** The validators of one class, evaluated now. */
function loadValidators({ validators }: GeneratedModule, name: string): Promise<ClassValidators> {
  const load = Object.hasOwn(validators, name) ? validators[name] : undefined;
  if (load === undefined) throw new Error(`The build has no validators for ${name}.`);
  return load();
}

function loadDocumentValidator({ documents }: GeneratedModule, name: string): Promise<Validator> {
  const load = Object.hasOwn(documents, name) ? documents[name] : undefined;
  if (load === undefined) throw new Error(`The build has no validator for documents of ${name}.`);
  return load();
}
