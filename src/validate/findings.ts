// What Zod says about a value → findings for people: one path, code and sentence each, without the noise of unions.

import type { core } from "zod";
import { suggest } from "../text/suggest.ts";
import { quote } from "./target.ts";
import { describeIssue, isAbsent } from "./wording.ts";

type Issue = core.$ZodIssue;

/** One thing that is wrong with an instance. Nothing of its content is quoted but the names of members. */
export interface Finding {
  /** Keys and indexes from the instance to the value; empty: the instance itself. */
  readonly path: readonly PropertyKey[];
  /** As in the problems of REST, or the metaslot of a rule: `required`, `unknown_property`, `invalid_type`, `unique_keys`, … */
  readonly code: string;
  readonly detail: string;
}

export interface Judged {
  readonly instance: unknown;
  /** The members that the object at a path may have, to suggest one; unset: nothing is suggested. */
  readonly memberNames?: (path: readonly PropertyKey[]) => Iterable<string>;
}

/** In the order of the issues. */
export function findings(issues: readonly Issue[], judged: Judged): readonly Finding[] {
  return issues.flatMap((issue) => issueFindings(issue, judged));
}

function issueFindings(issue: Issue, judged: Judged): readonly Finding[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => unknownMember(path, key, judged));
  const value = valueAt(judged.instance, path);
  if (isAbsent(value) && issue.code !== "custom" && path.length > 0) {
    const detail =
      value === null ? "A value is required here; null is none." : "This member is required.";
    return [{ path, code: "required", detail }];
  }
  if (issue.code === "invalid_union") {
    const inside = sharedDesignator(issue.errors) ?? nearestBranch(issue.errors);
    if (inside !== undefined) {
      const placed = inside.map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
      return findings(placed, judged);
    }
  }
  return [{ path, ...describeIssue(issue, value) }];
}

/**
 * What the branch says that was probably meant: of those that take values of this kind at all, the one with the fewest unknown members,
 * then with the fewest issues. Where several are as near, what all of them say.
 */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const entered = branches
    .filter(
      (branch) =>
        branch.length > 0 &&
        branch.every(({ path, code }) => path.length > 0 || !KIND_CODES.has(code)),
    )
    .map((branch) => ({ branch, distance: distanceOf(branch) }));
  const least = Math.min(...entered.map(({ distance }) => distance));
  const [first, ...others] = entered
    .filter(({ distance }) => distance === least)
    .map(({ branch }) => branch);
  const common = first?.filter((issue) =>
    others.every((branch) => branch.some((other) => isSame(issue, other))),
  );
  return common === undefined || common.length === 0 ? undefined : common;
}

function isSame(one: Issue, other: Issue): boolean {
  return one.code === other.code && one.message === other.message && isAt(other, one.path);
}

/** Where every branch wants another value of one member, it is the member that is wrong. */
function sharedDesignator(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const [first = [], ...others] = branches;
  if (others.length === 0) return undefined;
  for (const issue of first) {
    if (issue.code !== "invalid_value" || issue.path.length === 0) continue;
    const all = [
      issue,
      ...others.map((branch) => branch.find((other) => isAt(other, issue.path))),
    ].filter((each) => each?.code === "invalid_value");
    if (all.length < branches.length) continue;
    return [{ ...issue, values: [...new Set(all.flatMap(({ values }) => values))] }];
  }
  return undefined;
}

function isAt({ path }: Issue, wanted: readonly PropertyKey[]): boolean {
  return path.length === wanted.length && path.every((key, index) => key === wanted[index]);
}

/** Issues about the value itself that say that something else was expected. */
const KIND_CODES: ReadonlySet<string> = new Set(["invalid_type", "invalid_value", "invalid_union"]);

/** An unknown member, or a designator that names another class, tells most. */
function distanceOf(branch: readonly Issue[]): number {
  return branch.reduce((sum, issue) => {
    if (issue.code === "unrecognized_keys") return sum + 100 * issue.keys.length;
    return sum + (issue.code === "invalid_value" && issue.values.length === 1 ? 100 : 1);
  }, 0);
}

function unknownMember(path: readonly PropertyKey[], key: string, judged: Judged): Finding {
  const near = suggest(key, judged.memberNames?.(path) ?? []);
  return {
    path: [...path, key],
    code: "unknown_property",
    detail: `There is no member ${quote(key)}${near === undefined ? "." : `; did you mean "${near}"?`}`,
  };
}

export function valueAt(instance: unknown, path: readonly PropertyKey[]): unknown {
  let value = instance;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
