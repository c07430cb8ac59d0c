// The compiled schema → generated/worker.ts, the one module that the Worker loads (see generated.ts for its shape).

import type { SchemaBundle } from "../linkml/load.ts";
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
export function workerModule({
  info,
  resources,
  containers,
  bundle,
  diagram,
  zod,
}: WorkerModuleInput): string {
  const packedContainers = JSON.stringify(packContainers(containers, resources));
  return [
    SourceWriter.preamble,
    `\nimport type { GeneratedModule } from "../src/emit/generated.ts";\n`,
    constant("schemaInfo", JSON.stringify(info, null, 2)),
    constant("resourcesJson", jsonText(packedResourcesJson(resources))),
    constant("containersJson", jsonText([packedContainers])),
    constant("bundleJson", jsonText(bundleJson(bundle))),
    constant("diagram", JSON.stringify(diagram)),
    loaders("validators", validators(resources, zod)),
    loaders("documents", documents(containers, zod)),
  ].join("");
}

function constant(name: string, literal: string): string {
  return `\nexport const ${name} = ${literal};\n`;
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

/** In pieces: one letter beyond Latin-1 makes a whole text twice as wide, and most files have none. */
function bundleJson({ root, files }: SchemaBundle): readonly string[] {
  const members = Object.entries(files).flatMap(([path, text], index) => [
    `${index === 0 ? "" : ","}${JSON.stringify(path)}:`,
    JSON.stringify(text),
  ]);
  return [`{"root":${JSON.stringify(root)},"files":{`, ...members, "}}"];
}

/** The literal of a JSON text in pieces, which is one line. In single quotes: those of JSON, of which there are many, need no escape then. */
function jsonText(pieces: readonly string[]): string {
  let literal = "'";
  for (const piece of pieces) literal += piece.replaceAll(/[\\']/g, "\\$&");
  return `${literal}'`;
}
