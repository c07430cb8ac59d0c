// What the build step left behind, read when it is first needed: JSON texts → resources, containers, author's files; and what is made of
// those files here, because it is too large to wait in the Worker and rarely asked for.

import type { CompileResult, CompiledSchema, SchemaBundle } from "./compile.ts";
import type { ContainerModel } from "./emit/container.ts";
import { unpackContainers, type PackedContainers } from "./emit/container-pack.ts";
import type { GeneratedModule, SchemaInfo } from "./emit/generated.ts";
import type { Resource } from "./emit/resource.ts";
import { unpackResources, type PackedResources } from "./emit/resource-pack.ts";
import type { Database } from "./relational/database.ts";
import { joined } from "./text/pieces.ts";
import { once } from "./text/remembered.ts";

export interface BuiltModel {
  readonly info: SchemaInfo;
  readonly resources: () => readonly Resource[];
  readonly containers: () => ContainerModel;
  /** The author's files, compiled once in this isolate. */
  readonly compiled: () => Promise<BuiltSchema>;
  /** As lowered from the schema, in the given namespace. */
  readonly database: (namespace: string) => Promise<Database>;
  /** The merged, resolved schema. */
  readonly schemaYaml: () => Promise<string>;
}

export interface BuiltSchema {
  readonly compiled: CompiledSchema;
  readonly diagnostics: CompileResult["diagnostics"];
}

/** The compiler is large and rarely needed, so it is evaluated when the first request asks for it. */
const loadCompiler = () => import("./compile.ts");

export function builtModel(generated: GeneratedModule): BuiltModel {
  const resources = once(() =>
    unpackResources(JSON.parse(generated.resourcesJson) as PackedResources),
  );
  const compiled = once(async () => {
    const { compile } = await loadCompiler();
    return accepted(compile(JSON.parse(generated.bundleJson) as SchemaBundle));
  });
  return {
    info: generated.schemaInfo,
    resources,
    containers: once(() =>
      unpackContainers(JSON.parse(generated.containersJson) as PackedContainers, resources()),
    ),
    compiled,
    database: async (namespace) => ({ ...(await compiled()).compiled.database, namespace }),
    schemaYaml: once(async () => {
      const { resolvedYaml } = await import("./artifacts.ts");
      return joined(resolvedYaml((await compiled()).compiled));
    }),
  };
}

function accepted({ compiled, diagnostics }: CompileResult): BuiltSchema {
  if (compiled === undefined) throw new Error("The schema that was built does not compile.");
  return { compiled, diagnostics };
}
