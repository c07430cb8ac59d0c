// Stage 1: HTTP → a typed request. Headers, media types and the body's encoding are settled here; names and values are not.

import type { Context } from "hono";
import type { Operation, Resource } from "../emit/resource.ts";
import { jsonBody, readText, requireMediaType, type BodyForm } from "./body.ts";
import { parseJsonBody, type JsonBody } from "./json-text.ts";
import { defaultBodyLimit, limitBody } from "./middleware.ts";
import { Problem } from "./problem.ts";

/** What a path names: a collection, or with `id` one of its rows. */
export interface Target {
  readonly resource: Resource;
  readonly id?: string;
}

export type RestRequest = ListRequest | ReadRequest | CreateRequest | UpdateRequest | DeleteRequest;

export interface ListRequest {
  readonly kind: "list";
  readonly parameters: readonly Parameter[];
}

interface ReadRequest {
  readonly kind: "read";
  readonly id: string;
  readonly parameters: readonly Parameter[];
  readonly ifNoneMatch: EntityTags | undefined;
}

interface CreateRequest {
  readonly kind: "create";
  readonly parameters: readonly Parameter[];
  readonly body: JsonBody;
  /** The new row is not wanted in the answer. */
  readonly minimal: boolean;
}

interface UpdateRequest {
  readonly kind: "update";
  readonly id: string;
  readonly parameters: readonly Parameter[];
  readonly ifMatch: EntityTags | undefined;
  readonly body: JsonBody;
  /** The changed row is not wanted in the answer. */
  readonly minimal: boolean;
}

interface DeleteRequest {
  readonly kind: "delete";
  readonly id: string;
  readonly parameters: readonly Parameter[];
  readonly ifMatch: EntityTags | undefined;
}

/** One query parameter, as often as it was given: `age[gte]=18` has the field `age` and the operator `gte`. */
export interface Parameter {
  /** As the client wrote it, for error messages. */
  readonly name: string;
  readonly field: string;
  readonly operator: string | undefined;
  readonly values: readonly string[];
}

/** `*`, or the tags of an If-Match or If-None-Match header. */
export type EntityTags = "*" | readonly EntityTag[];

interface EntityTag {
  readonly weak: boolean;
  readonly value: string;
}

const patchBody: BodyForm = {
  mediaTypes: ["application/merge-patch+json", "application/json"],
  header: "Accept-Patch",
};

/** The operation of a method on a target, or undefined where the resource has no such operation. */
export function operationOf(method: string, { resource, id }: Target): Operation | undefined {
  const operation = id === undefined ? collectionOperation(method) : itemOperation(method);
  return operation !== undefined && resource.operations.includes(operation) ? operation : undefined;
}

/** The methods that a target has, for `Allow`. */
export function allowedMethods(target: Target): readonly string[] {
  return [
    ...["GET", "HEAD", "POST", "PATCH", "DELETE"].filter((method) => operationOf(method, target)),
    "OPTIONS",
  ];
}

/** Reads the request of an operation. Throws a Problem with 400, 406, 413, 415 or 422. */
export async function readRequest(
  c: Context,
  operation: Operation,
  id: string,
): Promise<RestRequest> {
  requireAccept(c);
  const parameters = readParameters(new URL(c.req.url).searchParams);
  switch (operation) {
    case "list":
      return { kind: "list", parameters };
    case "read":
      return { kind: "read", id, parameters, ifNoneMatch: entityTags(c, "If-None-Match") };
    case "create":
      refuseHeaders(c, ["If-Match"]);
      return {
        kind: "create",
        parameters,
        body: await readBody(c, jsonBody),
        minimal: prefersMinimal(c),
      };
    case "update":
      refuseHeaders(c);
      return {
        kind: "update",
        id,
        parameters,
        ifMatch: entityTags(c, "If-Match"),
        body: await readBody(c, patchBody),
        minimal: prefersMinimal(c),
      };
    case "delete":
      refuseHeaders(c);
      return { kind: "delete", id, parameters, ifMatch: entityTags(c, "If-Match") };
  }
}

function collectionOperation(method: string): Operation | undefined {
  if (method === "GET" || method === "HEAD") return "list";
  return method === "POST" ? "create" : undefined;
}

function itemOperation(method: string): Operation | undefined {
  if (method === "GET" || method === "HEAD") return "read";
  if (method === "PATCH") return "update";
  return method === "DELETE" ? "delete" : undefined;
}

function readParameters(search: URLSearchParams): readonly Parameter[] {
  const names = [...new Set(search.keys())];
  return names.map((name) => {
    const [, field = name, operator] = /^(.+?)\[([^[\]]*)\]$/s.exec(name) ?? [];
    return { name, field, operator, values: search.getAll(name) };
  });
}

/** Throws 406 where the answer, which is JSON, is not wanted. */
export function requireAccept(c: Context): void {
  const accept = c.req.header("Accept");
  if (accept === undefined) return;
  const ranges = accept
    .split(",")
    .map((range) => range.split(";").map((part) => part.trim().toLowerCase()));
  const acceptable = ranges.some(
    ([type, ...parameters]) =>
      (type === "*/*" || type === "application/*" || type === "application/json") &&
      !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter)),
  );
  if (!acceptable)
    throw new Problem(
      406,
      "not_acceptable",
      "The answer is application/json, which `Accept` excludes.",
    );
}

async function readBody(c: Context, form: BodyForm): Promise<JsonBody> {
  requireMediaType(c, form);
  await limitBody(defaultBodyLimit)(c, async () => {});
  return parseJsonBody(await readText(c, form));
}

/** Headers that would change what a write does, did this version know them. Leaving them unread would be a silent promise. */
const headersToCome = ["Idempotency-Key", "If-None-Match"] as const;

/** Throws 422 for these headers, and `more`. */
export function refuseHeaders(c: Context, more: readonly string[] = []): void {
  const given = [...headersToCome, ...more].filter((name) => c.req.header(name) !== undefined);
  if (given.length === 0) return;
  const errors = given.map((header) => ({
    header,
    code: "not_supported_yet",
    detail: `${c.req.method} does not support this header yet; leave it out.`,
  }));
  throw new Problem(422, "not_supported_yet", `Not supported here yet: ${given.join(", ")}.`, {
    errors,
  });
}

/** `Prefer: return=minimal` (RFC 7240); of several, the first counts. */
function prefersMinimal(c: Context): boolean {
  const returns = (c.req.header("Prefer") ?? "")
    .split(",")
    .flatMap(
      (preference) => /^\s*return\s*=\s*"?([\w-]+)"?\s*(?:;|$)/i.exec(preference)?.[1] ?? [],
    );
  return returns[0]?.toLowerCase() === "minimal";
}

function entityTags(c: Context, header: "If-Match" | "If-None-Match"): EntityTags | undefined {
  const text = c.req.header(header)?.trim();
  if (text === undefined) return undefined;
  if (text === "*") return "*";
  const tag = String.raw`(?:W/)?"[^"]*"`;
  if (!new RegExp(String.raw`^${tag}(?:\s*,\s*${tag})*$`).test(text)) {
    throw new Problem(400, "malformed_request", `${header} is not a list of quoted entity tags.`, {
      errors: [
        { header, code: "malformed", detail: 'Write tags as they came: "…", separated by commas.' },
      ],
    });
  }
  return [...text.matchAll(/(W\/)?"([^"]*)"/g)].map(([, weak, value = ""]) => ({
    weak: weak !== undefined,
    value,
  }));
}
