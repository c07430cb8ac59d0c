// The compiled schema → generated/worker.ts, the one module that the Worker loads (see generated.ts for its shape).

import type { SchemaBundle } from "../linkml/load.ts";
import type { ContainerModel } from "./container.ts";
import { packContainers } from "./container-pack.ts";
import type { SchemaInfo } from "./generated.ts";
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
export function workerModule(input: WorkerModuleInput): string {
  const writer = new SourceWriter();
  const constant = (name: string, literal: string): void => {
    writer.blank();
    writer.line(`export const ${name} = ${literal};`);
  };
  writer.line(`import type { GeneratedModule } from "../src/emit/generated.ts";`);
  writer.blank();
  writer.line(`export const schemaInfo = ${JSON.stringify(input.info, null, 2)};`);
  constant("resourcesJson", jsonText(packedResourcesJson(input.resources)));
  constant(
    "containersJson",
    jsonText([JSON.stringify(packContainers(input.containers, input.resources))]),
  );
  constant("bundleJson", jsonText(bundleJson(input.bundle)));
  constant("diagram", JSON.stringify(input.diagram));
  writer.blank();
  writer.line(`export const validators: GeneratedModule["validators"] = {`);
  for (const resource of input.resources) {
    const names = input.zod.classes.get(resource.class);
    // Of a class without rows of its own nothing is written.
    if (names === undefined) continue;
    const { path, typeName } = names;
    writer.line(
      [
        `  [${JSON.stringify(resource.class)}]: async () => {`,
        `    const schemas = await import("./schemas/${path}");`,
        `    return {`,
        `      read: schemas.${typeName}Schema,`,
        `      create: schemas.${typeName}CreateSchema,`,
        `      update: schemas.${typeName}UpdateSchema,`,
        `    };`,
        `  },`,
      ].join("\n"),
    );
  }
  writer.line("};");
  writer.blank();
  writer.line(`export const documents: GeneratedModule["documents"] = {`);
  for (const { class: name } of input.containers.containers) {
    const { path, valueName } = input.zod.classes.get(name)!;
    const schema = `(await import("./schemas/${path}")).${valueName}Schema`;
    writer.line(`  [${JSON.stringify(name)}]: async () => ${schema},`);
  }
  writer.line("};");
  return writer.toString();
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
  for (const piece of pieces) literal += piece.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
  return `${literal}'`;
}
