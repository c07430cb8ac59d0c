// npm run generate [-- --schema FILE] [--out FOLDER] [--check]: compiles a schema into a folder.
// npm run generate -- --explain CLASS[.SLOT]: tells how it came about, how it is stored and how it is served, and writes nothing.

import { resolve } from "node:path";
import { DEFAULT_OUT, DEFAULT_SCHEMA, explainSchema, generate } from "./artifact-files.ts";
import { readArguments, runCommand } from "./command.ts";

await runCommand(() => {
  const usage =
    "npm run generate [-- --schema FILE] [--out FOLDER] [--check] [--explain CLASS[.SLOT]]";
  const { values } = readArguments(usage, {
    schema: { type: "string" },
    out: { type: "string" },
    check: { type: "boolean" },
    explain: { type: "string" },
  });
  const schema = values.schema === undefined ? DEFAULT_SCHEMA : resolve(values.schema);
  if (values.explain !== undefined) {
    explainSchema(schema, values.explain);
    return;
  }
  generate({
    schema,
    out: values.out === undefined ? DEFAULT_OUT : resolve(values.out),
    check: values.check === true,
  });
});
