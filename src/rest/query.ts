// Stage 3: a plan → one SQL statement. Names come from the compiled model and are quoted; values are bound, each with a cast.

import type { Resource } from "../emit/resource.ts";
import type { Statement } from "../postgres/session.ts";
import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";
import { bodyMember, bodyValue } from "./body-value.ts";
import { BodyWrites } from "./body-writes.ts";
import { isMerged, mergeExpression } from "./merge-patch.ts";
import { ParameterList } from "./parameter-list.ts";
import type { Assignment, CreatePlan, DeletePlan, Plan, ReadPlan, UpdatePlan } from "./plan.ts";
import { listStatement } from "./query-list.ts";
import { Relations } from "./relations.ts";
import { columnName, columnOf, keyType } from "./row.ts";
import { toPathText } from "./scalar.ts";
import { answerOf, versionOf } from "./shown-row.ts";
import { variantNumber, variantWithKey } from "./variants.ts";

/** The statement of a plan. What it returns is read in `response.ts`: `items`, `cursor` or `row`, `version`, `id`, `found`, `same_id`, `variant`. */
export function planStatement(plan: Plan, namespace: string): Statement {
  switch (plan.kind) {
    case "list":
      return listStatement(plan, namespace);
    case "read":
      return readStatement(plan, namespace);
    case "create":
      return createStatement(plan, namespace);
    case "update":
      return updateStatement(plan, namespace);
    case "delete":
      return deleteStatement(plan, namespace);
  }
}

function readStatement({ resource, id }: ReadPlan, namespace: string): Statement {
  const parameters = new ParameterList();
  if (resource.variants !== undefined) {
    const key = parameters.bind(id, keyType(resource));
    return parameters.statement(variantWithKey(resource.variants, key, namespace));
  }
  const { row, version, from } = answerOf(resource, Relations.stored(namespace));
  const text = `select ${row} as "row", ${version} as version
from ${qualifiedName(namespace, resource.table)} t${from}
where ${keyIs(resource, id, parameters)}`;
  return parameters.statement(text);
}

function createStatement(plan: CreatePlan, namespace: string): Statement {
  const { resource, body, assignments, minimal } = plan;
  const parameters = new ParameterList();
  const json = parameters.bind(body, "jsonb");
  const columns = assignments.filter(({ slot }) => slot.storage.kind === "column");
  const names = columns.map(({ slot }) => quoteIdentifier(columnName(slot))).join(", ");
  const values = columns.map(({ slot }) => bodyValue(slot)).join(", ");
  const source = columns.length === 0 ? "default values" : `(${names}) select ${values} from body`;
  const writes = new BodyWrites(plan, parameters, namespace);
  const { row, version, from } = answerOf(resource, writes.relations());
  const text = `with body as (select ${json} as j),
t as (insert into ${qualifiedName(namespace, resource.table)} as t ${source} returning t.*, t.xmin)${writes.ctes()}
select ${minimal ? "null::text" : row} as "row", ${version} as version, ${keyText(resource)} as id
from t${from}`;
  return parameters.statement(text);
}

function updateStatement(plan: UpdatePlan, namespace: string): Statement {
  const { resource, id, body, assignments, versions, repeatsKey, minimal } = plan;
  const parameters = new ParameterList();
  const table = qualifiedName(namespace, resource.table);
  const json = parameters.bind(body, "jsonb");
  const key = parameters.bind(id, keyType(resource));
  const target = `${columnOf(resource.key)} = ${key}`;
  // Compared as values of the key's type: 1.50 is 1.5, and a moment is the same in every zone.
  const sameId = repeatsKey ? `${bodyValue(resource.key)} = ${key}` : "true";
  const isMeant = `${target} and ${sameId}${versionIs(plan, versions, parameters, namespace)}`;
  const set = settings(resource, assignments, parameters).join(", ");
  const writes = new BodyWrites(plan, parameters, namespace);
  const { row, version, from } = answerOf(resource, writes.relations());
  const text = `with body as (select ${json} as j),
t as (update ${table} as t set ${set} from body
  where ${isMeant} returning t.*, t.xmin)${writes.ctes()}
select a."row", a.version, exists (select 1 from ${table} t where ${target}) as found, (select ${sameId} from body) as same_id${elsewhere(resource, key, namespace)}
from (values (1)) one left join (select ${minimal ? "null::text" : row} as "row", ${version} as version from t${from}) a on true`;
  return parameters.statement(text);
}

