// What is known without a database: the built schema, its diagram, and what the error codes mean.

import type { Context } from "hono";
import { sha256 } from "#sha256";
import { Problem, problemCodes, problemKind } from "../../rest/problem.ts";
import { suggest } from "../../text/suggest.ts";
import type { AdminDeps } from "../context.ts";
import { negotiate, readQuery } from "../request.ts";
import { schemaQuery } from "../request-schemas.ts";

/** GET /admin/schema, as YAML or JSON, with an ETag. */
export async function getSchema(c: Context, { built }: AdminDeps): Promise<Response> {
  const { format } = readQuery(c, schemaQuery);
  const type =
    format === undefined
      ? negotiate(c, ["application/yaml", "application/json"])
      : (`application/${format}` as const);
  const yaml = await built.schemaYaml();
  const text = type === "application/yaml" ? yaml : await schemaJson(yaml);
  const etag = `"${sha256(text).slice(0, 32)}"`;
  const headers = {
    ETag: etag,
    Vary: "Accept, Authorization",
    "Cache-Control": "private, no-cache",
  };
  if (matches(c.req.header("If-None-Match"), etag)) return c.body(null, 304, headers);
  return c.body(text, 200, { ...headers, "Content-Type": `${type}; charset=utf-8` });
}

/** GET /admin/diagram. */
export function getDiagram(c: Context, { generated }: AdminDeps): Response {
  const type = negotiate(c, ["text/vnd.mermaid", "text/plain"]);
  return c.body(generated.diagram, 200, { "Content-Type": `${type}; charset=utf-8` });
}

/** GET /problems/{code}. */
export function getProblem(c: Context): Response {
  negotiate(c, ["application/json"]);
  const code = c.req.param("code") ?? "";
  const kind = problemKind(code);
  if (kind !== undefined) return c.json({ code, ...kind });
  const near = suggest(code, Object.keys(problemCodes));
  throw new Problem(
    404,
    "not_found",
    `There is no problem "${code}"${near === undefined ? "." : `; did you mean "${near}"?`}`,
  );
}

async function schemaJson(yaml: string): Promise<string> {
  const { load } = await import("js-yaml");
  return `${JSON.stringify(load(yaml), null, 2)}\n`;
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags !== undefined && (tags.includes(etag) || tags.includes("*"));
}
