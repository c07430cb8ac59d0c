// The annotation `openapi.operations` → what may be done with the rows of a class.

import type { ClassDefinition } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";

/** The names that the author gave; undefined where there is no limit. */
export function namedOperations({
  annotations,
}: Pick<ClassDefinition, "annotations">): ReadonlySet<string> | undefined {
  const text = annotations.get("openapi.operations");
  return text === undefined ? undefined : new Set(text.split(",").map((name) => name.trim()));
}

/** Whether rows of all these classes may be written where they are nested: they may be created and changed by themselves, too. */
export function areWritten(view: SchemaView, classes: readonly string[]): boolean {
  return classes.every((name) => {
    const definition = view.classes.get(name);
    const named = definition && namedOperations(definition);
    return named === undefined || (named.has("create") && named.has("update"));
  });
}
