// What a validator found → problem errors: one JSON pointer, code and sentence for each finding, without the noise of unions.

import { scalarFamily, type ScalarFamily } from "../emit/filter.ts";
import type { ValidationIssue } from "../emit/generated.ts";
import type { Resource } from "../emit/resource.ts";
import { suggest } from "../text/suggest.ts";
import { fragment } from "./json-text.ts";
import type { ProblemError } from "./problem.ts";
import { describeScalar } from "./scalar.ts";

const moments: ReadonlySet<ScalarFamily> = new Set(["date", "time", "timestamp", "instant"]);

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
  if (typeof value === "number" && !Number.isFinite(value))
    return [{ pointer, code: "too_big", detail: "The number is too large." }];
  const moment = momentDetail(issue, resource);
  if (moment !== undefined) return [{ pointer, code: "invalid_format", detail: moment }];
  if (isUnion(issue)) {
    const branch = nearestBranch(issue);
    if (branch) {
      const inside = branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
      return inside.flatMap((inner) => issueErrors(inner, body, resource));
    }
    const detail = `This fits none of the ${issue.errors.length} forms that are allowed here.`;
    return [{ pointer, code: "invalid_union", detail }];
  }
  const { code = "invalid" } = issue;
  return [{ pointer, code: code === "custom" ? "invalid" : code, detail: issue.message }];
}

/** Zod would print its regular expression. */
function momentDetail({ code, path }: ValidationIssue, { slots }: Resource): string | undefined {
  const slot = slots.find(({ name }) => name === path[0]);
  if (code !== "invalid_format" || slot?.storage.kind !== "column") return undefined;
  const { type } = slot.storage;
  return moments.has(scalarFamily(type)) ? `It must be ${describeScalar(type)}.` : undefined;
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
