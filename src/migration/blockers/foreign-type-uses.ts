// What uses an enum type and is not ours: it stands in the way of a change that it would feel.

import type { Database, EnumType } from "../../relational/database.ts";
import { isRetiredName, retiredNamespace } from "../names.ts";

/** As Postgres describes it; `managed` is what is ours. */
export function foreignTypeUses(type: EnumType, managed: Database): readonly string[] {
  const { namespace, tables } = managed;
  const ours = new Set(
    tables.flatMap((table) =>
      table.columns.map((column) => `${namespace}.${table.name}.${column.name}`),
    ),
  );
  const places = [
    ...tables.map(({ name }) => `${namespace}.${name}.`),
    `${retiredNamespace(namespace)}.`,
  ];
  const isRetired = (user: string): boolean =>
    places.some((place) => user.startsWith(place) && isRetiredName(user.slice(place.length)));
  return [
    ...(type.users ?? [])
      .filter((user) => !ours.has(user) && !isRetired(user))
      .map((user) => `column ${user}`),
    ...(type.dependents ?? []),
  ];
}
