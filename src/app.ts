// The whole Worker as one Hono app: what is public, who may pass, then the admin API and the generated REST resources.

import { Hono, type Context, type MiddlewareHandler } from "hono";
import { adminApp } from "./admin/app.ts";
import { actorWith, authenticate, type AuthVariables } from "./admin/auth.ts";
import type { AdminDeps } from "./admin/context.ts";
import { builtModel } from "./built.ts";
import { explainFailure, namespaceOf, openSession } from "./database.ts";
import type { ClassValidators, GeneratedModule, Validator } from "./emit/generated.ts";
import type { Env } from "./env.ts";
import { serveResources } from "./rest/app.ts";
import { installMiddleware, type RequestVariables } from "./rest/middleware.ts";
import { problemResponse } from "./rest/problem.ts";

export interface AppEnv {
  Bindings: Env;
  Variables: RequestVariables & AuthVariables;
}

/** The generated code, or how to load it. */
export type GeneratedSource = GeneratedModule | (() => Promise<GeneratedModule>);

/** The Worker for one generated schema. Loaded when a request first needs it, the schema adds nothing to the start, however large it is. */
export function createApp(source: GeneratedSource): Hono<AppEnv> {
  const deps = schemaOf(source);
  const app = new Hono<AppEnv>();
  installMiddleware(app);
  app.use(explainLocalDatabase);
  app.use(authenticate());
  app.get("/", (c) => c.redirect("/docs/"));
  app.route("/", adminApp(deps));
  let rest: ReturnType<typeof serveRows> | undefined;
  app.use(async (c, next) => (rest ??= serveRows(await deps()))(c, next));
  return app;
}

function schemaOf(source: GeneratedSource): () => Promise<AdminDeps> {
  let deps: AdminDeps | undefined;
  return async () => {
    const generated = typeof source === "function" ? await source() : source;
    return (deps ??= { generated, built: builtModel(generated) });
  };
}

function serveRows({ generated, built }: AdminDeps): MiddlewareHandler<AppEnv> {
  return serveResources({
    resources: built.resources,
    validators: (name) => loadValidators(generated, name),
    documents: {
      containers: built.containers,
      validator: (name) => loadDocumentValidator(generated, name),
    },
    schemaHash: built.info.schemaHash,
    session: (env) => openSession(env, "rows"),
    authorize: (c, scope) => void actorWith(scope, (c as unknown as Context<AppEnv>).get("actor")),
    namespace: namespaceOf,
  });
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
