// Enum types as a plan will call and make them → what a probe calls them, which asks before anything has changed.

import { createType, dropType } from "../../sql/enum-type.ts";
import { mapNames } from "../../sql/type-name.ts";
import type { Change } from "../change.ts";
import { TEMPORARY } from "../names.ts";

/** How SQL about what is to come is asked now: with types as they are called now, and temporary ones for those that are not there yet. */
export interface PresentTypes {
  readonly create: readonly string[];
  readonly drop: readonly string[];
  readonly word: (sql: string) => string;
}

/** For the types of `namespace` that these changes make or rename. */
export function presentTypes(namespace: string, changes: readonly Change[]): PresentTypes {
  const created = changes.flatMap((change) => (change.kind === "create_type" ? change.type : []));
  const names = new Map<string, readonly [string, string]>([
    ...changes.flatMap((change): [string, [string, string]][] =>
      change.kind === "rename_type" ? [[change.type.name, [namespace, change.from]]] : [],
    ),
    ...created.map(({ name }): [string, [string, string]] => [name, [TEMPORARY, name]]),
  ]);
  return {
    create: created.flatMap(({ name, values }) => createType(TEMPORARY, { name, values })),
    drop: created.map(({ name }) => dropType(TEMPORARY, name)),
    word:
      names.size === 0
        ? (sql) => sql
        : (sql) =>
            mapNames(sql, (outer, name) => (outer === namespace ? names.get(name) : undefined)),
  };
}
