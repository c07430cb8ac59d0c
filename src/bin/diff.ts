// npm run diff -- GIT_REF [--schema FILE]: what has changed since then in REST, Zod and SQL, breaking changes first. For a commit message.

import { resolve } from "node:path";
import { compile, type CompiledSchema } from "../compile.ts";
import { renderVersionDiff, versionDiff, type ComparedVersion } from "../emit/version-diff.ts";
import { DEFAULT_SCHEMA, printDiagnostics } from "./artifact-files.ts";
import { CommandError, readArguments, runCommand } from "./command.ts";
import { schemaFilesAt } from "./git-files.ts";
import { readSchemaFiles, type SchemaFiles } from "./schema-files.ts";

const USAGE = "npm run diff -- GIT_REF [--schema FILE]";

await runCommand(() => {
  const { values, positionals } = readArguments(USAGE, { schema: { type: "string" } }, true);
  const [reference, ...more] = positionals;
  if (reference === undefined || more.length > 0)
    throw new CommandError(`name one commit, branch or tag\nusage: ${USAGE}`, 2);
  const schema = values.schema === undefined ? DEFAULT_SCHEMA : resolve(values.schema);
  const before = compiledVersion(schemaFilesAt(reference, schema), `as it was at ${reference}`);
  const after = compiledVersion(readSchemaFiles(schema), "as it is now");
  console.log(renderVersionDiff(versionDiff(before, after)));
});

function compiledVersion(files: SchemaFiles, when: string): ComparedVersion {
  const { compiled, diagnostics } = compile(files.bundle);
  if (compiled === undefined) {
    printDiagnostics(
      diagnostics.filter(({ severity }) => severity === "error"),
      files,
    );
    throw new CommandError(`the schema ${when} does not compile`);
  }
  return comparable(compiled);
}

function comparable({ resources, model, database }: CompiledSchema): ComparedVersion {
  return { resources, classes: model.classes, database };
}
