// The SQL of one row as JSON: column names of the compiled model → the text that the client gets. Used by every statement.

import type { DerivedStorage, JoinStorage, Resource, ResourceSlot } from "../emit/resource.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { toJson } from "./scalar.ts";

/** In every statement `t` is the row that is shown: from its table, or from what an INSERT or UPDATE returned. */
export function columnOf(slot: ResourceSlot): string {
  if (slot.storage.kind !== "column") throw new Error(`"${slot.name}" is not stored in a column.`);
  return `t.${quoteIdentifier(slot.storage.column)}`;
}

/** Where the ids of a slot without a column are read, as `j`: its tables, or a CTE of the same statement that has just written them. */
export type JoinSource = (slot: ResourceSlot, storage: JoinStorage | DerivedStorage) => string;

/** Rows of other tables as they were before the statement. */
export function storedJoins(resource: Pick<Resource, "key">, namespace: string): JoinSource {
  const key = columnOf(resource.key);
  return (_slot, storage) =>
    storage.kind === "derived"
      ? `(${referrers(storage, key, namespace)}) j`
      : `${qualifiedName(namespace, storage.table)} j where j.${quoteIdentifier(storage.ownerColumn)} = ${key}`;
}

/** A query for the keys of the rows that refer to this one; UNION, so that a list which names it twice counts once. */
function referrers({ sources }: DerivedStorage, key: string, namespace: string): string {
  const rows = sources.map(
    ({ table, keyColumn, column }) =>
      `select d.${quoteIdentifier(keyColumn)} as id from ${qualifiedName(namespace, table)} d where d.${quoteIdentifier(column)} = ${key}`,
  );
  return [...rows, "select null where false"].join(" union ");
}

/** Postgres cuts longer names, also those of JSON members made from column aliases. */
const maxAliasBytes = 63;

/** A JSON object of all slots in their order, as an expression over `t`. */
export function rowJson(resource: Pick<Resource, "slots">, joins: JoinSource): string {
  const members = resource.slots.map((slot) => ({
    name: slot.name,
    value: memberValue(slot, joins),
  }));
  const encoder = new TextEncoder();
  if (members.every(({ name }) => encoder.encode(name).length <= maxAliasBytes)) {
    const columns = members.map(({ name, value }) => `${value} as ${quoteIdentifier(name)}`);
    return `(select row_to_json(r) from (select ${columns.join(", ")}) r)`;
  }
  const pairs = members.map(
    ({ name, value }, index) => `(${index}, ${quoteLiteral(name)}, to_json(${value}))`,
  );
  return `(select json_object_agg(m.name, m.value order by m.place) from (values ${pairs.join(", ")}) m(place, name, value))`;
}

function memberValue(slot: ResourceSlot, joins: JoinSource): string {
  const { storage } = slot;
  switch (storage.kind) {
    case "column":
      return toJson(storage.type, storage.array, columnOf(slot));
    case "join": {
      const id = toJson(storage.targetType, false, `j.${quoteIdentifier(storage.targetColumn)}`);
      const position = `j.${quoteIdentifier(storage.positionColumn)}`;
      return `(select coalesce(json_agg(${id} order by ${position}), '[]'::json) from ${joins(slot, storage)})`;
    }
    case "derived": {
      const id = toJson(storage.targetType, false, "j.id");
      return storage.array
        ? `(select coalesce(json_agg(${id} order by j.id), '[]'::json) from ${joins(slot, storage)})`
        : `(select ${id} from ${joins(slot, storage)} order by j.id limit 1)`;
    }
  }
}
