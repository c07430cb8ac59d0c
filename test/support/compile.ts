// A schema, on disk or not → what the compiler makes of it, with its errors as text.

import { readSchemaFiles } from "../../src/bin/schema-files.ts";
import { compile, type CompiledSchema, type SchemaBundle } from "../../src/compile.ts";
import { renderDiagnostic } from "../../src/text/render.ts";

interface Compiled {
  readonly compiled: CompiledSchema | undefined;
  readonly errors: readonly string[];
}

/** Compiles a root file and what it imports; a file beside it that it does not import plays no part. */
export function compileFiles(root: string): Compiled {
  return compileBundle(readSchemaFiles(root).bundle);
}

export function compileBundle(bundle: SchemaBundle): Compiled {
  const { compiled, diagnostics } = compile(bundle);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return { compiled, errors: errors.map((diagnostic) => renderDiagnostic(diagnostic)) };
}
