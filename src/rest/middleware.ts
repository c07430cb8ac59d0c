// What every route of the Worker shares: request id, headers, and a problem document for whatever goes wrong.

import type { Context, Env as HonoEnv, Hono, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { methodNotAllowed } from "hono/method-not-allowed";
import { DatabaseError } from "../postgres/session.ts";
import { Problem, problemFromError, problemResponse } from "./problem.ts";

/** Context variables that `installMiddleware` sets. */
export interface RequestVariables {
  requestId: string;
}

/** The limit on bodies unless a route says otherwise. */
export const defaultBodyLimit = 1024 * 1024;

const answerHeaders: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/**
 * Gives an app request ids, security headers (a route's own header wins), and problem documents for errors,
 * unknown routes and wrong methods, and OPTIONS an answer. Call it once, on the outermost app, before any route is added.
 */
export function installMiddleware<E extends HonoEnv & { Variables: RequestVariables }>(
  app: Hono<E>,
): void {
  app.use(requestContext);
  app.use(
    methodNotAllowed({
      app: app as unknown as Hono,
      onMethodNotAllowed: (c, methods) => {
        const allowed = [...methods, "OPTIONS"];
        return c.req.method === "OPTIONS"
          ? optionsResponse(allowed)
          : answerProblem(c, methodProblem(c.req.method, allowed));
      },
    }),
  );
  app.notFound((c) => answerProblem(c, new Problem(404, "not_found", "There is no such route.")));
  app.onError((error, c) => {
    const problem = problemFromError(error);
    if (problem.code === "internal") logUnforeseen(error, requestIdOf(c));
    return answerProblem(c, problem);
  });
}

/** Refuses a body over `bytes` with 413, also one that comes in chunks without a length. */
export function limitBody(bytes: number): MiddlewareHandler {
  return bodyLimit({
    maxSize: bytes,
    onError: () => {
      throw new Problem(413, "body_too_large", `The body is over ${bytes} bytes, the limit here.`);
    },
  });
}

/** The 405 problem, with its `Allow` header. */
export function methodProblem(method: string, allowed: readonly string[]): Problem {
  const allow = allowed.join(", ");
  return new Problem(
    405,
    "method_not_allowed",
    `${method} is not possible here. Possible: ${allow}.`,
    { headers: { Allow: allow } },
  );
}

/** What OPTIONS answers with. */
export function optionsResponse(allowed: readonly string[]): Response {
  return new Response(null, { status: 204, headers: { Allow: allowed.join(", ") } });
}

/** A client's own id is kept where it is harmless in logs and headers. */
const requestIdForm = /^[\w-]{1,64}$/;

const requestContext: MiddlewareHandler = async (c, next) => {
  const given = c.req.header("X-Request-Id");
  const requestId = given !== undefined && requestIdForm.test(given) ? given : crypto.randomUUID();
  c.set("requestId", requestId);
  await next();
  c.header("X-Request-Id", requestId);
  for (const [name, value] of Object.entries(answerHeaders)) {
    if (!c.res.headers.has(name)) c.header(name, value);
  }
};

function answerProblem(c: Context, problem: Problem): Response {
  return problemResponse(problem, {
    instance: new URL(c.req.url).pathname,
    requestId: requestIdOf(c),
  });
}

function requestIdOf(c: Context): string {
  return (c.get("requestId") as string | undefined) ?? "unknown";
}

/** One line for the operator, without row contents and connection strings. */
function logUnforeseen(error: unknown, requestId: string): void {
  console.error(
    JSON.stringify({ level: "error", request_id: requestId, error: describeForLog(error) }),
  );
}

function describeForLog(error: unknown): string {
  if (error instanceof DatabaseError) {
    const { sqlstate, table, column, constraint } = error.fields ?? {};
    return ["DatabaseError", error.kind, sqlstate, table, column, constraint]
      .filter(Boolean)
      .join(" ");
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.replace(/postgres(?:ql)?:\/\/\S*/gi, "postgres://…");
}
