// What a validator found → problem errors: one JSON pointer, code and sentence for each finding, without the noise of unions.

import type { ValidationIssue } from "../emit/generated.ts";
import type { Resource } from "../emit/resource.ts";
import { suggest } from "../text/suggest.ts";
import { fragment } from "./json-text.ts";
import type { ProblemError } from "./problem.ts";

/** Zod lists the issues of every branch of a union here. */
interface UnionIssue extends ValidationIssue {
  readonly errors: readonly (readonly ValidationIssue[])[];
}

/** Every finding about `body`, in the order of the issues. */
export function validationErrors(
  issues: readonly ValidationIssue[],
  body: unknown,
  resource: Resource,
): readonly ProblemError[] {
  return issues.flatMap((issue) => issueErrors(issue, body, resource));
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

function issueErrors(
  issue: ValidationIssue,
  body: unknown,
  resource: Resource,
): readonly ProblemError[] {
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((key) => unknownMember([...issue.path, key], resource));
  }
  const pointer = fragment(issue.path);
  const value = valueAt(body, issue.path);
  if (issue.path.length > 0 && issue.code !== "custom" && (value === undefined || value === null)) {
    return [
      {
        pointer,
        code: "required",
        detail: value === null ? "A value is required; null is none." : "This member is required.",
      },
    ];
  }
  if (isUnion(issue)) {
    const branch = nearestBranch(issue);
    if (branch) {
      const inside = branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
      return inside.flatMap((inner) => issueErrors(inner, body, resource));
    }
    const detail = `This fits none of the ${issue.errors.length} forms that are allowed here.`;
    return [{ pointer, code: "invalid_union", detail }];
  }
  return [{ pointer, code: issue.code ?? "invalid", detail: issue.message }];
}

function isUnion(issue: ValidationIssue): issue is UnionIssue {
  return issue.code === "invalid_union" && "errors" in issue && Array.isArray(issue.errors);
}

/** The branch that was probably meant: of those whose type fits, the one with the fewest issues, if there is one such. */
function nearestBranch({ errors }: UnionIssue): readonly ValidationIssue[] | undefined {
  const entered = errors
    .filter(
      (branch) =>
        branch.length > 0 &&
        branch.every((inner) => inner.path.length > 0 || inner.code !== "invalid_type"),
    )
    .toSorted((one, other) => one.length - other.length);
  const [first, second] = entered;
  return first && first.length < (second?.length ?? Infinity) ? first : undefined;
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
