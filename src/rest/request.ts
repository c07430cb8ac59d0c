// Stage 1: HTTP → a typed request. Headers, media types and the body's encoding are settled here; names and values are not.

import type { Context } from "hono";
import type { Operation, Resource } from "../emit/resource.ts";
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
}

interface UpdateRequest {
  readonly kind: "update";
  readonly id: string;
  readonly parameters: readonly Parameter[];
  readonly ifMatch: EntityTags | undefined;
  readonly body: JsonBody;
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

const mediaTypes = {
  create: ["application/json"],
  update: ["application/merge-patch+json", "application/json"],
} as const;

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

/** Reads the request of an operation. Throws a Problem with 400, 406, 413 or 415. */
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
      return { kind: "create", parameters, body: await readBody(c, "create") };
    case "update":
      return {
        kind: "update",
        id,
        parameters,
        ifMatch: entityTags(c, "If-Match"),
        body: await readBody(c, "update"),
      };
    case "delete":
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

function requireAccept(c: Context): void {
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

async function readBody(c: Context, operation: "create" | "update"): Promise<JsonBody> {
  requireMediaType(c, operation);
  await limitBody(defaultBodyLimit)(c, async () => {});
  const bytes = await c.req.raw.arrayBuffer();
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Problem(400, "malformed_json", "The body is not valid UTF-8.");
  }
  return parseJsonBody(text);
}

function requireMediaType(c: Context, operation: "create" | "update"): void {
  const accepted = mediaTypes[operation];
  const header = operation === "create" ? "Accept-Post" : "Accept-Patch";
  const refuse = (detail: string) =>
    new Problem(415, "unsupported_media_type", detail, {
      headers: { [header]: accepted.join(", ") },
    });
  const [type = "", ...parameters] = (c.req.header("Content-Type") ?? "")
    .split(";")
    .map((part) => part.trim().toLowerCase());
  if (!accepted.some((candidate) => candidate === type)) {
    throw refuse(
      `The body must be ${accepted.join(" or ")}${type === "" ? "; it has no Content-Type" : ""}.`,
    );
  }
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset))
    throw refuse("JSON must be in UTF-8.");
  const encoding = c.req.header("Content-Encoding") ?? "identity";
  if (encoding !== "identity") throw refuse("A compressed body (Content-Encoding) is not read.");
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
