// Stage 4: rows → the HTTP answer. The JSON that Postgres built is passed on as it is.

import type { Resource, Rows } from "../emit/resource.ts";
import type { Row } from "../postgres/session.ts";
import { encodeCursor } from "./cursor.ts";
import { fragment } from "./json-text.ts";
import { rowNotFound, type Plan, type ReadPlan } from "./plan.ts";
import type { ListPlan } from "./plan-list.ts";
import { Problem } from "./problem.ts";
import { entityTag, namesVersion } from "./version.ts";

export interface ResponseContext {
  /** The request's URL. */
  readonly url: URL;
  readonly schemaHash: string;
}

/** Throws a Problem with 404 or 412 where the statement found no row to answer with. */
export function writeResponse(
  plan: Plan,
  rows: readonly Row[],
  context: ResponseContext,
): Response {
  const row = rows[0] ?? {};
  switch (plan.kind) {
    case "list":
      return listResponse(plan, row, context);
    case "read":
      return readResponse(plan, row, context);
    case "create": {
      const location = `${plan.resource.path}/${encodeURIComponent(row["id"] ?? "")}`;
      const headers = { ETag: tagOf(row, context), Location: location };
      return plan.minimal ? minimal(201, headers) : json(201, row["row"] ?? "", headers);
    }
    case "update": {
      if (typeof row["version"] !== "string") throw missed(plan, row);
      const headers = { ETag: tagOf(row, context) };
      return plan.minimal ? minimal(204, headers) : json(200, row["row"] ?? "", headers);
    }
    case "delete":
      if (row["deleted"] !== "t") throw missed(plan, row);
      return new Response(null, { status: 204 });
  }
}

function listResponse(plan: ListPlan, row: Row, { url }: ResponseContext): Response {
  const items = row["items"] ?? "[]";
  const values = row["cursor"];
  if (typeof values !== "string") return json(200, `{"items":${items},"next_cursor":null}`);
  const cursor = encodeCursor(values, plan.fingerprint);
  const next = new URLSearchParams(url.searchParams);
  next.set("cursor", cursor);
  return json(200, `{"items":${items},"next_cursor":"${cursor}"}`, {
    Link: `<${url.pathname}?${next.toString()}>; rel="next"`,
  });
}

function readResponse(plan: ReadPlan, row: Row, context: ResponseContext): Response {
  if (typeof row["row"] !== "string") throw rowNotFound(plan.resource);
  const tag = tagOf(row, context);
  if (namesVersion(plan.ifNoneMatch, tag))
    return new Response(null, { status: 304, headers: { ETag: tag } });
  return json(200, row["row"], { ETag: tag });
}

/** Nothing was written: there is no such row, the body gives it another identifier, or it has another version by now. */
function missed(plan: Extract<Plan, { kind: "update" | "delete" }>, row: Row): Problem {
  if (row["found"] === "t" && row["same_id"] === "f") return identifierMismatch(plan.resource);
  const { resource } = plan;
  const variant = resource.variants?.[Number(row["variant"] ?? 0)];
  if (row["found"] !== "t" && variant !== undefined && variant.class !== resource.class)
    return writtenElsewhere(resource, variant);
  // Without If-Match only a deletion at the same moment can have come between.
  if (row["found"] !== "t" || plan.versions === undefined) return rowNotFound(plan.resource);
  return new Problem(
    412,
    "precondition_failed",
    "The row is no longer the version named in If-Match.",
    {
      errors: [
        {
          header: "If-Match",
          code: "precondition_failed",
          detail: "Read the row again for its current ETag.",
        },
      ],
    },
  );
}

/** A row of a subclass is read here, but written where the rest of it is known. */
function writtenElsewhere(resource: Resource, { class: name, title = name }: Rows): Problem {
  const detail = `The row with this ${resource.key.name} is a ${title}: change or delete it where those are served.`;
  return new Problem(404, "not_found", detail);
}

function identifierMismatch({ key }: Resource): Problem {
  return new Problem(422, "identifier_mismatch", "Identifiers do not change.", {
    errors: [
      {
        pointer: fragment([key.name]),
        code: "identifier_mismatch",
        detail: "This is not the identifier in the path.",
      },
    ],
  });
}

function tagOf(row: Row, { schemaHash }: ResponseContext): string {
  return entityTag(row["version"] ?? "", schemaHash);
}

function minimal(status: 201 | 204, headers: Readonly<Record<string, string>>): Response {
  const applied = { "Preference-Applied": "return=minimal" };
  return new Response(null, { status, headers: { ...headers, ...applied } });
}

function json(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}
