// What a body says of one slot, as SQL over the CTE or FROM item `body`, whose column `j` is the object.

import type { ResourceSlot } from "../emit/resource.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { fromJsonText } from "./scalar.ts";

/** The value of a column. */
export function bodyValue(slot: ResourceSlot): string {
  const { storage } = slot;
  if (storage.kind !== "column") throw new Error(`"${slot.name}" is not stored in a column.`);
  const isJson = storage.type === "jsonb" || storage.type === "json";
  if (storage.array) {
    const elements = isJson ? "jsonb_array_elements" : "jsonb_array_elements_text";
    const element = isJson ? `u.x::${storage.type}` : fromJsonText(storage.type, "u.x");
    return `array(select ${element} from ${elements}(${bodyMember(slot, "->")}) with ordinality u(x, n) order by u.n)`;
  }
  return isJson
    ? `(${bodyMember(slot, "->")})::${storage.type}`
    : fromJsonText(storage.type, bodyMember(slot, "->>"));
}

/** The member as it is, or its text. */
export function bodyMember(slot: ResourceSlot, arrow: "->" | "->>"): string {
  return `body.j ${arrow} ${quoteLiteral(slot.name)}`;
}