function deleteStatement(plan: DeletePlan, namespace: string): Statement {
  const { resource, id, versions } = plan;
  const parameters = new ParameterList();
  const table = qualifiedName(namespace, resource.table);
  const key = parameters.bind(id, keyType(resource));
  const target = `${columnOf(resource.key)} = ${key}`;
  // Its join rows go with it (ON DELETE CASCADE); what other rows say about it makes Postgres refuse.
  const text = `with t as (delete from ${table} as t where ${target}${versionIs(plan, versions, parameters, namespace)} returning 1)
select exists (select 1 from t) as deleted, exists (select 1 from ${table} t where ${target}) as found${elsewhere(resource, key, namespace)}`;
  return parameters.statement(text);
}

/** Where a row may be read that is written at another resource: which class it is of. */
function elsewhere({ variants }: Resource, key: string, namespace: string): string {
  return variants === undefined ? "" : `, ${variantNumber(variants, key, namespace)} as variant`;
}

/** The SET list; never empty, so that a change of join rows alone gives the row a new version too. */
function settings(
  resource: Resource,
  assignments: readonly Assignment[],
  parameters: ParameterList,
): readonly string[] {
  const given = assignments
    .filter(({ slot }) => slot.storage.kind === "column")
    .map(
      (assignment) =>
        `${quoteIdentifier(columnName(assignment.slot))} = ${patchedValue(assignment, parameters)}`,
    );
  const stamps = resource.slots
    .filter(
      (slot) => slot.onUpdateNow && !assignments.some((assignment) => assignment.slot === slot),
    )
    .map((slot) => `${quoteIdentifier(columnName(slot))} = now()`);
  const all = [...given, ...stamps];
  if (all.length > 0) return all;
  // Not the key where possible: identity tables have triggers on it.
  const untouched =
    resource.slots.find(
      ({ name, storage }) =>
        storage.kind === "column" && storage.computed !== true && name !== resource.key.name,
    ) ?? resource.key;
  return [`${quoteIdentifier(columnName(untouched))} = ${columnOf(untouched)}`];
}

/** What a column is after the patch: the body's value, or for an object its merge with the one that is stored. */
function patchedValue({ slot, value }: Assignment, parameters: ParameterList): string {
  if (value === null) return "null";
  const { storage } = slot;
  if (!isMerged(value) || storage.kind !== "column" || storage.array) return bodyValue(slot);
  const operands = {
    stored: `${columnOf(slot)}::jsonb`,
    patch: `(${bodyMember(slot, "->")})`,
  };
  return `${mergeExpression(value, operands, parameters)}::${storage.type}`;
}

function keyIs(resource: Resource, id: string, parameters: ParameterList): string {
  return `${columnOf(resource.key)} = ${parameters.bind(id, keyType(resource))}`;
}

function keyText(resource: Resource): string {
  return toPathText(keyType(resource), columnOf(resource.key));
}

/** Only rows of one of these versions. They are digits, letters and dots, so that they need no quoting inside the array. */
function versionIs(
  { resource }: UpdatePlan | DeletePlan,
  versions: readonly string[] | undefined,
  parameters: ParameterList,
  namespace: string,
): string {
  if (versions === undefined) return "";
  const version = versionOf(resource, Relations.stored(namespace));
  return ` and ${version} = any(${parameters.bind(`{${versions.join(",")}}`, "text[]")})`;
}
