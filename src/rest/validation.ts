// What a validator found → problem errors: one JSON pointer, code and sentence for each finding, without the noise of unions.

import type { core } from "zod";
import { scalarFamily, type ScalarFamily } from "../emit/filter.ts";
import type { ValidationIssue } from "../emit/generated.ts";
import type { Resource } from "../emit/resource.ts";
import { suggest } from "../text/suggest.ts";
import { findings, valueAt } from "../validate/findings.ts";
import { fragment } from "./json-text.ts";
import type { ProblemError } from "./problem.ts";
import { describeScalar } from "./scalar.ts";

const moments: ReadonlySet<ScalarFamily> = new Set(["date", "time", "timestamp", "instant"]);

/**
 * Every finding about `body`, in the order of the issues. The code is Zod's (`too_small`), one of ours (`required`,
 * `unknown_property`, `read_only`) or, where a rule is broken, the metaslot that it comes from (`unique_keys`, `rules`, `any_of`).
 */
export function validationErrors(
  issues: readonly ValidationIssue[],
  body: unknown,
  resource: Resource,
): readonly ProblemError[] {
  const others = issues.map((issue) => storable(issue, body, resource));
  const judged = {
    instance: body,
    memberNames: (path: readonly PropertyKey[]) =>
      path.length === 0 ? writableNames(resource) : [],
  };
  return others.flatMap((issue) =>
    "pointer" in issue
      ? [issue]
      : findings([issue as core.$ZodIssue], judged).map(({ path, code, detail }) =>
          code === "unknown_property"
            ? unknownMember(path, resource)
            : { pointer: fragment(path), code, detail },
        ),
  );
}

/** A member that the resource does not have, or that only the server sets. */
export function unknownMember(path: readonly PropertyKey[], resource: Resource): ProblemError {
  const name = String(path.at(-1));
  const pointer = fragment(path);
  const slot =
    path.length === 1 ? resource.slots.find((candidate) => candidate.name === name) : undefined;
  if (slot?.readonly)
    return { pointer, code: "read_only", detail: `"${name}" is set by the server.` };
  const near = path.length === 1 ? suggest(name, writableNames(resource)) : undefined;
  return {
    pointer,
    code: "unknown_property",
    detail: `There is no member "${name}"${near === undefined ? "." : `; did you mean "${near}"?`}`,
  };
}

function writableNames(resource: Resource): readonly string[] {
  return resource.slots.filter((slot) => !slot.readonly).map((slot) => slot.name);
}

/** What a column says better than the schema: which moments it holds, and that its numbers end somewhere. */
function storable(
  issue: ValidationIssue,
  body: unknown,
  { slots }: Resource,
): ValidationIssue | ProblemError {
  const pointer = fragment(issue.path);
  const value = valueAt(body, issue.path);
  if (typeof value === "number" && !Number.isFinite(value))
    return { pointer, code: "too_big", detail: "The number is too large." };
  const slot = slots.find(({ name }) => name === issue.path[0]);
  if (issue.code !== "invalid_format" || slot?.storage.kind !== "column") return issue;
  const { type } = slot.storage;
  return moments.has(scalarFamily(type))
    ? { pointer, code: "invalid_format", detail: `It must be ${describeScalar(type)}.` }
    : issue;
}
