// Stage 3: a plan → one SQL statement. Names come from the compiled model and are quoted; values are bound, each with a cast.

import type { JoinStorage, Resource, ResourceSlot } from "../emit/resource.ts";
import type { Statement } from "../postgres/session.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { ParameterList } from "./parameter-list.ts";
import type { Assignment, CreatePlan, DeletePlan, Plan, ReadPlan, UpdatePlan } from "./plan.ts";
import { listStatement } from "./query-list.ts";
import { isMerged, mergeExpression } from "./merge-patch.ts";
import { columnOf, rowJson, storedJoins, type JoinSource } from "./row.ts";
import { fromJsonText, toPathText } from "./scalar.ts";

/** The statement of a plan. What it returns is read in `response.ts`: `items`, `cursor` or `row`, `version`, `id`, `found`, `same_id`. */
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
  const text = `select ${rowJson(resource, storedJoins(resource, namespace))}::text as "row", t.xmin::text as version
from ${qualifiedName(namespace, resource.table)} t
where ${keyIs(resource, id, parameters)}`;
  return parameters.statement(text);
}

function createStatement(
  { resource, body, assignments, minimal }: CreatePlan,
  namespace: string,
): Statement {
  const parameters = new ParameterList();
  const columns = assignments.filter(({ slot }) => slot.storage.kind === "column");
  const names = columns.map(({ slot }) => columnName(slot)).join(", ");
  const values = columns.map(({ slot }) => bodyValue(slot)).join(", ");
  const source = columns.length === 0 ? "default values" : `(${names}) select ${values} from body`;
  const joins = joinWrites(resource, assignments, namespace, false);
  const text = `with body as (select ${parameters.bind(body, "jsonb")} as j),
t as (insert into ${qualifiedName(namespace, resource.table)} as t ${source} returning t.*, t.xmin)${joins.ctes}
select ${shown(resource, joins.source, minimal)} as "row", t.xmin::text as version, ${keyText(resource)} as id
from t`;
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
  const joins = joinWrites(resource, assignments, namespace, true);
  const text = `with body as (select ${json} as j),
t as (update ${table} as t set ${settings(resource, assignments, parameters).join(", ")} from body
  where ${target} and ${sameId}${versionIs(versions, parameters)} returning t.*, t.xmin)${joins.ctes}
select (select ${shown(resource, joins.source, minimal)} from t) as "row", (select t.xmin::text from t) as version,
  exists (select 1 from ${table} t where ${target}) as found, (select ${sameId} from body) as same_id`;
  return parameters.statement(text);
}

/** The row as text, unless nobody wants to see it. */
function shown(resource: Resource, joins: JoinSource, minimal: boolean): string {
  return minimal ? "null::text" : `${rowJson(resource, joins)}::text`;
}

function deleteStatement({ resource, id, versions }: DeletePlan, namespace: string): Statement {
  const parameters = new ParameterList();
  const table = qualifiedName(namespace, resource.table);
  const target = keyIs(resource, id, parameters);
  // Its join rows go with it (ON DELETE CASCADE); what other rows say about it makes Postgres refuse.
  const text = `with t as (delete from ${table} as t where ${target}${versionIs(versions, parameters)} returning 1)
select exists (select 1 from t) as deleted, exists (select 1 from ${table} t where ${target}) as found`;
  return parameters.statement(text);
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
      (assignment) => `${columnName(assignment.slot)} = ${patchedValue(assignment, parameters)}`,
    );
  const stamps = resource.slots
    .filter(
      (slot) => slot.onUpdateNow && !assignments.some((assignment) => assignment.slot === slot),
    )
    .map((slot) => `${columnName(slot)} = now()`);
  const all = [...given, ...stamps];
  if (all.length > 0) return all;
  // Not the key where possible: identity tables have triggers on it.
  const untouched =
    resource.slots.find(
      ({ name, storage }) =>
        storage.kind === "column" && storage.computed !== true && name !== resource.key.name,
    ) ?? resource.key;
  return [`${columnName(untouched)} = ${columnOf(untouched)}`];
}

/** The CTEs that write join rows, and where the answer reads them from. */
interface JoinWrites {
  readonly ctes: string;
  readonly source: JoinSource;
}

