// A change of a native enum type → its statements.

import type { EnumType } from "../../relational/database.ts";
import {
  addValue,
  commentOnType,
  createType,
  dropType,
  moveType,
  renameType,
} from "../../sql/enum-type.ts";
import { quoteLiteral } from "../../sql/quote.ts";
import type { EnumChange } from "../change.ts";
import { retiredName, retiredNamespace } from "../names.ts";
import type { StatementContext } from "../statements.ts";

/** In order, without semicolons. */
export function typeStatements(
  change: EnumChange,
  { namespace, number }: StatementContext,
): readonly string[] {
  const { type } = change;
  switch (change.kind) {
    case "create_type":
      return createType(namespace, type);
    case "rename_type":
      return [renameType(namespace, change.from, type.name)];
    case "drop_type": {
      if (change.retired) return [dropType(retiredNamespace(namespace), type.name)];
      if (!change.used) return [dropType(namespace, type.name)];
      const name = retiredName(number, type.name);
      return [
        renameType(namespace, type.name, name),
        moveType(namespace, name, retiredNamespace(namespace)),
      ];
    }
    case "add_values":
      return addValues(namespace, change.from, type);
    case "comment_type":
      return [commentOnType(namespace, type.name, type.comment)];
  }
}

/** From the last to the first, so that the value after a new one is always there. */
function addValues(namespace: string, from: EnumType, to: EnumType): readonly string[] {
  const old = new Set(from.values);
  return to.values
    .map((value, index): string | undefined => {
      if (old.has(value)) return undefined;
      const next = to.values[index + 1];
      const place = next === undefined ? "" : `BEFORE ${quoteLiteral(next)}`;
      return addValue(namespace, to.name, value, place);
    })
    .filter((statement) => statement !== undefined)
    .toReversed();
}
