// The parts of the OpenAPI document that do not depend on the schema: problem documents, headers, common parameters.

import type { JsonObject } from "./shape-schema.ts";

const problemError: JsonObject = {
  type: "object",
  description: "One of several findings, with its place in the request.",
  properties: {
    pointer: {
      type: "string",
      description: "A place in the body, as a fragment with a JSON pointer (RFC 6901).",
    },
    parameter: { type: "string", description: "A query parameter." },
    header: { type: "string", description: "A request header." },
    code: { type: "string" },
    detail: { type: "string" },
  },
  required: ["code", "detail"],
  examples: [{ pointer: "#/name", code: "required", detail: "This member is required." }],
};

const problem: JsonObject = {
  type: "object",
  description: "What went wrong (RFC 9457). `type` leads to an explanation.",
  properties: {
    type: { type: "string", format: "uri-reference" },
    title: { type: "string" },
    status: { type: "integer", minimum: 400, maximum: 599 },
    detail: { type: "string" },
    instance: { type: "string", format: "uri-reference" },
    code: { type: "string" },
    request_id: { type: "string" },
    errors: { type: "array", items: { $ref: "#/components/schemas/ProblemError" } },
    errors_truncated: { type: "boolean", description: "There were more findings than are listed." },
  },
  required: ["type", "title", "status", "detail", "instance", "code", "request_id"],
};

export const problemSchemas: Readonly<Record<string, JsonObject>> = {
  Problem: problem,
  ProblemError: problemError,
};

export const headers = {
  ETag: {
    description: "The version of the row, for If-Match and If-None-Match.",
    schema: { type: "string" },
    example: '"12345-0a1b2c3d"',
  },
  Link: {
    description: 'The next page, `rel="next"`; absent on the last.',
    schema: { type: "string" },
  },
  Location: {
    description: "The path of the new row.",
    schema: { type: "string", format: "uri-reference" },
  },
  PreferenceApplied: {
    description: "`return=minimal`, where that was asked for.",
    schema: { type: "string" },
  },
  Allow: {
    description: "The methods that the path has.",
    schema: { type: "string" },
    example: "GET, POST",
  },
  RetryAfter: {
    description: "Seconds to wait before trying again.",
    schema: { type: "integer", minimum: 0 },
  },
  WWWAuthenticate: {
    description: "How to authenticate.",
    schema: { type: "string" },
    example: "Bearer",
  },
  XRequestId: {
    description: "The id of this request, also in the log.",
    schema: { type: "string" },
  },
} as const satisfies Record<string, JsonObject>;

export const parameters = {
  Limit: {
    name: "limit",
    in: "query",
    description: "Rows per page.",
    schema: { type: "integer", minimum: 1, maximum: 1000, default: 50 },
  },
  Cursor: {
    name: "cursor",
    in: "query",
    description:
      "Goes on behind the page whose `next_cursor` this is. It fits only the same filters and order.",
    schema: { type: "string", pattern: "^[A-Za-z0-9_-]{12,}$" },
  },
  IfMatch: {
    name: "If-Match",
    in: "header",
    description: "Do it only if the row still has this ETag; otherwise 412.",
    schema: { type: "string" },
  },
  IfNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description: "Send the row only if it no longer has this ETag; otherwise 304.",
    schema: { type: "string" },
  },
  Prefer: {
    name: "Prefer",
    in: "header",
    description:
      "`return=minimal`: the answer comes without the row (RFC 7240). Others are ignored.",
    schema: { type: "string" },
  },
} as const satisfies Record<string, JsonObject>;

type HeaderName = keyof typeof headers;
export type ParameterName = keyof typeof parameters;

/** A reference to each component; one object, as a large document has tens of thousands of references. */
function referencesTo<Name extends string>(
  kind: "headers" | "parameters" | "responses",
  components: Readonly<Record<Name, JsonObject>>,
): Readonly<Record<Name, JsonObject>> {
  const names = Object.keys(components) as Name[];
  const entries = names.map((name) => [name, { $ref: `#/components/${kind}/${name}` }]);
  return Object.fromEntries(entries) as Record<Name, JsonObject>;
}

const headerReferences = referencesTo("headers", headers);
const parameterReferences = referencesTo("parameters", parameters);

export function headerReference(name: HeaderName): JsonObject {
  return headerReferences[name];
}

export function parameterReference(name: ParameterName): JsonObject {
  return parameterReferences[name];
}

interface ProblemResponse {
  readonly name: string;
  readonly description: string;
  readonly title: string;
  readonly code: string;
  readonly header?: string;
}

