// Failures as RFC 9457 problem documents: anything thrown → Problem → Response.
// What is not meant for the client (SQL, row contents, stacks, host names) never enters a Problem.

import { HTTPException } from "hono/http-exception";
import { DamagedHistory } from "../postgres/history/history.ts";
import { DatabaseError } from "../postgres/session.ts";
import { problemCodes, type ProblemCode, type StatusOf } from "./problem-codes.ts";

export { problemCodes, problemKind, type ProblemCode } from "./problem-codes.ts";

/** One of several findings; it names the place in the request by `pointer` (`#/items/0/age`), `parameter` or `header`. */
export interface ProblemError {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly header?: string;
  readonly code: string;
  readonly detail: string;
}

export interface ProblemOptions {
  /** Default: the title of the code. */
  readonly title?: string;
  readonly errors?: readonly ProblemError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Extension members of the document, e.g. `plan`, `allow`, `diagnostics`. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** No answer lists more findings than this; `errors_truncated` says that there were more. */
const maxErrors = 100;

/** A failure that the client is told about. Throw it anywhere below a route; `onError` answers with it. */
export class Problem<Code extends ProblemCode = ProblemCode> extends Error {
  override readonly name = "Problem";
  readonly status: StatusOf<Code>;
  readonly code: Code;
  readonly detail: string;
  readonly title: string;
  readonly errors: readonly ProblemError[];
  readonly headers: Readonly<Record<string, string>>;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: StatusOf<Code>, code: Code, detail: string, options: ProblemOptions = {}) {
    super(`${code}: ${detail}`);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.title = options.title ?? problemCodes[code].title;
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
    this.members = options.members ?? {};
  }
}

/** Writes the problem document. `instance` is the path of the request. */
export function problemResponse(
  problem: Problem,
  context: { readonly instance: string; readonly requestId: string },
): Response {
  const { status, code, title, detail, errors } = problem;
  const document = {
    ...problem.members,
    type: `/problems/${code}`,
    title,
    status,
    detail,
    instance: context.instance,
    code,
    request_id: context.requestId,
    ...(errors.length > 0 && { errors: errors.slice(0, maxErrors) }),
    ...(errors.length > maxErrors && { errors_truncated: true }),
  };
  return new Response(JSON.stringify(document), {
    status,
    headers: { ...problem.headers, "Content-Type": "application/problem+json" },
  });
}

/** The problem to tell the client for anything that was thrown; what nobody foresaw is `internal`, without a word about it. */
export function problemFromError(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DatabaseError) return problemFromDatabase(error);
  if (error instanceof DamagedHistory) return new Problem(409, "history_damaged", error.message);
  if (error instanceof HTTPException) return problemFromHono(error);
  return internalProblem();
}

/** What is wrong with the database as such. Errors about the values of one resource are read by `database-problem.ts` first. */
function problemFromDatabase(error: DatabaseError): Problem {
  switch (error.kind) {
    case "unavailable":
      return unavailable();
    case "timeout":
      return timeout();
    case "too_large":
      return new Problem(
        413,
        "response_too_large",
        "The request or its answer is over the size limit of the database endpoint. Ask for less at once.",
      );
    case "postgres":
      return problemFromSqlstate(error.fields?.sqlstate ?? "");
  }
}

function problemFromSqlstate(sqlstate: string): Problem {
  switch (sqlstate) {
    case "40001":
    case "40P01":
      return new Problem(
        503,
        "serialization_failure",
        "Concurrent writes collided. Nothing was changed; try again.",
        retryAfter(1),
      );
    case "55P03":
      return new Problem(
        503,
        "lock_timeout",
        "Another transaction holds a lock. Nothing was changed; try again.",
        retryAfter(1),
      );
    case "57014":
      return timeout();
    case "42P01": // no such table
    case "42703": // no such column
    case "3F000": // no such namespace
    case "42804": // a column of another type …
    case "42846":
    case "42883": // … for which there is no such operator
      return new Problem(
        503,
        "schema_mismatch",
        "A table or column that this version needs is not in the database. Run migrate.",
      );
    case "42501":
      return new Problem(
        503,
        "database_permission",
        "The database role of this Worker lacks a right that this needs.",
      );
  }
  // Connection, authorization, unknown database, resources, operator intervention, system error.
  if (/^(?:08|28|3D|53|57|58)/.test(sqlstate)) return unavailable();
  return internalProblem();
}

/** What Hono's own validators and middleware throw. Their messages are plain English about the request, not about us. */
function problemFromHono(error: HTTPException): Problem {
  switch (error.status) {
    case 400:
      return new Problem(400, "malformed_json", "The body is not well-formed JSON.");
    case 401:
      return new Problem(401, "unauthorized", "A valid bearer token is needed.", {
        headers: { "WWW-Authenticate": "Bearer" },
      });
    case 404:
      return new Problem(404, "not_found", "There is no such route.");
    case 413:
      return new Problem(413, "body_too_large", "The body is too large.");
    case 415:
      return new Problem(415, "unsupported_media_type", "The body must be application/json.");
    default:
      return internalProblem();
  }
}

function internalProblem(): Problem {
  return new Problem(
    500,
    "internal",
    "Something went wrong here. The request id finds it in the log.",
  );
}

function unavailable(): Problem {
  return new Problem(
    503,
    "database_unavailable",
    "The database did not answer. Try again shortly.",
    retryAfter(2),
  );
}

function timeout(): Problem {
  return new Problem(
    504,
    "database_timeout",
    "The database took too long, and the statement was ended.",
  );
}

function retryAfter(seconds: number): ProblemOptions {
  return { headers: { "Retry-After": String(seconds) } };
}
