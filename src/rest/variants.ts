// A class whose rows are those of several tables → the FROM items and expressions that read them together.

import type { ColumnStorage, NestingRows, Resource, ResourceSlot } from "../emit/resource.ts";
import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";
import { Relations } from "./relations.ts";
import { columnName, columnOf, rowJson } from "./row.ts";
import { answerOf } from "./shown-row.ts";

/** The number of the class among the variants, beside the columns of a row; no slot is called so. */
export const variantColumn: ColumnStorage = {
  kind: "column",
  column: "#",
  type: "integer",
  array: false,
};

/** The rows of all variants with the columns of these slots, under the names that the resource has for them. */
export function variantRows(
  { key, slots }: Resource,
  variants: readonly NestingRows[],
  columns: ReadonlySet<string>,
  namespace: string,
): string {
  const isRead = (slot: ResourceSlot): boolean =>
    slot === key || (slot.storage.kind === "column" && columns.has(slot.storage.column));
  const read = [...new Set([key, ...slots.filter((slot) => slot.filterable && isRead(slot))])];
  const selects = variants.map((variant, index) => {
    const list = read.map((slot) => {
      const own = slot.name === key.name ? variant.key : slotOf(variant, slot.name);
      return `${columnOf(own)} as ${quoteIdentifier(columnName(slot))}`;
    });
    const number = `${index} as ${quoteIdentifier(variantColumn.column)}`;
    return `select ${number}, ${list.join(", ")} from ${qualifiedName(namespace, variant.table)} t`;
  });
  return `(${selects.join(" union all ")})`;
}

/** The JSON of a row of `variantRows`, which is `t`. */
export function variantJson(
  { key }: Resource,
  variants: readonly NestingRows[],
  namespace: string,
): string {
  const relations = Relations.stored(namespace);
  const cases = variants.map((variant, index) => {
    const table = qualifiedName(namespace, variant.table);
    return `when ${index} then (select ${rowJson(variant, relations)} from (select ${columnOf(key)} as id) k, ${table} t where ${columnOf(variant.key)} = k.id)`;
  });
  return `case t.${quoteIdentifier(variantColumn.column)} ${cases.join(" ")} end`;
}

/** A query for the row with this key, in whichever table it is; the class itself comes first. `key` is SQL for a bound value. */
export function variantWithKey(
  variants: readonly NestingRows[],
  key: string,
  namespace: string,
): string {
  const relations = Relations.stored(namespace);
  const selects = variants.map((variant, index) => {
    const { row, version, from } = answerOf(variant, relations);
    const table = qualifiedName(namespace, variant.table);
    return `select ${index} as n, ${row} as "row", ${version} as version from ${table} t${from} where ${columnOf(variant.key)} = ${key}`;
  });
  return `select v."row", v.version from (${selects.join("\n  union all ")}) v order by v.n limit 1`;
}

/** SQL for the number of the variant that has a row with this key; null where none has. */
export function variantNumber(
  variants: readonly NestingRows[],
  key: string,
  namespace: string,
): string {
  const cases = variants.map(
    (variant, index) =>
      `when exists (select 1 from ${qualifiedName(namespace, variant.table)} t where ${columnOf(variant.key)} = ${key}) then ${index}`,
  );
  return `case ${cases.join(" ")} end`;
}

function slotOf({ class: name, slots }: NestingRows, wanted: string): ResourceSlot {
  const slot = slots.find((each) => each.name === wanted);
  if (slot === undefined) throw new Error(`${name} has no "${wanted}".`);
  return slot;
}
