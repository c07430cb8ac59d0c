// npm run validate -- [--schema FILE] [--target-class CLASS] FILE…: instances in YAML or JSON against a class of a schema.
// Exit code 0: all are valid; 1: one is not; 2: they could not be judged (usage, a file that is not there, a schema with errors).

import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { compile, type CompiledSchema } from "../compile.ts";
import { pointerTo } from "../text/pointer.ts";
import { renderDiagnostic, type Rendered } from "../text/render.ts";
import type { SourceFile } from "../text/source.ts";
import { instanceTarget, instanceValidator, type Verdict } from "../validate/validator.ts";
import { DEFAULT_SCHEMA, printDiagnostics } from "./artifact-files.ts";
import { CommandError, quantity, readArguments, runCommand } from "./command.ts";
import { readInstances, STDIN, type FileInstance } from "./instance-files.ts";
import { readSchemaFiles } from "./schema-files.ts";

const USAGE =
  "npm run validate -- [--schema FILE] [--target-class CLASS] FILE…   (FILE - is stdin)";
const CANNOT_JUDGE = 2;

await runCommand(() => {
  const { values, positionals } = readArguments(
    USAGE,
    { schema: { type: "string" }, "target-class": { type: "string" } },
    true,
  );
  if (positionals.length === 0)
    throw new CommandError(`name a file with instances\nusage: ${USAGE}`, CANNOT_JUDGE);
  const files = positionals.map(readSource);
  const compiled = compiledSchema(
    values.schema === undefined ? DEFAULT_SCHEMA : resolve(values.schema),
  );
  const target = instanceTarget(compiled, values["target-class"]);
  if (target.kind === "none")
    throw new CommandError(`--target-class: ${target.detail}`, CANNOT_JUDGE);
  const judge = instanceValidator(compiled, target.name);
  const counts = files.map((file) => judgeFile(file, judge));
  const total = sum(counts.map(({ instances }) => instances));
  const invalid = sum(counts.map((count) => count.invalid));
  const unread = sum(counts.map((count) => count.unread));
  console.error(summary(target.name, total, invalid, unread));
  if (invalid + unread > 0) process.exitCode = 1;
});

interface Count {
  readonly instances: number;
  readonly invalid: number;
  /** 1 where the text of the file could not be read. */
  readonly unread: number;
}

function judgeFile(file: SourceFile, judge: (instance: unknown) => Verdict): Count {
  const { instances, findings } = readInstances(file);
  const print = (finding: Rendered): void =>
    console.log(renderDiagnostic(finding, process.stdout.isTTY ? file.text : undefined));
  for (const finding of findings) print(finding);
  let invalid = 0;
  for (const instance of instances) {
    const { valid, errors, omitted } = judge(instance.value);
    if (valid) continue;
    invalid++;
    for (const finding of located(instance, errors)) print(finding);
    if (omitted > 0) console.log(`${file.path}: ${omitted} more errors in the same instance`);
  }
  const unread = findings.some(({ severity }) => severity === "error") ? 1 : 0;
  return { instances: instances.length, invalid, unread };
}

/** In the order of the text. What is missing is shown at the object that lacks it. */
function located({ locate }: FileInstance, errors: Verdict["errors"]): readonly Rendered[] {
  return errors
    .map(({ path, code, detail }): Rendered => {
      const pointer = pointerTo(path);
      const place = locate(pointer, code === "unknown_property" ? "key" : undefined);
      return {
        ...place,
        severity: "error",
        code,
        message: pointer === "" ? detail : `${pointer}: ${detail}`,
      };
    })
    .toSorted((one, other) => one.line - other.line || one.column - other.column);
}

function readSource(path: string): SourceFile {
  if (path === "-") return { path: STDIN, text: readFileSync(0, "utf8") };
  if (!existsSync(path) || !statSync(path).isFile())
    throw new CommandError(`${path}: there is no such file`, CANNOT_JUDGE);
  return { path, text: readFileSync(path, "utf8") };
}

function compiledSchema(root: string): CompiledSchema {
  const files = readSchemaFiles(root);
  const { compiled, diagnostics } = compile(files.bundle);
  if (compiled !== undefined) return compiled;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  printDiagnostics(errors, files);
  throw new CommandError("the schema has errors; nothing was judged", CANNOT_JUDGE);
}

function summary(name: string, total: number, invalid: number, unread: number): string {
  const parts = [
    `${quantity(total, "instance")} of "${name}"`,
    invalid === 0 ? "all valid" : `${invalid} invalid`,
    ...(unread > 0 ? [`${quantity(unread, "file")} could not be read`] : []),
  ];
  return (total === 0 ? parts.toSpliced(1, 1) : parts).join(", ");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
