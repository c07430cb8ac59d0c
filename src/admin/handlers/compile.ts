// A schema in a request → what the compiler makes of it: artifacts, diagnostics, verdicts on instances. Nothing is stored.

import type { Context } from "hono";
import type { z } from "@hono/zod-openapi";
import type { CompiledSchema, SchemaBundle } from "../../compile.ts";
import { artifactText } from "../../emit/artifact.ts";
import { sha256 } from "#sha256";
import { fragment } from "../../rest/json-text.ts";
import { Problem, type ProblemError } from "../../rest/problem.ts";
import type { Diagnostic } from "../../text/diagnostic.ts";
import type { Finding } from "../../validate/findings.ts";
import type { AdminDeps } from "../context.ts";
import { negotiate, readBody } from "../request.ts";
import { answerLimits, bundleLimits, generateBody, validateBody } from "../request-schemas.ts";

/** The compiler is large and rarely needed, so it is evaluated when the first request asks for it. */
const loadCompiler = () => import("../../compile.ts");

/** POST /admin/generate. */
export async function generateArtifacts(c: Context, { built }: AdminDeps): Promise<Response> {
  negotiate(c, ["application/json"]);
  const body = await readBody(c, generateBody);
  const bundle = checkedBundle(body.schema);
  const { compiled, diagnostics } = await (bundle === undefined
    ? built.compiled()
    : compileBundle(bundle));
  const { emitArtifacts } = await import("../../artifacts.ts");
  const artifacts = Array.from(emitArtifacts(compiled, body.artifacts), (artifact) => {
    const { path, mediaType } = artifact;
    const text = artifactText(artifact);
    return { path, media_type: mediaType, sha256: sha256(text), text };
  }).sort((one, other) => (one.path < other.path ? -1 : 1));
  const { name, version, schemaHash } = compiled.info;
  return c.json({
    schema: { name, version, hash: schemaHash },
    artifacts,
    diagnostics,
  });
}

/** POST /admin/validate: 200 also when something is invalid. */
export async function validateSchema(c: Context, { built }: AdminDeps): Promise<Response> {
  negotiate(c, ["application/json"]);
  const body = await readBody(c, validateBody);
  const bundle = checkedBundle(body.schema);
  const { compiled, diagnostics } =
    bundle === undefined ? await built.compiled() : (await loadCompiler()).compile(bundle);
  const asksForInstances = body.instances !== undefined || body.target_class !== undefined;
  const judged =
    asksForInstances && compiled !== undefined
      ? await judgeInstances(compiled, body)
      : { instances: [] };
  return c.json({
    valid: compiled !== undefined && judged.instances.every(({ valid }) => valid),
    diagnostics,
    ...judged,
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

interface JudgedInstances {
  /** The class that they were judged by. */
  readonly target_class: string;
  readonly instances: readonly JudgedInstance[];
}

interface JudgedInstance {
  readonly index: number;
  readonly valid: boolean;
  readonly errors: readonly ProblemError[];
  /** Errors that are not told: there are too many. */
  readonly omitted?: number;
}

async function judgeInstances(
  compiled: CompiledSchema,
  { target_class: wanted, instances = [] }: z.output<typeof validateBody>,
): Promise<JudgedInstances> {
  const { instanceTarget, instanceValidator } = await import("../../validate/validator.ts");
  const target = instanceTarget(compiled, wanted);
  if (target.kind === "none") {
    const error = { pointer: "#/target_class", code: target.code, detail: target.detail };
    throw new Problem(422, "validation_failed", target.detail, { errors: [error] });
  }
  const judge = instanceValidator(compiled, target.name);
  const tell = limitedErrors();
  const verdicts = instances.map((instance, index): JudgedInstance => {
    const { valid, errors, omitted } = judge(instance);
    const told = tell(errors);
    const untold = omitted + errors.length - told.length;
    return { index, valid, errors: told, ...(untold > 0 && { omitted: untold }) };
  });
  return { target_class: target.name, instances: verdicts };
}

/** Findings → errors, until one answer has enough of them: the pointers alone could make it larger than the request. */
function limitedErrors(): (found: readonly Finding[]) => readonly ProblemError[] {
  let { errors, characters }: { errors: number; characters: number } = answerLimits;
  return (found) => {
    const told: ProblemError[] = [];
    for (const { path, code, detail } of found) {
      const pointer = fragment(path);
      errors -= 1;
      characters -= pointer.length + detail.length;
      if (errors < 0 || characters < 0) break;
      told.push({ pointer, code, detail });
    }
    return told;
  };
}
