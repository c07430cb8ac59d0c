// npm run generate [-- --schema FILE] [--out FOLDER] [--check]: compiles a schema into a folder.

import { resolve } from "node:path";
import { DEFAULT_OUT, DEFAULT_SCHEMA, generate } from "./artifact-files.ts";
import { readArguments, runCommand } from "./command.ts";

await runCommand(() => {
  const { values } = readArguments("npm run generate [-- --schema FILE] [--out FOLDER] [--check]", {
    schema: { type: "string" },
    out: { type: "string" },
    check: { type: "boolean" },
  });
  generate({
    schema: values.schema === undefined ? DEFAULT_SCHEMA : resolve(values.schema),
    out: values.out === undefined ? DEFAULT_OUT : resolve(values.out),
    check: values.check === true,
  });
});
