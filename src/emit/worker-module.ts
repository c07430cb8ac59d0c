// The compiled schema → generated/worker.ts, the one module that the Worker loads (see generated.ts for its shape).

import type { SchemaBundle } from "../linkml/load.ts";
import type { Pieces } from "../text/pieces.ts";
import type { ContainerModel } from "./container.ts";
import { packContainers } from "./container-pack.ts";
import type { GeneratedModule, SchemaInfo } from "./generated.ts";
import type { Resource } from "./resource.ts";
import { packedResourcesJson } from "./resource-pack.ts";
import { SourceWriter } from "./writer.ts";
import type { ZodModule } from "./zod.ts";

export interface WorkerModuleInput {
  readonly info: SchemaInfo;
  readonly resources: readonly Resource[];
  readonly containers: ContainerModel;
  readonly bundle: SchemaBundle;
  readonly diagram: string;
  readonly zod: ZodModule;
}

/** Its bulky parts are texts, which cost nothing until they are parsed. */
export function* workerModule({
  info,
  resources,
  containers,
  bundle,
  diagram,
  zod,
}: WorkerModuleInput): Pieces {
  yield SourceWriter.preamble;
  yield `\nimport type { GeneratedModule } from "../src/emit/generated.ts";\n`;
  yield* constant("schemaInfo", [JSON.stringify(info, null, 2)]);
  yield* constant("resourcesJson", jsonText(packedResourcesJson(resources)));
  yield* constant(
    "containersJson",
    jsonText([JSON.stringify(packContainers(containers, resources))]),
  );
  yield* constant("bundleJson", jsonText(bundleJson(bundle)));
  yield* constant("diagram", [JSON.stringify(diagram)]);
  yield loaders("validators", validators(resources, zod));
  yield loaders("documents", documents(containers, zod));
}

function* constant(name: string, literal: Pieces): Pieces {
  yield `\nexport const ${name} = `;
  yield* literal;
  yield ";\n";
}

/** A constant with functions that load modules, by class. */
function loaders(name: keyof GeneratedModule, members: readonly string[]): string {
  return `\nexport const ${name}: GeneratedModule["${name}"] = {\n${members.join("")}};\n`;
}

function validators(resources: readonly Resource[], { classes }: ZodModule): readonly string[] {
  return resources.flatMap((resource) => {
    const names = classes.get(resource.class);
    // Of a class without rows of its own nothing is written.
    if (names === undefined) return [];
    const { path, typeName } = names;
    return `  [${JSON.stringify(resource.class)}]: async () => {
    const schemas = await import("./schemas/${path}");
    return {
      read: schemas.${typeName}Schema,
      create: schemas.${typeName}CreateSchema,
      update: schemas.${typeName}UpdateSchema,
    };
  },
`;
  });
}

function documents({ containers }: ContainerModel, { classes }: ZodModule): readonly string[] {
  return containers.map(({ class: name }) => {
    const { path, valueName } = classes.get(name)!;
    const schema = `(await import("./schemas/${path}")).${valueName}Schema`;
    return `  [${JSON.stringify(name)}]: async () => ${schema},\n`;
  });
}

function* bundleJson({ root, files }: SchemaBundle): Pieces {
  yield `{"root":${JSON.stringify(root)},"files":{`;
  let separator = "";
  for (const [path, text] of Object.entries(files)) {
    yield `${separator}${JSON.stringify(path)}:`;
    yield JSON.stringify(text);
    separator = ",";
  }
  yield "}}";
}

/** The literal of a JSON text in pieces, which is one line. In single quotes: those of JSON, of which there are many, need no escape then. */
function* jsonText(pieces: Pieces): Pieces {
  yield "'";
  for (const piece of pieces) yield piece.replaceAll(/[\\']/g, "\\$&");
  yield "'";
}
