// A schema on disk → what the compiler makes of it, with its errors as text.

import { readSchemaFiles } from "../../src/bin/schema-files.ts";
import { compile, type CompiledSchema } from "../../src/compile.ts";
import { renderDiagnostic } from "../../src/text/render.ts";

/** Compiles a root file and what it imports; a file beside it that it does not import plays no part. */
export function compileFiles(root: string): {
  readonly compiled: CompiledSchema | undefined;
  readonly errors: readonly string[];
} {
  const { compiled, diagnostics } = compile(readSchemaFiles(root).bundle);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return { compiled, errors: errors.map((diagnostic) => renderDiagnostic(diagnostic)) };
}
