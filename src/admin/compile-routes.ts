// A schema in a request → what the compiler makes of it: artifacts, diagnostics, verdicts on instances. Nothing is stored.

import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { z } from "@hono/zod-openapi";
import type { CompiledSchema, SchemaBundle } from "../compile.ts";
import type { Validator } from "../emit/generated.ts";
import { Problem, type ProblemError } from "../rest/problem.ts";
import { validationErrors } from "../rest/validation.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { suggest } from "../text/suggest.ts";
import type { AdminDeps } from "./context.ts";
import { negotiate, readBody } from "./request.ts";
import { bundleLimits, generateBody, validateBody } from "./request-schemas.ts";

/** The compiler is large and rarely needed, so it is evaluated when the first request asks for it. */
const loadCompiler = () => import("../compile.ts");

/** POST /admin/generate. */
export async function generateArtifacts(c: Context, { built }: AdminDeps): Promise<Response> {
  negotiate(c, ["application/json"]);
  const body = await readBody(c, generateBody);
  const bundle = checkedBundle(body.schema) ?? built.bundle();
  const { compiled, diagnostics } = await compileBundle(bundle);
  const { emitArtifacts } = await loadCompiler();
  const artifacts = emitArtifacts(compiled).filter(
    ({ kind }) => body.artifacts?.includes(kind) ?? true,
  );
  const { name, version, schemaHash } = compiled.info;
  return c.json({
    schema: { name, version, hash: schemaHash },
    artifacts: artifacts.map(({ path, mediaType, text }) => ({
      path,
      media_type: mediaType,
      sha256: sha256(text),
      text,
    })),
    diagnostics,
  });
}

/** POST /admin/validate: 200 also when something is invalid. */
export async function validateSchema(c: Context, deps: AdminDeps): Promise<Response> {
  negotiate(c, ["application/json"]);
  const body = await readBody(c, validateBody);
  const { compile } = await loadCompiler();
  const { compiled, diagnostics } = compile(checkedBundle(body.schema) ?? deps.built.bundle());
  const asksForInstances = body.instances !== undefined || body.target_class !== undefined;
  const instances =
    asksForInstances && compiled !== undefined ? await validateInstances(body, deps) : [];
  return c.json({
    valid: compiled !== undefined && instances.every(({ valid }) => valid),
    diagnostics,
    instances,
  });
}

/** Compiles a bundle. Throws 422 `schema_invalid` with the diagnostics when it has errors. */
export async function compileBundle(
  bundle: SchemaBundle,
): Promise<{ readonly compiled: CompiledSchema; readonly diagnostics: readonly Diagnostic[] }> {
  const { compile } = await loadCompiler();
  const { compiled, diagnostics } = compile(bundle);
  if (compiled !== undefined) return { compiled, diagnostics };
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  const where = first && ` The first: ${first.file}:${first.line}:${first.column} ${first.message}`;
  throw new Problem(
    422,
    "schema_invalid",
    `The schema has ${errors.length === 1 ? "an error" : `${errors.length} errors`}.${where ?? ""}`,
    { members: { diagnostics } },
  );
}

/** The bundle, unless it is larger than allowed (413). */
export function checkedBundle(bundle: SchemaBundle | undefined): SchemaBundle | undefined {
  if (bundle === undefined) return undefined;
  const texts = Object.values(bundle.files);
  if (texts.length > bundleLimits.files)
    throw new Problem(
      413,
      "schema_too_large",
      `The bundle has ${texts.length} files; ${bundleLimits.files} is the limit.`,
    );
  const encoder = new TextEncoder();
  const bytes = texts.reduce((sum, text) => sum + encoder.encode(text).byteLength, 0);
  if (bytes > bundleLimits.bytes)
    throw new Problem(
      413,
      "schema_too_large",
      `The bundle has ${bytes} bytes; ${bundleLimits.bytes} is the limit.`,
    );
  return bundle;
}

interface InstanceVerdict {
  readonly index: number;
  readonly valid: boolean;
  readonly errors: readonly ProblemError[];
}

async function validateInstances(
  { schema, target_class: name, instances = [] }: z.output<typeof validateBody>,
  { generated, built }: AdminDeps,
): Promise<readonly InstanceVerdict[]> {
  if (schema !== undefined) {
    throw new Problem(
      422,
      "not_supported_yet",
      "Instances can be checked against the Worker's own schema only: leave `schema` out, or leave `instances` and `target_class` out.",
    );
  }
  const resource = built.resources().find((candidate) => candidate.class === name);
  const load =
    name !== undefined && Object.hasOwn(generated.validators, name)
      ? generated.validators[name]
      : undefined;
  if (resource === undefined || load === undefined)
    throw unknownClass(name, Object.keys(generated.validators));
  const validators = await load();
  const errorsOf = (validator: Validator, instance: unknown): readonly ProblemError[] => {
    const result = validator.safeParse(instance);
    return result.success ? [] : validationErrors(result.error.issues, instance, resource);
  };
  return instances.map((instance, index) => {
    // An instance is what the API takes, or what it gives: the server's own members are in the latter only.
    const errors = validators.read.safeParse(instance).success
      ? []
      : errorsOf(validators.create, instance);
    return { index, valid: errors.length === 0, errors };
  });
}

function unknownClass(name: string | undefined, classes: readonly string[]): Problem {
  const near = name === undefined ? undefined : suggest(name, classes);
  const detail =
    name === undefined
      ? "Name the class of the instances; it is one of those that are stored."
      : `There is no stored class "${name}"${near === undefined ? "." : `; did you mean "${near}"?`}`;
  const error = {
    pointer: "#/target_class",
    code: name === undefined ? "required" : "unknown_class",
    detail,
  };
  return new Problem(422, "validation_failed", "The body is JSON, but not what this route takes.", {
    errors: [error],
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
