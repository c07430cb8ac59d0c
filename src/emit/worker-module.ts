// The compiled schema → generated/worker.ts, the one module that the Worker loads (see generated.ts for its shape).

import type { Database } from "../relational/database.ts";
import type { SchemaBundle } from "../linkml/load.ts";
import type { SchemaInfo } from "./generated.ts";
import type { Resource } from "./resource.ts";
import { SourceWriter } from "./writer.ts";
import type { ZodModule } from "./zod.ts";

export interface WorkerModuleInput {
  readonly info: SchemaInfo;
  readonly resources: readonly Resource[];
  readonly database: Database;
  readonly bundle: SchemaBundle;
  readonly schemaYaml: string;
  readonly diagram: string;
  readonly zod: ZodModule;
}

/** Its bulky parts are texts, which cost nothing until they are parsed. */
export function workerModule(input: WorkerModuleInput): string {
  const writer = new SourceWriter();
  const constant = (name: string, value: unknown): void => {
    writer.blank();
    writer.line(`export const ${name} = ${JSON.stringify(value)};`);
  };
  writer.line(`import type { GeneratedModule } from "../src/emit/generated.ts";`);
  writer.blank();
  writer.line(`export const schemaInfo = ${JSON.stringify(input.info, null, 2)};`);
  constant("resourcesJson", JSON.stringify(input.resources));
  constant("databaseJson", JSON.stringify(input.database));
  constant("bundleJson", JSON.stringify(input.bundle));
  constant("schemaYaml", input.schemaYaml);
  constant("diagram", input.diagram);
  writer.blank();
  writer.line(`export const validators: GeneratedModule["validators"] = {`);
  for (const resource of input.resources) {
    const { path, typeName } = input.zod.classes.get(resource.class)!;
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
  return writer.toString();
}
