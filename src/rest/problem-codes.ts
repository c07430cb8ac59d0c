// Every problem the Worker can answer with: code → status, title and what to do about it. `/problems/{code}` serves these
// rows; a code that is not here does not compile. Add a row before throwing a new Problem.

import { adminProblemCodes } from "./problem-codes-admin.ts";

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** For the person who gets the answer: what happened and what to do. */
  readonly description: string;
}

export const problemCodes = {
  // 400: the request itself cannot be understood.
  malformed_json: {
    status: 400,
    title: "Malformed JSON",
    description:
      "The body is not one well-formed JSON document in UTF-8. The detail says where reading stopped.",
  },
  malformed_request: {
    status: 400,
    title: "Malformed request",
    description:
      "The request cannot be read, for example because of a broken percent-encoding. The detail says what.",
  },
  invalid_parameter: {
    status: 400,
    title: "Invalid parameter",
    description: "A query parameter has a value that it cannot have. `errors` names each of them.",
  },
  unknown_parameter: {
    status: 400,
    title: "Unknown parameter",
    description:
      "A query parameter, field or operator does not exist here. Nothing is ever ignored silently; `errors` names it and the nearest name that exists.",
  },
  cursor_mismatch: {
    status: 400,
    title: "Cursor of another query",
    description:
      "A cursor goes on only with the filters and the sort order that it came from. Repeat the query with those, or start again without `cursor`.",
  },

  // 401, 403: who you are, what you may do.
  unauthorized: {
    status: 401,
    title: "Not authenticated",
    description:
      "Send a valid token as `Authorization: Bearer <token>`. `npm run token` makes one.",
  },
  insufficient_scope: {
    status: 403,
    title: "Scope missing",
    description: "The token is valid but lacks the scope that the detail names.",
  },
  reset_not_allowed: {
    status: 403,
    title: "Reset is off",
    description: 'Resetting a database works only where ALLOW_RESET is "true".',
  },
  uploaded_schema_not_allowed: {
    status: 403,
    title: "Uploaded schemas are off",
    description:
      'Applying a schema other than the built one works only where ALLOW_UPLOADED_SCHEMA is "true".',
  },

  // 404 … 415: there is no such thing, or not in this form.
  not_found: {
    status: 404,
    title: "Not found",
    description: "There is no such route, or no row with this identifier.",
  },
  method_not_allowed: {
    status: 405,
    title: "Method not allowed",
    description:
      "The route exists but not with this method. The `Allow` header lists those it has.",
  },
  not_acceptable: {
    status: 406,
    title: "Not acceptable",
    description: "The answer cannot be given in any media type of the `Accept` header.",
  },
  unique_violation: {
    status: 409,
    title: "Already taken",
    description:
      "Another row has the same value where values are unique. `errors` points at the members.",
  },
  still_referenced: {
    status: 409,
    title: "Still referenced",
    description:
      "Other rows refer to this one. Change or delete them first; nothing disappears silently.",
  },
  precondition_failed: {
    status: 412,
    title: "Changed meanwhile",
    description:
      "The row is no longer the version named in `If-Match`. Read it again and repeat the change.",
  },
  body_too_large: {
    status: 413,
    title: "Body too large",
    description: "The body is over the limit named in the detail.",
  },
  response_too_large: {
    status: 413,
    title: "Answer too large",
    description:
      "The answer is over what the database can send at once. Ask for fewer rows with `limit`.",
  },
  unsupported_media_type: {
    status: 415,
    title: "Unsupported media type",
    description:
      "The body is in a media type or encoding that is not read here. The detail lists those that are.",
  },

  // 422: well-formed, but against the schema or the data.
  validation_failed: {
    status: 422,
    title: "Invalid data",
    description:
      "The body does not fit the schema. `errors` lists every problem with a JSON pointer.",
  },
  reference_not_found: {
    status: 422,
    title: "Reference not found",
    description: "The body refers to a row that does not exist. `errors` points at the member.",
  },
  constraint_violation: {
    status: 422,
    title: "Rule broken",
    description:
      "The database refused the values because of a rule of the schema. `errors` points at the members.",
  },
  value_out_of_range: {
    status: 422,
    title: "Value out of range",
    description: "A value does not fit the type that it is stored in.",
  },
  identifier_mismatch: {
    status: 422,
    title: "Identifiers differ",
    description: "The identifier in the body is not that of the path. Identifiers do not change.",
  },

  // 429 … 504: not the request's fault.
  too_many_requests: {
    status: 429,
    title: "Too many requests",
    description: "Wait as long as `Retry-After` says.",
  },
  internal: {
    status: 500,
    title: "Internal error",
    description: "Something failed that should not. The request id finds it in the log.",
  },
  no_database: {
    status: 503,
    title: "No database",
    description:
      "The Worker has no DATABASE_URL. `npm run dev` starts a local database; in production: `wrangler secret put DATABASE_URL`.",
  },
  not_ready: {
    status: 503,
    title: "Not ready",
    description:
      "The database does not answer, or does not hold the schema of this version. `GET /admin/status` says which.",
  },
  auth_not_configured: {
    status: 503,
    title: "No tokens configured",
    description:
      "The Worker knows no token, so protected routes stay closed. `npm run token` prints one and the secret to store.",
  },
  database_unavailable: {
    status: 503,
    title: "Database unavailable",
    description: "The database did not answer. Try again after `Retry-After`.",
  },
  database_permission: {
    status: 503,
    title: "Database permission missing",
    description:
      "The Worker's database role lacks a right that it needs, such as owning a table it must change. Grant it, or connect with another role.",
  },
  serialization_failure: {
    status: 503,
    title: "Conflict with other writes",
    description: "Concurrent writes collided twice. Nothing was changed; try again.",
  },
  schema_mismatch: {
    status: 503,
    title: "Database schema differs",
    description:
      "A table or column that this version needs is not in the database. Run migrate: `npm run migrate`, or POST /admin/migrate.",
  },
  lock_timeout: {
    status: 503,
    title: "Lock not granted in time",
    description: "Another transaction holds a lock. Nothing was changed; try again.",
  },
  database_timeout: {
    status: 504,
    title: "Database timeout",
    description: "The statement took too long and was ended. Narrow the query, or try again.",
  },

  ...adminProblemCodes,
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemCodes;

/** The status that a code always has. */
export type StatusOf<Code extends ProblemCode> = (typeof problemCodes)[Code]["status"];

/** Looks up a code that came from outside, such as the path `/problems/{code}`. */
export function problemKind(code: string): ProblemKind | undefined {
  return Object.hasOwn(problemCodes, code) ? problemCodes[code as ProblemCode] : undefined;
}
