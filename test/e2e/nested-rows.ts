// References as they are sent, by ids ↔ as answers show them where the schema says `inlined`: with the rows that they mean.

import type { RowNesting } from "../../src/emit/nesting.ts";
import type { Resource } from "../../src/emit/resource.ts";
import type { Json, JsonObject } from "./served-document.ts";

/** How rows stand in this member; undefined where it shows ids. */
export function nestingOf(name: string, { nested = [] }: Resource): RowNesting | undefined {
  return nested.find(({ member }) => member === name);
}

/** What an answer has at least, when this was sent. */
export function shownWhole(sent: JsonObject, resource: Resource): object {
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]): [string, unknown] => {
      const nesting = nestingOf(name, resource);
      if (nesting === undefined) return [name, value];
      const key = keyOf(nesting);
      if (nesting.dictionary !== undefined)
        return [name, Object.fromEntries([value].flat().map((id) => [textOf(id), {}]))];
      return [name, Array.isArray(value) ? value.map((id) => ({ [key]: id })) : { [key]: value }];
    }),
  );
}

/** The ids in a reference as answers show it. */
export function idsIn(value: Json, nesting: RowNesting | undefined): readonly string[] {
  if (nesting === undefined) return [value].flat().map(textOf);
  if (nesting.dictionary !== undefined) return Object.keys(value as JsonObject);
  const key = keyOf(nesting);
  return [value].flat().map((row) => textOf((row as JsonObject)[key]!));
}

function keyOf({ classes }: RowNesting): string {
  return classes[0]!.rows.key.name;
}

function textOf(id: Json): string {
  return `${id as string | number}`;
}
