// The body part of stage 2: JSON → what each slot is set to, or everything that is wrong with it.

import type { ClassValidators, Validator } from "../emit/generated.ts";
import { scalarFamily } from "../emit/filter.ts";
import type { Resource, ResourceSlot } from "../emit/resource.ts";
import { fragment, type JsonBody } from "./json-text.ts";
import { countMerged, maxPatchObjects, withoutNulls } from "./merge-patch.ts";
import type { Path } from "./container-split.ts";
import { takeApart, unreachable, type NestedWrite } from "./nested-body.ts";
import { Problem, type ProblemError } from "./problem.ts";
import { describeScalar, readScalar } from "./scalar.ts";
import { unknownMember, validationErrors } from "./validation.ts";

/** A slot that the body sets. The statement takes the value from the body's text; here it is as JSON.parse read it. */
export interface Assignment {
  readonly slot: ResourceSlot;
  readonly value: unknown;
  /** These are taken out of the list that is there, and the others added; absent where the list is replaced. */
  readonly removed?: readonly string[];
}

interface BodyContext {
  readonly resource: Resource;
  validators(): Promise<ClassValidators>;
}

/** A body that has been checked. */
export interface PlannedBody {
  /** JSON text; rows of other tables are named by their ids. */
  readonly text: string;
  readonly assignments: readonly Assignment[];
  /** The rows that were nested in it. */
  readonly nested: readonly NestedWrite[];
}

/** Checks a body: of a new row, or a patch of the one with this id. Throws a Problem with 422 that lists everything that is wrong. */
export async function planBody(
  body: JsonBody,
  change: { readonly id: string } | undefined,
  context: BodyContext,
): Promise<PlannedBody> {
  const { resource } = context;
  const { value } = body;
  const variant = change === undefined ? "create" : "update";
  const validator = (await context.validators())[variant];
  const members = isObject(value) ? Object.entries(value) : [];
  // The validators refuse these too; but whatever they say, only declared slots get any further.
  const slots = new Map(
    resource.slots.filter((slot) => !slot.readonly).map((slot) => [slot.name, slot]),
  );
  const unknown = members
    .filter(([name]) => !slots.has(name))
    .map(([name]) => unknownMember([name], resource));
  const outcome = variant === "update" && isObject(value) ? patchOutcome(value) : value;
  refuse("validation_failed", distinct([...unknown, ...invalid(validator, outcome, resource)]));
  const { body: flat, writes, merged, errors } = takeApart(body, resource, change);
  refuse("validation_failed", errors);
  const assignments = Object.entries(flat.value as object).flatMap(([name, member]) => {
    const slot = slots.get(name);
    const removed = merged.get(name);
    return slot ? [{ slot, value: member as unknown, ...(removed && { removed }) }] : [];
  });
  if (variant === "update") limitMerges(assignments);
  refuse("value_out_of_range", [
    ...assignments.flatMap(({ slot, value: member }) => unfit(slot, member, [slot.name])),
    ...writes.flatMap(unfitNested),
  ]);
  return { text: flat.text, assignments, nested: writes };
}

/** Refuses the identifiers that no URL leads to. */
export function requireReachable(assignments: readonly Assignment[], { key }: Resource): void {
  const id = assignments.find(({ slot }) => slot.name === key.name)?.value;
  refuse("validation_failed", unreachable(id, [key.name]));
}

/** Throws where there is anything wrong. */
function refuse(
  code: "validation_failed" | "value_out_of_range",
  errors: readonly ProblemError[],
): void {
  if (errors.length > 0) throw new Problem(422, code, summary(errors), { errors });
}

/** What the schema is asked about a patch: null removes a member inside a value too, whether or not it is required there. */
function patchOutcome(patch: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    Object.entries(patch).map(([name, member]) => [name, withoutNulls(member)]),
  );
}

function limitMerges(assignments: readonly Assignment[]): void {
  const large = assignments.find(({ value }) => countMerged(value) > maxPatchObjects);
  if (large === undefined) return;
  const detail = `At most ${maxPatchObjects} objects can be merged at once; set the member to null first to replace it.`;
  throw new Problem(422, "not_supported_yet", detail, {
    errors: [{ pointer: fragment([large.slot.name]), code: "not_supported_yet", detail }],
  });
}

function invalid(
  validator: Validator,
  value: unknown,
  resource: Resource,
): readonly ProblemError[] {
  const result = validator.safeParse(value);
  return result.success ? [] : validationErrors(result.error.issues, value, resource);
}

/** Values that the schema allows and the type of their column cannot hold, such as a moment of the year 10000 in UTC. */
function unfit(slot: ResourceSlot, value: unknown, path: Path): readonly ProblemError[] {
  const type = slot.storage.kind === "column" ? slot.storage.type : slot.storage.targetType;
  if (scalarFamily(type) === "json") return [];
  const places = Array.isArray(value)
    ? value.map((item: unknown, index) => ({ place: [...path, index], item }))
    : [{ place: path, item: value }];
  return places
    .filter(({ item }) => isScalar(item) && readScalar(type, String(item)) === undefined)
    .map(({ place }) => ({
      pointer: fragment(place),
      code: "value_out_of_range",
      detail: `It must be ${describeScalar(type)}.`,
    }));
}

function unfitNested({ rows, objects }: NestedWrite): readonly ProblemError[] {
  const slots = new Map(rows.slots.map((slot) => [slot.name, slot]));
  return objects.flatMap(({ members, path }) =>
    [...members].flatMap(([name, json]) => {
      const slot = slots.get(name);
      return slot === undefined ? [] : unfit(slot, JSON.parse(json), [...path, name]);
    }),
  );
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
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

function summary({ length }: readonly unknown[]): string {
  return length === 1 ? "The body has one problem." : `The body has ${length} problems.`;
}