function joinWrites(
  resource: Resource,
  assignments: readonly Assignment[],
  namespace: string,
  replace: boolean,
): JoinWrites {
  const ctes: string[] = [];
  const written = new Map<string, string>();
  for (const [index, { slot, value }] of assignments.entries()) {
    const { storage } = slot;
    if (storage.kind !== "join") continue;
    if (replace)
      ctes.push(
        `,\nd${index} as (delete from ${joinRows(storage, resource, namespace)} returning 1)`,
      );
    // Reading the count of the deleted rows makes the deletion come first.
    const condition = replace ? `where (select count(*) from d${index}) >= 0` : "";
    const ids = value === null ? "'[]'::jsonb" : member(slot, "->");
    ctes.push(`,\ni${index} as (${joinInsert(storage, ids, resource, namespace)} ${condition}
  returning ${quoteIdentifier(storage.targetColumn)}, ${quoteIdentifier(storage.positionColumn)})`);
    written.set(slot.name, `i${index}`);
  }
  const stored = storedJoins(resource, namespace);
  const source: JoinSource = (slot, storage) => {
    const inserted = written.get(slot.name);
    return inserted === undefined ? stored(slot, storage) : `${inserted} j`;
  };
  return { ctes: ctes.join(""), source };
}

function joinRows(storage: JoinStorage, resource: Resource, namespace: string): string {
  return `${qualifiedName(namespace, storage.table)} as j using t where j.${quoteIdentifier(storage.ownerColumn)} = ${columnOf(resource.key)}`;
}

function joinInsert(
  storage: JoinStorage,
  ids: string,
  resource: Resource,
  namespace: string,
): string {
  const columns = [storage.ownerColumn, storage.targetColumn, storage.positionColumn]
    .map(quoteIdentifier)
    .join(", ");
  return `insert into ${qualifiedName(namespace, storage.table)} (${columns})
  select ${columnOf(resource.key)}, ${fromJsonText(storage.targetType, "u.x")}, u.n
  from t, body, jsonb_array_elements_text(${ids}) with ordinality u(x, n)`;
}

/** What a column is after the patch: the body's value, or for an object its merge with the one that is stored. */
function patchedValue({ slot, value }: Assignment, parameters: ParameterList): string {
  if (value === null) return "null";
  const { storage } = slot;
  if (!isMerged(value) || storage.kind !== "column" || storage.array) return bodyValue(slot);
  const operands = {
    stored: `${columnOf(slot)}::jsonb`,
    patch: `(${member(slot, "->")})`,
  };
  return `${mergeExpression(value, operands, parameters)}::${storage.type}`;
}

/** What the body says about a column, as SQL over the CTE `body`, whose column `j` is the object. */
export function bodyValue(slot: ResourceSlot): string {
  const { storage } = slot;
  if (storage.kind !== "column") throw new Error(`"${slot.name}" is not stored in a column.`);
  const isJson = storage.type === "jsonb" || storage.type === "json";
  if (storage.array) {
    const elements = isJson ? "jsonb_array_elements" : "jsonb_array_elements_text";
    const element = isJson ? `u.x::${storage.type}` : fromJsonText(storage.type, "u.x");
    return `array(select ${element} from ${elements}(${member(slot, "->")}) with ordinality u(x, n) order by u.n)`;
  }
  return isJson
    ? `(${member(slot, "->")})::${storage.type}`
    : fromJsonText(storage.type, member(slot, "->>"));
}

function member(slot: ResourceSlot, arrow: "->" | "->>"): string {
  return `body.j ${arrow} ${quoteLiteral(slot.name)}`;
}

function columnName(slot: ResourceSlot): string {
  if (slot.storage.kind !== "column") throw new Error(`"${slot.name}" is not stored in a column.`);
  return quoteIdentifier(slot.storage.column);
}

function keyIs(resource: Resource, id: string, parameters: ParameterList): string {
  return `${columnOf(resource.key)} = ${parameters.bind(id, keyType(resource))}`;
}

function keyText(resource: Resource): string {
  return toPathText(keyType(resource), columnOf(resource.key));
}

function keyType({ key }: Resource): string {
  if (key.storage.kind !== "column") throw new Error(`The key "${key.name}" is no column.`);
  return key.storage.type;
}

/** Only rows of one of these versions. They are digits, so that they need no quoting inside the array. */
function versionIs(versions: readonly string[] | undefined, parameters: ParameterList): string {
  if (versions === undefined) return "";
  return ` and t.xmin::text = any(${parameters.bind(`{${versions.join(",")}}`, "text[]")})`;
}
