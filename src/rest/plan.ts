// Stage 2: a typed request → a plan in which every name is a slot of the resource and every value fits its type.
// What comes out can be written as SQL without looking at the request again.

import type { ClassValidators } from "../emit/generated.ts";
import type { Resource } from "../emit/resource.ts";
import type { NestedWrite } from "./nested-body.ts";
import { planBody, requireReachable, type Assignment } from "./plan-body.ts";
import { notSupportedYet, parametersToCome, planList, type ListPlan } from "./plan-list.ts";
import { Problem, type ProblemError } from "./problem.ts";
import type { EntityTags, Parameter, RestRequest } from "./request.ts";
import { readScalar } from "./scalar.ts";
import { matchedVersions } from "./version.ts";

export type { Assignment } from "./plan-body.ts";

export type Plan = ListPlan | ReadPlan | CreatePlan | UpdatePlan | DeletePlan;

export interface ReadPlan {
  readonly kind: "read";
  readonly resource: Resource;
  readonly id: string;
  readonly ifNoneMatch: EntityTags | undefined;
}

export interface CreatePlan {
  readonly kind: "create";
  readonly resource: Resource;
  /** JSON text of the body; what was nested in it is named by its ids. */
  readonly body: string;
  readonly assignments: readonly Assignment[];
  readonly nested: readonly NestedWrite[];
  /** Answers without the row. */
  readonly minimal: boolean;
}

export interface UpdatePlan {
  readonly kind: "update";
  readonly resource: Resource;
  readonly id: string;
  readonly body: string;
  /** Without the key. */
  readonly assignments: readonly Assignment[];
  readonly nested: readonly NestedWrite[];
  /** The body names the row too; the statement checks that it is the same. */
  readonly repeatsKey: boolean;
  readonly minimal: boolean;
  /** Row versions that may be changed; undefined: any. */
  readonly versions: readonly string[] | undefined;
}

export interface DeletePlan {
  readonly kind: "delete";
  readonly resource: Resource;
  readonly id: string;
  readonly versions: readonly string[] | undefined;
}

export interface PlanContext {
  readonly resource: Resource;
  readonly schemaHash: string;
  validators(): Promise<ClassValidators>;
}

/** Resolves a request against its resource. Throws a Problem with 400, 404 or 422, which lists everything that is wrong. */
export async function planRequest(request: RestRequest, context: PlanContext): Promise<Plan> {
  if (request.kind === "list") return planList(request, context.resource, context.schemaHash);
  refuseParameters(request.parameters);
  switch (request.kind) {
    case "read":
      return { kind: "read", ...row(request.id, context), ifNoneMatch: request.ifNoneMatch };
    case "create": {
      const { resource } = context;
      const { body, minimal } = request;
      const { text, assignments: given, nested } = await planBody(body, undefined, context);
      requireReachable(given, resource);
      const assignments = given.filter(({ value }) => value !== null);
      return { kind: "create", resource, body: text, assignments, nested, minimal };
    }
    case "update": {
      const { body, minimal } = request;
      const target = row(request.id, context);
      const { text, assignments: given, nested } = await planBody(body, target, context);
      const assignments = given.filter(({ slot }) => slot.name !== context.resource.key.name);
      return {
        kind: "update",
        ...target,
        body: text,
        assignments,
        nested,
        repeatsKey: assignments.length < given.length,
        minimal,
        versions: matchedVersions(request.ifMatch, context.schemaHash),
      };
    }
    case "delete":
      return {
        kind: "delete",
        ...row(request.id, context),
        versions: matchedVersions(request.ifMatch, context.schemaHash),
      };
  }
}

/** The 404 of a row. */
export function rowNotFound(resource: Resource): Problem {
  return new Problem(
    404,
    "not_found",
    `There is no ${resource.title ?? resource.class} with this ${resource.key.name}.`,
  );
}

function refuseParameters(parameters: readonly Parameter[]): void {
  if (parameters.length === 0) return;
  const errors = parameters.map(({ name }): ProblemError =>
    parametersToCome.includes(name)
      ? notSupportedYet(name)
      : {
          parameter: name,
          code: "unknown_parameter",
          detail: `This request has no parameter "${name}".`,
        },
  );
  throw new Problem(400, "unknown_parameter", "This request takes no such query parameter.", {
    errors,
  });
}

/** An identifier that its type cannot have is one that no row has. */
function row(
  id: string,
  { resource }: PlanContext,
): { readonly resource: Resource; readonly id: string } {
  const { storage } = resource.key;
  const read = storage.kind === "column" ? readScalar(storage.type, id) : undefined;
  if (read === undefined) throw rowNotFound(resource);
  return { resource, id: read };
}
