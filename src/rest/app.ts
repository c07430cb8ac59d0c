// The REST server: one handler for all resources. request → plan → query → response, with one statement in between.

import { Hono, type Context, type MiddlewareHandler } from "hono";
import type { Container, ContainerModel } from "../emit/container.ts";
import type { ClassValidators, Validator } from "../emit/generated.ts";
import type { Operation, Resource } from "../emit/resource.ts";
import type { Env } from "../env.ts";
import type { Row, Session, Statement } from "../postgres/session.ts";
import { serveContainer } from "./container-routes.ts";
import { databaseProblem } from "./database-problem.ts";
import { methodProblem, optionsResponse, type RequestVariables } from "./middleware.ts";
import { planRequest, type Plan } from "./plan.ts";
import { planStatement } from "./query.ts";
import { queryTwice } from "./query-twice.ts";
import { allowedMethods, operationOf, readRequest, type Target } from "./request.ts";
import { writeResponse } from "./response.ts";

export interface RestEnv {
  Bindings: Env;
  Variables: RequestVariables;
}

export interface RestDependencies {
  /** The collections; asked once, on the first request. */
  resources(): readonly Resource[];
  validators(className: string): Promise<ClassValidators>;
  /** What is served as a whole document. */
  readonly documents?: DocumentDependencies;
  /** `sha256:…` of the schema; part of every ETag and cursor. */
  readonly schemaHash: string;
  /** Throws a Problem (503 `no_database`) where none is configured. */
  session(env: Env): Session;
  /** Throws a Problem (401, 403, 503) unless the caller may do this. Runs before the body is read. */
  authorize(c: Context<RestEnv>, scope: "data:read" | "data:write"): void | Promise<void>;
  /** The Postgres namespace of the tables. */
  namespace(env: Env): string;
}

export interface DocumentDependencies {
  /** Asked once, like the collections. */
  containers(): ContainerModel;
  validator(className: string): Promise<Validator>;
}

/** Neon cancels the statement when we hang up. */
const timeoutMs = 8000;

/**
 * Serves the resources at their own paths; what is none of them goes on to the next route. Errors are thrown as Problems for the
 * app around it (`installMiddleware`).
 */
export function restApp(dependencies: RestDependencies): Hono<RestEnv> {
  return new Hono<RestEnv>().use("*", serveResources(dependencies));
}

/** What `restApp` does, for an app to which it cannot be added before the first request. */
export function serveResources(dependencies: RestDependencies): MiddlewareHandler<RestEnv> {
  let byPath: ReadonlyMap<string, Resource> | undefined;
  let containers: ReadonlyMap<string, Container> | undefined;
  return async (c, next) => {
    byPath ??= new Map(dependencies.resources().map((resource) => [resource.path, resource]));
    const path = pathOf(c.req.url);
    const target = findTarget(byPath, path);
    if (target) return serve(c, target, dependencies);
    const { documents } = dependencies;
    containers ??= new Map(documents?.containers().containers.map((each) => [each.path, each]));
    const container = containers.get(path);
    return container && documents ? serveDocument(c, container, documents, dependencies) : next();
  };
}

async function serveDocument(
  c: Context<RestEnv>,
  container: Container,
  documents: DocumentDependencies,
  dependencies: RestDependencies,
): Promise<Response> {
  await dependencies.authorize(c, scopeOf(c.req.method));
  return serveContainer(c, container, {
    model: documents.containers(),
    namespace: dependencies.namespace(c.env),
    validator: () => documents.validator(container.class),
    session: () => dependencies.session(c.env),
  });
}

function scopeOf(method: string): "data:read" | "data:write" {
  const isSafe = method === "GET" || method === "HEAD" || method === "OPTIONS";
  return isSafe ? "data:read" : "data:write";
}

async function serve(
  c: Context<RestEnv>,
  target: Target,
  dependencies: RestDependencies,
): Promise<Response> {
  const { method } = c.req;
  await dependencies.authorize(c, scopeOf(method));
  const operation = operationOf(method, target);
  if (operation) return run(c, operation, target, dependencies);
  const allowed = allowedMethods(target);
  if (method === "OPTIONS") return optionsResponse(allowed);
  throw methodProblem(method, allowed);
}

async function run(
  c: Context<RestEnv>,
  operation: Operation,
  target: Target,
  dependencies: RestDependencies,
): Promise<Response> {
  const { resource, id = "" } = target;
  const { schemaHash } = dependencies;
  const request = await readRequest(c, operation, id);
  const plan = await planRequest(request, {
    resource,
    schemaHash,
    validators: () => dependencies.validators(resource.class),
  });
  const statement = planStatement(plan, dependencies.namespace(c.env));
  const rows = await runStatement(dependencies.session(c.env), statement, plan);
  return writeResponse(plan, rows, { url: new URL(c.req.url), schemaHash });
}

async function runStatement(
  session: Session,
  statement: Statement,
  plan: Plan,
): Promise<readonly Row[]> {
  try {
    return await queryTwice(session, statement, timeoutMs);
  } catch (error) {
    throw databaseProblem(error, plan);
  }
}

/** With the hexadecimal digits of its escapes as in the paths of the resources: both cases mean the same. */
function pathOf(url: string): string {
  return new URL(url).pathname.replaceAll(/%[\da-f]{2}/gi, (escape) => escape.toUpperCase());
}

/** A collection by its exact path, or a row by what follows the last slash. */
function findTarget(byPath: ReadonlyMap<string, Resource>, path: string): Target | undefined {
  const collection = byPath.get(path);
  if (collection) return { resource: collection };
  const slash = path.lastIndexOf("/");
  const resource = byPath.get(path.slice(0, slash));
  const id = path.slice(slash + 1);
  return resource && id !== "" ? { resource, id: decodeSegment(id) } : undefined;
}

/** A broken percent-encoding stands for itself: such an identifier may even exist. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
