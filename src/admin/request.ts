// What comes in: body, query parameters and Accept header of an admin request → checked values, or a Problem that names each mistake.

import type { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { jsonBody, readText, requireMediaType } from "../rest/body.ts";
import { fragment, parseJsonBody } from "../rest/json-text.ts";
import { Problem, type ProblemError } from "../rest/problem.ts";
import { suggest } from "../text/suggest.ts";

/**
 * The JSON body as `schema` reads it; no body at all is the same as `{}`. Throws a Problem: 415, 400 or 422.
 * Its size is the business of `limitBody`, which stands before.
 */
export async function readBody<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  const text = await readText(c, jsonBody);
  if (text === "") return check(schema, {});
  requireMediaType(c, jsonBody);
  return check(schema, parseJsonBody(text).value);
}

/** The query parameters as `schema`, a strict object of them, reads them. Throws a Problem 400 naming the unknown and the wrong ones. */
export function readQuery<S extends z.ZodObject>(c: Context, schema: S): z.output<S> {
  const known = Object.keys(schema.shape);
  const errors: ProblemError[] = [];
  const values: Record<string, string> = {};
  for (const [name, all] of Object.entries(c.req.queries())) {
    if (!known.includes(name)) errors.push(unknownParameter(name, known));
    else if (all.length > 1)
      errors.push({
        parameter: name,
        code: "repeated",
        detail: "This parameter may be given once.",
      });
    else values[name] = all[0] ?? "";
  }
  const result = schema.safeParse(values);
  for (const issue of result.error?.issues ?? []) {
    errors.push({
      parameter: String(issue.path[0]),
      code: "invalid_parameter",
      detail: issue.message,
    });
  }
  if (errors.some(({ code }) => code === "unknown_parameter")) throw unknownParameters(errors);
  if (!result.success || errors.length > 0)
    throw new Problem(
      400,
      "invalid_parameter",
      "A query parameter has a value that it cannot have.",
      { errors },
    );
  return result.data;
}

/** For a route without query parameters. Throws a Problem 400 naming those that are there all the same. */
export function refuseQuery(c: Context): void {
  const errors = Object.keys(c.req.queries()).map((name) => unknownParameter(name, []));
  if (errors.length > 0) throw unknownParameters(errors);
}

function unknownParameter(name: string, known: readonly string[]): ProblemError {
  const detail = unknownName("parameter", name, known);
  return { parameter: name, code: "unknown_parameter", detail };
}

function unknownParameters(errors: readonly ProblemError[]): Problem {
  return new Problem(400, "unknown_parameter", "A query parameter does not exist here.", {
    errors,
  });
}

/** The first of `offered` that the Accept header prefers; without the header, the first. Throws 406. */
export function negotiate<T extends string>(c: Context, offered: readonly [T, ...T[]]): T {
  const accept = c.req.header("Accept");
  if (accept === undefined || accept.trim() === "") return offered[0];
  const ranges = accept.split(",").map(parseRange);
  let best: { readonly type: T; readonly quality: number } | undefined;
  for (const type of offered) {
    const quality = qualityOf(type, ranges);
    if (quality > (best?.quality ?? 0)) best = { type, quality };
  }
  if (best === undefined)
    throw new Problem(406, "not_acceptable", `This answer can be had as ${offered.join(" or ")}.`);
  return best.type;
}

function check<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue): ProblemError[] => {
    if (issue.code !== "unrecognized_keys")
      return [{ pointer: fragment(issue.path), code: issue.code, detail: issue.message }];
    return issue.keys.map((key) => ({
      pointer: fragment([...issue.path, key]),
      code: "unknown_property",
      detail: unknownName("member", key, memberNames(schema, issue.path)),
    }));
  });
  throw new Problem(422, "validation_failed", "The body is JSON, but not what this route takes.", {
    errors,
  });
}

/** For a suggestion: the members at the top of a body. */
function memberNames(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  return path.length === 0 && "shape" in schema ? Object.keys(schema.shape as object) : [];
}

function unknownName(what: string, name: string, known: readonly string[]): string {
  const near = suggest(name, known);
  return `There is no ${what} "${name}"${near === undefined ? "." : `; did you mean "${near}"?`}`;
}

interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

function parseRange(text: string): MediaRange {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
}

/** Of the most specific range that covers the type; 0 when none does. */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  for (const pattern of [type, `${type.split("/")[0]}/*`, "*/*"]) {
    const range = ranges.find((candidate) => candidate.type === pattern);
    if (range !== undefined) return range.quality;
  }
  return 0;
}
