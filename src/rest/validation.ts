// What a validator found → problem errors: one JSON pointer, code and sentence for each finding, without the noise of unions.

import type { core } from "zod";
import { scalarFamily, type ScalarFamily } from "../emit/filter.ts";
import type { ValidationIssue } from "../emit/generated.ts";
import type { RowNesting } from "../emit/nesting.ts";
import type { Resource, ResourceSlot } from "../emit/resource.ts";
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
    memberNames: (path: readonly PropertyKey[]) => writableNames(slotsAt(path, resource)),
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
  const slots = slotsAt(path.slice(0, -1), resource);
  const isClass = path.length === 1 && name === resource.typeMember;
  if (isClass || slots.find((candidate) => candidate.name === name)?.readonly)
    return { pointer, code: "read_only", detail: `"${name}" is set by the server.` };
  const near = suggest(name, writableNames(slots));
  return {
    pointer,
    code: "unknown_property",
    detail: `There is no member "${name}"${near === undefined ? "." : `; did you mean "${near}"?`}`,
  };
}

function writableNames(slots: readonly ResourceSlot[]): readonly string[] {
  return slots.filter((slot) => !slot.readonly).map((slot) => slot.name);
}

/** The slots of the object at a path: the body's own, or those of a row that is nested in it, of whichever class. */
function slotsAt(
  path: readonly PropertyKey[],
  { slots, nested = [] }: Resource,
): readonly ResourceSlot[] {
  if (path.length === 0) return slots;
  const nesting = nested.find(({ member }) => member === path[0]);
  if (nesting === undefined || path.length !== depthOf(nesting)) return [];
  return nesting.classes.flatMap(({ rows }) => rows.slots);
}

/** How many steps lead from the body to a nested row. */
function depthOf({ multivalued }: RowNesting): number {
  return multivalued ? 2 : 1;
}

/** The slot whose value the path leads to or into. */
function slotAt(path: readonly PropertyKey[], resource: Resource): ResourceSlot | undefined {
  const nesting = resource.nested?.find(({ member }) => member === path[0]);
  const depth = nesting !== undefined && path.length > depthOf(nesting) ? depthOf(nesting) : 0;
  return slotsAt(path.slice(0, depth), resource).find(({ name }) => name === path[depth]);
}

/** What a column says better than the schema: which moments it holds, and that its numbers end somewhere. */
function storable(
  issue: ValidationIssue,
  body: unknown,
  resource: Resource,
): ValidationIssue | ProblemError {
  const pointer = fragment(issue.path);
  const value = valueAt(body, issue.path);
  if (typeof value === "number" && !Number.isFinite(value))
    return { pointer, code: "too_big", detail: "The number is too large." };
  const slot = slotAt(issue.path, resource);
  if (issue.code !== "invalid_format" || slot?.storage.kind !== "column") return issue;
  const { type } = slot.storage;
  return moments.has(scalarFamily(type))
    ? { pointer, code: "invalid_format", detail: `It must be ${describeScalar(type)}.` }
    : issue;
}
