// The Worker's source and the code generated from a schema → the ES modules that run. What the source loads by `import()` becomes modules
// of their own, which workerd compiles when they are first imported (its flag `new_module_registry`); wrangler would make one module of
// everything, and all of it would be parsed at each start.

import { createRequire } from "node:module";
import { join, relative } from "node:path";
import type * as Esbuild from "esbuild";
import { CommandError, projectFolder } from "./command.ts";
import { writeFolder } from "./write-folder.ts";

/** Where the modules go. */
export const DEFAULT_WORKER = join(projectFolder, ".worker");

/** The module that the others are loaded from. */
export const MAIN_MODULE = "worker.js";

export interface WorkerSource {
  /** The folder of the generated code. */
  readonly generated: string;
  /** Whether it is for `wrangler dev`. */
  readonly isDev?: boolean;
  readonly plugins?: readonly Esbuild.Plugin[];
}

/**
 * Path in `folder` → text of each module, and of its source map. Throws CommandError, which names the places, where the source is wrong.
 */
export async function workerModules(
  { generated, isDev = false, plugins = [] }: WorkerSource,
  folder = DEFAULT_WORKER,
): Promise<ReadonlyMap<string, string>> {
  try {
    const { outputFiles } = await esbuild().build({
      entryPoints: { worker: join(projectFolder, isDev ? "src/worker-dev.ts" : "src/worker.ts") },
      absWorkingDir: projectFolder,
      outdir: folder,
      write: false,
      plugins: [generatedCode(generated), ...plugins],
      bundle: true,
      splitting: true,
      minify: true,
      // Names of errors and in stacks stay what they are in the source.
      keepNames: true,
      sourcemap: true,
      format: "esm",
      target: "es2024",
      // As wrangler chooses among the files of a package.
      platform: "neutral",
      mainFields: ["workerd", "worker", "browser", "module", "main"],
      conditions: ["workerd", "worker", "browser"],
      define: { "process.env.NODE_ENV": '"production"' },
      external: ["cloudflare:*", "node:*"],
      logLevel: "silent",
    });
    return new Map(outputFiles.map(({ path, text }) => [relative(folder, path), text]));
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const { formatMessages } = esbuild();
    const messages = await formatMessages([...error.errors], { kind: "error" });
    throw new CommandError(messages.join("").trimEnd());
  }
}

/** Fills `folder` with the modules; files of an earlier build go away. */
export async function buildWorker(source: WorkerSource, folder: string): Promise<void> {
  await writeFolder(folder, await workerModules(source, folder));
}

/** `#generated/worker.ts` of the schema at hand, which need not be the project's own. */
function generatedCode(folder: string): Esbuild.Plugin {
  return {
    name: "generated-code",
    setup(build) {
      build.onResolve({ filter: /^#generated\// }, ({ path }) => ({
        path: join(folder, path.slice("#generated/".length)),
      }));
    },
  };
}

/** The one that wrangler bundles with, whichever version that is. */
function esbuild(): typeof Esbuild {
  const wrangler = createRequire(import.meta.url).resolve("wrangler/package.json");
  return createRequire(wrangler)("esbuild") as typeof Esbuild;
}

function isBuildFailure(error: unknown): error is Esbuild.BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
