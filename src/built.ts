// What the build step left behind, read when it is first needed: JSON texts → resources, relational model, author's files.

import type { SchemaBundle } from "./compile.ts";
import type { GeneratedModule, SchemaInfo } from "./emit/generated.ts";
import type { Resource } from "./emit/resource.ts";
import type { Database } from "./relational/database.ts";

export interface BuiltModel {
  readonly info: SchemaInfo;
  readonly resources: () => readonly Resource[];
  /** As lowered from the schema, in the given namespace. */
  readonly database: (namespace: string) => Database;
  readonly bundle: () => SchemaBundle;
}

export function builtModel(generated: GeneratedModule): BuiltModel {
  const database = once(() => JSON.parse(generated.databaseJson) as Database);
  return {
    info: generated.schemaInfo,
    resources: once(() => JSON.parse(generated.resourcesJson) as readonly Resource[]),
    database: (namespace) => ({ ...database(), namespace }),
    bundle: once(() => JSON.parse(generated.bundleJson) as SchemaBundle),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
