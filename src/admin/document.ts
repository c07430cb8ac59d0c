// The admin routes → the OpenAPI document that the build step puts beside the generated one.

import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { problemCodes, type ProblemCode } from "../rest/problem-codes.ts";
import { pathParameters } from "./request-schemas.ts";
import { adminRoutes, tags } from "./routes/routes.ts";
import type { AdminRoute } from "./routes/route.ts";
import { problem } from "./answers/problem.ts";

/** `/openapi-admin.json`: OpenAPI 3.1, the same on every call. */
export function adminDocument(): object {
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono();
  registry.registerComponent("securitySchemes", "bearerAuth", {
    type: "http",
    scheme: "bearer",
    description: "A token made by `npm run token`. In local development: `local-dev-token`.",
  });
  registry.register("Problem", problem);
  for (const status of problemStatuses()) {
    registry.registerComponent("responses", problemResponseName(status), {
      description: titlesOf(status),
      content: {
        "application/problem+json": {
          schema: { $ref: "#/components/schemas/Problem" },
          example: problemExample(status),
        },
      },
    });
  }
  for (const route of adminRoutes) registry.registerPath(openApiRoute(route));
  return getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "linkml-neon admin",
      version: "1",
      description:
        "Compile LinkML schemas, migrate the database to them, and look at what is there.",
      contact: { name: "linkml-neon" },
      license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    servers: [{ url: "/", description: "This Worker" }],
    tags,
  });
}

function problemStatuses(): readonly number[] {
  const statuses = new Set(adminRoutes.flatMap((route) => [...problemsOf(route).keys()]));
  return [...statuses].sort((a, b) => a - b);
}

function codesOf(status: number) {
  const used = new Set(adminRoutes.flatMap((route) => problemsOf(route).get(status) ?? []));
  return [...used].map((code) => ({ code, ...problemCodes[code] }));
}

function titlesOf(status: number): string {
  return codesOf(status)
    .map(({ title }) => title)
    .join("; ");
}

function problemExample(status: number): object {
  const [kind] = codesOf(status);
  return {
    type: `/problems/${kind?.code}`,
    title: kind?.title,
    status,
    detail: kind?.description,
    instance: "/admin/migrate",
    code: kind?.code,
    request_id: "0f6e1c1e-6a3c-4a53-9f0a-6f1d5d9c2b11",
  };
}

/** The name of the shared response of a status, such as `Problem422`. */
function problemResponseName(status: number): string {
  return `Problem${status}`;
}

/** Every status that a route may answer a problem with, ascending, and the codes behind it. */
function problemsOf(route: AdminRoute): ReadonlyMap<number, readonly ProblemCode[]> {
  const codes: ProblemCode[] = [
    ...(route.problems ?? []),
    "method_not_allowed",
    "not_acceptable",
    "internal",
  ];
  if (route.scope !== undefined)
    codes.push("unknown_parameter", "unauthorized", "insufficient_scope", "auth_not_configured");
  if (route.body !== undefined)
    codes.push("malformed_json", "body_too_large", "unsupported_media_type");
  const byStatus = Map.groupBy(new Set(codes), (code) => problemCodes[code].status as number);
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}

/** A route in the form of @hono/zod-openapi. */
function openApiRoute(route: AdminRoute) {
  const { operationId, method, path, scope, tag, summary, body, query, pathParameter } = route;
  const problems = [...problemsOf(route)];
  const notes = [
    route.description,
    scope && `Needs the scope \`${scope}\`.`,
    route.problems &&
      `Problems of its own: ${route.problems.map((code) => `\`${code}\``).join(", ")}.`,
  ];
  const content = Object.entries(route.answers).map(([type, { schema, example }]) => [
    type,
    { schema: schema ?? { type: "string" as const }, ...(example !== undefined && { example }) },
  ]);
  return createRoute({
    operationId,
    method,
    path,
    tags: [tag],
    summary,
    description: notes.filter((note) => note !== undefined).join("\n\n"),
    // Scopes stand in the description: OpenAPI lists them for OAuth only.
    security: scope === undefined ? [] : [{ bearerAuth: [] }],
    request: {
      ...(body && { body: { content: { "application/json": { schema: body } }, required: false } }),
      ...(query && { query }),
      ...(pathParameter && { params: pathParameters(pathParameter) }),
    },
    responses: {
      200: { description: summary, content: Object.fromEntries(content) },
      ...Object.fromEntries(
        problems.map(([status]) => [
          status,
          { $ref: `#/components/responses/${problemResponseName(status)}` },
        ]),
      ),
    },
  });
}
