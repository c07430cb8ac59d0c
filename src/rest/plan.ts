// Stage 2: a typed request → a plan in which every name is a slot of the resource and every value fits its type.
// What comes out can be written as SQL without looking at the request again.

import type { ClassValidators } from "../emit/generated.ts";
import type { Resource, ResourceSlot } from "../emit/resource.ts";
import type { JsonBody } from "./json-text.ts";
import { fragment } from "./json-text.ts";
import { planList, type ListPlan } from "./plan-list.ts";
import { Problem, type ProblemError } from "./problem.ts";
import type { EntityTags, Parameter, RestRequest } from "./request.ts";
import { readScalar } from "./scalar.ts";
import { unknownMember, validationErrors } from "./validation.ts";
import { matchedVersions } from "./version.ts";

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
  /** JSON text of the body. */
  readonly body: string;
  readonly assignments: readonly Assignment[];
}

export interface UpdatePlan {
  readonly kind: "update";
  readonly resource: Resource;
  readonly id: string;
  readonly body: string;
  readonly assignments: readonly Assignment[];
  /** Row versions that may be changed; undefined: any. */
  readonly versions: readonly string[] | undefined;
}

export interface DeletePlan {
  readonly kind: "delete";
  readonly resource: Resource;
  readonly id: string;
  readonly versions: readonly string[] | undefined;
}

/** A slot that the body sets. The statement takes the value from the body's text; here it is as JSON.parse read it. */
export interface Assignment {
  readonly slot: ResourceSlot;
  readonly value: unknown;
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
      const assignments = await planBody(request.body, "create", context);
      return {
        kind: "create",
        resource: context.resource,
        body: request.body.text,
        assignments: assignments.filter((assignment) => assignment.value !== null),
      };
    }
    case "update": {
      const target = row(request.id, context);
      const assignments = await planBody(request.body, "update", context);
      return {
        kind: "update",
        ...target,
        body: request.body.text,
        assignments: withoutKey(assignments, request.body, target),
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
  const errors = parameters.map(({ name }) => ({
    parameter: name,
    code: "unknown_parameter",
    detail: `This request has no parameter "${name}".`,
  }));
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

async function planBody(
  { value }: JsonBody,
  variant: "create" | "update",
  context: PlanContext,
): Promise<readonly Assignment[]> {
  const { resource } = context;
  const result = (await context.validators())[variant].safeParse(value);
  const members = isObject(value) ? Object.entries(value) : [];
  // The validators refuse these too; but whatever they say, only declared slots get any further.
  const slots = new Map(
    resource.slots.filter((slot) => !slot.readonly).map((slot) => [slot.name, slot]),
  );
  const unknown = members
    .filter(([name]) => !slots.has(name))
    .map(([name]) => unknownMember([name], resource));
  const errors = distinct([
    ...unknown,
    ...(result.success ? [] : validationErrors(result.error.issues, value, resource)),
  ]);
  if (errors.length > 0 || !isObject(value)) {
    throw new Problem(422, "validation_failed", summary(errors.length), { errors });
  }
  return members.flatMap(([name, member]) => {
    const slot = slots.get(name);
    return slot ? [{ slot, value: member }] : [];
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function distinct(errors: readonly ProblemError[]): readonly ProblemError[] {
  return [
    ...new Map(
      errors.map((error) => [`${error.pointer} ${error.code} ${error.detail}`, error]),
    ).values(),
  ];
}

function summary(count: number): string {
  return count === 1 ? "The body has one problem." : `The body has ${count} problems.`;
}

/** An identifier may be repeated in the body, but not changed by it. */
function withoutKey(
  assignments: readonly Assignment[],
  body: JsonBody,
  { resource, id }: { readonly resource: Resource; readonly id: string },
): readonly Assignment[] {
  const { name } = resource.key;
  const given =
    isObject(body.value) && Object.hasOwn(body.value, name) ? body.value[name] : undefined;
  if (given !== undefined && `${given as string | number}` !== id) {
    throw new Problem(422, "identifier_mismatch", "Identifiers do not change.", {
      errors: [
        {
          pointer: fragment([name]),
          code: "identifier_mismatch",
          detail: "This is not the identifier in the path.",
        },
      ],
    });
  }
  return assignments.filter(({ slot }) => slot.name !== name);
}
