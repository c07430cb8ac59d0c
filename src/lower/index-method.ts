// Which access methods of Postgres take which columns, with what a server has without extensions.

import type { ColumnStorage } from "./stored-class.ts";

/** Why a column cannot be a key of an index of this method; undefined where it can. */
export function unfitFor(
  method: string,
  { type, array }: Pick<ColumnStorage, "type" | "array">,
): string | undefined {
  const shown = array ? `${type}[]` : type;
  switch (method) {
    case "gin":
      return array || type === "jsonb"
        ? undefined
        : `a gin index is for lists and JSON, and the slot holds ${shown}`;
    case "gist":
      return `a gist index of ${shown} needs an extension of Postgres`;
    case "brin":
      return array || type === "jsonb" || type === "boolean"
        ? `a brin index cannot be of ${shown}`
        : undefined;
    default:
      return undefined;
  }
}
