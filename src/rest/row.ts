// The SQL of one row as JSON: column names of the compiled model → the text that the client gets. Used by every statement.

import type { NestedRowClass, RowNesting } from "../emit/nesting.ts";
import type { DerivedStorage, NestingRows, ResourceSlot, Rows } from "../emit/resource.ts";
import { shortenName } from "../relational/name.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { Relations } from "./relations.ts";
import { toJson, toPathText } from "./scalar.ts";

/** In every statement `t` is the row that is shown: from its table, or from what an INSERT or UPDATE returned. */
export function columnOf(slot: ResourceSlot): string {
  return `t.${quoteIdentifier(columnName(slot))}`;
}

/** The column of a slot that is stored in one. */
export function columnName({ name, storage }: ResourceSlot): string {
  if (storage.kind !== "column") throw new Error(`"${name}" is not stored in a column.`);
  return storage.column;
}

/** The Postgres type of the key. */
export function keyType({ key }: Pick<Rows, "key">): string {
  if (key.storage.kind !== "column") throw new Error(`The key "${key.name}" is no column.`);
  return key.storage.type;
}

/** The columns that hold a row's members. */
function columnsOf({ slots }: Pick<Rows, "slots">): readonly string[] {
  return slots.flatMap(({ storage }) => (storage.kind === "column" ? storage.column : []));
}

/** What is shown: the rows of a class, those that are nested in them, or of either only some slots. */
type Shown = Pick<NestingRows, "key" | "slots" | "nested"> &
  Partial<Pick<NestingRows, "class" | "typeMember">>;

/** A JSON object of all slots in their order, as an expression over `t`. */
export function rowJson(rows: Shown, relations: Relations): string {
  return relations.once(rows, () => newRowJson(rows, relations));
}

function newRowJson(rows: Shown, relations: Relations): string {
  const { class: className, typeMember } = rows;
  const members = [
    ...(typeMember === undefined || className === undefined
      ? []
      : [{ name: typeMember, value: `${quoteLiteral(className)}::text` }]),
    ...rows.slots.map((slot) => ({
      name: slot.name,
      value: memberValue(slot, rows, relations),
    })),
  ];
  // Postgres cuts longer names, also those of JSON members made from column aliases.
  if (members.every(({ name }) => shortenName(name) === name)) {
    const columns = members.map(({ name, value }) => `${value} as ${quoteIdentifier(name)}`);
    return `(select row_to_json(r) from (select ${columns.join(", ")}) r)`;
  }
  const pairs = members.map(
    ({ name, value }, index) => `(${index}, ${quoteLiteral(name)}, to_json(${value}))`,
  );
  return `(select json_object_agg(m.name, m.value order by m.place) from (values ${pairs.join(", ")}) m(place, name, value))`;
}

function memberValue(slot: ResourceSlot, rows: Shown, relations: Relations): string {
  const { storage } = slot;
  const nesting = rows.nested?.find(({ member }) => member === slot.name);
  if (storage.kind === "column") {
    if (nesting !== undefined) return nestedValue(nesting, columnOf(slot), relations);
    return toJson(storage.type, storage.array, columnOf(slot));
  }
  const from = referencesOf(slot, rows, relations);
  const isList = storage.kind === "join" || storage.array;
  if (nesting?.dictionary !== undefined && isList)
    return nestedDictionary(nesting, from, storage.targetType, relations);
  const value = nesting
    ? nestedObject(nesting, "j.id", relations)
    : toJson(storage.targetType, false, "j.id");
  return isList
    ? `(select coalesce(json_agg(${value} order by j.place), '[]'::json) from ${from})`
    : `(select ${value} from ${from} order by j.place limit 1)`;
}

/** A FROM item `j` for the ids of a slot without a column, with their places in its list. */
function referencesOf(slot: ResourceSlot, { key }: Shown, relations: Relations): string {
  const { storage } = slot;
  switch (storage.kind) {
    case "column":
      throw new Error(`"${slot.name}" is stored in a column.`);
    case "derived":
      return `(${referrers(storage, columnOf(key), relations)}) j`;
    case "join": {
      const { table, ownerColumn, targetColumn, positionColumn } = storage;
      const columns = [ownerColumn, targetColumn, positionColumn];
      const [owner, target, position] = columns.map((column) => `x.${quoteIdentifier(column)}`);
      return `(select ${target} as id, ${position} as place from ${relations.of(table, columns)} x where ${owner} = ${columnOf(key)}) j`;
    }
  }
}

/** A query for the keys of the rows that refer to this one; UNION, so that a list which names it twice counts once. */
function referrers({ sources }: DerivedStorage, key: string, relations: Relations): string {
  const rows = sources.map(({ table, keyColumn, column }) => {
    const id = `d.${quoteIdentifier(keyColumn)}`;
    return `select ${id} as id, ${id} as place from ${relations.of(table, [keyColumn, column])} d where d.${quoteIdentifier(column)} = ${key}`;
  });
  return [...rows, "select null as id, null as place where false"].join(" union ");
}

/** What a reference shows. */
function nestedValue(nesting: RowNesting, id: string, relations: Relations): string {
  return `(select ${nestedObject(nesting, "j.id", relations)} from (select ${id} as id) j)`;
}

/** The row with this id, whichever class it is of; `id` is of a FROM item other than `t`. */
function nestedObject({ classes }: RowNesting, id: string, relations: Relations): string {
  const [first = "null::json", ...others] = classes.map(
    ({ rows }) =>
      `(select ${rowJson(rows, relations)} from ${rowsOf(rows, relations)} where ${columnOf(rows.key)} = ${id})`,
  );
  return others.length === 0 ? first : `coalesce(${[first, ...others].join(", ")})`;
}

/** Objects by their key, which is not repeated in them. */
function nestedDictionary(
  nesting: RowNesting,
  from: string,
  type: string,
  relations: Relations,
): string {
  const classes = nesting.classes.map((each): NestedRowClass => {
    const { slots, key } = each.rows;
    return {
      ...each,
      rows: { ...each.rows, slots: slots.filter((slot) => slot.name !== key.name) },
    };
  });
  const value = nestedObject({ ...nesting, classes }, "j.id", relations);
  // A list may name a row twice, an object has a member once.
  const once = `(select j.id, min(j.place) as place from ${from} group by j.id) j`;
  return `(select coalesce(json_object_agg(${toPathText(type, "j.id")}, ${value} order by j.place), '{}'::json) from ${once})`;
}

/** The rows of a class as `t`. */
function rowsOf(rows: Rows, relations: Relations): string {
  const columns = new Set([columnName(rows.key), ...columnsOf(rows)]);
  return `${relations.of(rows.table, [...columns])} t`;
}