/** The problems of any operation, by status. */
const problemResponses = {
  400: {
    name: "BadRequest",
    title: "Invalid parameter",
    code: "invalid_parameter",
    description: "The request is malformed: JSON, a parameter or the cursor.",
  },
  401: {
    name: "Unauthorized",
    title: "Not authenticated",
    code: "unauthorized",
    description: "There is no token, or not a valid one.",
    header: "WWW-Authenticate",
  },
  403: {
    name: "Forbidden",
    title: "Scope missing",
    code: "insufficient_scope",
    description: "The token lacks a scope.",
  },
  404: {
    name: "NotFound",
    title: "Not found",
    code: "not_found",
    description: "There is no such row.",
  },
  405: {
    name: "MethodNotAllowed",
    title: "Method not allowed",
    code: "method_not_allowed",
    description: "The path has no such method; `Allow` lists those that it has.",
    header: "Allow",
  },
  406: {
    name: "NotAcceptable",
    title: "Not acceptable",
    code: "not_acceptable",
    description: "The Accept header excludes JSON.",
  },
  409: {
    name: "Conflict",
    title: "Already taken",
    code: "unique_violation",
    description: "A unique value is taken, or other rows still refer to this one.",
  },
  412: {
    name: "PreconditionFailed",
    title: "Changed meanwhile",
    code: "precondition_failed",
    description: "The row is not the version named in If-Match.",
  },
  413: {
    name: "TooLarge",
    title: "Body too large",
    code: "body_too_large",
    description: "The body or the answer is over the size limit.",
  },
  415: {
    name: "UnsupportedMediaType",
    title: "Unsupported media type",
    code: "unsupported_media_type",
    description: "The body is in a media type that is not read.",
  },
  422: {
    name: "Unprocessable",
    title: "Invalid data",
    code: "validation_failed",
    description: "The body does not fit the schema or the data.",
  },
  500: {
    name: "InternalError",
    title: "Internal error",
    code: "internal",
    description: "Something failed that should not; the request id finds it in the log.",
  },
  503: {
    name: "Unavailable",
    title: "Database unavailable",
    code: "database_unavailable",
    description: "The database is away, not configured or not migrated.",
    header: "Retry-After",
  },
  504: {
    name: "Timeout",
    title: "Database timeout",
    code: "database_timeout",
    description: "The database took too long.",
  },
} as const satisfies Record<number, ProblemResponse>;

export type ProblemStatus = keyof typeof problemResponses;

/** `responses` members that refer to the shared problem of each status. */
export function problemReferences(statuses: readonly ProblemStatus[]): JsonObject {
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      { $ref: `#/components/responses/${problemResponses[status].name}` },
    ]),
  );
}

/** The answers that are the same for every resource. */
const successResponses = {
  NotModified: { description: "The row still has this ETag." },
  Updated: {
    description: "The row is changed; after `Prefer: return=minimal`.",
    headers: {
      ETag: headerReference("ETag"),
      "Preference-Applied": headerReference("PreferenceApplied"),
      "X-Request-Id": headerReference("XRequestId"),
    },
  },
  Deleted: {
    description: "The row is gone.",
    headers: { "X-Request-Id": headerReference("XRequestId") },
  },
} as const satisfies Record<string, JsonObject>;

const responseReferences = referencesTo("responses", successResponses);

/** A reference to an answer that is the same for every resource. */
export function responseReference(name: keyof typeof successResponses): JsonObject {
  return responseReferences[name];
}

/** components/responses, as far as they do not depend on the schema. */
export function sharedResponses(): JsonObject {
  const problems = Object.entries<ProblemResponse>(problemResponses).map(([status, response]) => [
    response.name,
    problemResponse(Number(status), response),
  ]);
  return { ...successResponses, ...Object.fromEntries(problems) };
}

export function sharedResponseNames(): readonly string[] {
  return Object.keys(sharedResponses());
}

function problemResponse(
  status: number,
  { code, title, description, header }: ProblemResponse,
): JsonObject {
  const example = {
    type: `/problems/${code}`,
    title,
    status,
    detail: description,
    instance: "/api",
    code,
    request_id: "4f9c2d",
  };
  return {
    description,
    headers: {
      "X-Request-Id": headerReference("XRequestId"),
      ...(header !== undefined && {
        [header]: headerReference(header.replaceAll("-", "") as HeaderName),
      }),
    },
    content: {
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" }, example },
    },
  };
}
