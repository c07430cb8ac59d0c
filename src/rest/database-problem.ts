// What Postgres refused → the problem that the client can act on: constraint and column names become JSON pointers.
// Postgres's own message and detail hold row contents and are not used.

import type { Rows } from "../emit/resource.ts";
import { DatabaseError, type PostgresFields } from "../postgres/session.ts";
import type { Path } from "./container-split.ts";
import { fragment } from "./json-text.ts";
import { rowNotFound, type Plan } from "./plan.ts";
import { Problem, problemFromError, type ProblemError } from "./problem.ts";

/** The problem for an error thrown while running the statement of `plan`. */
export function databaseProblem(error: unknown, plan: Plan): Problem {
  const fields = error instanceof DatabaseError ? error.fields : undefined;
  return (fields && refusedValues(fields, plan)) ?? problemFromError(error);
}

function refusedValues(fields: PostgresFields, plan: Plan): Problem | undefined {
  const { rows, places } = culprit(fields, plan);
  const name = rows.title ?? rows.class;
  const slots = slotsOf(fields, rows);
  const point = (code: string, detail: string): readonly ProblemError[] =>
    pointed(slots, places, code, detail);
  switch (fields.sqlstate) {
    case "21000":
      return new Problem(422, "validation_failed", "The body writes a row twice.");
    case "23505": {
      const detail =
        slots.length === 0
          ? `Another ${name} has the same values.`
          : `Another ${name} has the same ${slots.join(", ")}.`;
      return new Problem(409, "unique_violation", detail, {
        errors: point("unique", "Already taken."),
      });
    }
    case "23503":
      if (plan.kind === "delete")
        return new Problem(
          409,
          "still_referenced",
          `${fields.table === undefined ? "Other rows" : `Rows of "${fields.table}"`} refer to this ${name}. Change or delete them first.`,
        );
      return new Problem(
        422,
        "reference_not_found",
        "The body refers to a row that does not exist.",
        {
          errors: point("reference_not_found", "There is no row with this identifier."),
        },
      );
    case "23502":
      return new Problem(422, "validation_failed", "A required value is missing.", {
        errors: point("required", "A value is required."),
      });
    case "23514":
    case "23P01": {
      const rule = fields.constraint === undefined ? "a rule" : `the rule "${fields.constraint}"`;
      return new Problem(422, "constraint_violation", `The values break ${rule} of ${name}.`, {
        errors: point("constraint_violation", `Breaks ${rule}.`),
      });
    }
  }
  if (fields.sqlstate === "54000") return tooLong(plan);
  // Data exceptions.
  return fields.sqlstate.startsWith("22") ? unfit(plan) : undefined;
}

/** An index holds values of up to some 2,700 bytes, a row 8,000 with long values elsewhere; Postgres does not say which it was. */
function tooLong(plan: Plan): Problem | undefined {
  if (plan.kind !== "create" && plan.kind !== "update") return undefined;
  return new Problem(
    422,
    "value_out_of_range",
    "A text is too long: one that is indexed, such as an identifier or a unique value, can have some 2,700 bytes. " +
      "Or there are too many values: a row has room for some 8,000 bytes, of which long texts and lists take few.",
  );
}

/** A value that its type cannot hold, and that nothing before has refused. */
function unfit(plan: Plan): Problem {
  switch (plan.kind) {
    case "list":
      return new Problem(
        400,
        "invalid_parameter",
        "A filter value or the cursor does not fit the type it is compared with.",
      );
    case "read":
    case "delete":
      return rowNotFound(plan.resource);
    case "create":
    case "update":
      return new Problem(
        422,
        "value_out_of_range",
        "A value of the body does not fit the type that it is stored in.",
      );
  }
}

/** The rows that an error is about, and where they stand in the body: in its outermost object, or nested in it. */
function culprit(
  fields: PostgresFields,
  plan: Plan,
): { readonly rows: Rows; readonly places: readonly Path[] } {
  const isWrite = plan.kind === "create" || plan.kind === "update";
  const own = { rows: plan.resource, places: [[]] };
  if (!isWrite || isAbout(fields, plan.resource)) return own;
  const write = plan.nested.find(({ rows }) => isAbout(fields, rows));
  return write === undefined
    ? own
    : { rows: write.rows, places: write.objects.map(({ path }) => path) };
}

function isAbout(fields: PostgresFields, { table, slots, constraints }: Rows): boolean {
  return (
    table === fields.table ||
    slots.some(({ storage }) => storage.kind === "join" && storage.table === fields.table) ||
    // That of an identity table, for one.
    constraints.some(({ name }) => name === fields.constraint)
  );
}

/** The slots that an error is about, by its constraint, its column or its join table. */
function slotsOf(fields: PostgresFields, { constraints, slots, table }: Rows): readonly string[] {
  const constraint = constraints.find((candidate) => candidate.name === fields.constraint);
  if (constraint) return constraint.slots;
  const slot = slots.find(
    ({ storage }) =>
      (storage.kind === "join" && storage.table === fields.table) ||
      (storage.kind === "column" && fields.table === table && storage.column === fields.column),
  );
  return slot ? [slot.name] : [];
}

/** Of several rows, Postgres does not say which one it was, without its contents: then the member is named that they stand in. */
function pointed(
  slots: readonly string[],
  places: readonly Path[],
  code: string,
  detail: string,
): readonly ProblemError[] {
  const [only, ...others] = places;
  if (only !== undefined && others.length === 0)
    return slots.map((slot) => ({ pointer: fragment([...only, slot]), code, detail }));
  const members = [...new Set(places.flatMap(([member]) => member ?? []))];
  return members.map((member) => ({ pointer: fragment([member]), code, detail }));
}
