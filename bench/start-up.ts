// The Worker → what the compiler adds to its start in workerd: two bundles, with the compiler and without, each started in fresh
// processes, in pairs, until the first request is answered, so that what else the machine does falls on both alike.

import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Plugin } from "esbuild";
import { median, spread } from "./measure.ts";
import { startWorkerd, writeWorkerdConfig } from "./workerd.ts";

const PROJECT = resolve(import.meta.dirname, "..");

export interface StartUp {
  /** Milliseconds of CPU, medians. */
  readonly withCompiler: number;
  readonly without: number;
  /** Median of the differences within the pairs, and how far they spread. */
  readonly difference: number;
  readonly noise: number;
  /** Of the whole bundle, and what the compiler adds to it. */
  readonly bundleBytes: number;
  readonly compilerBytes: number;
}

/** Throws where workerd or esbuild is missing, and where there is no /proc to read the CPU time of another process from. */
export async function startUp(pairs = 10): Promise<StartUp> {
  const folder = mkdtempSync(join(tmpdir(), "linkml-neon-bench-"));
  try {
    const whole = await bundleWorker(join(folder, "with"), []);
    const rest = await bundleWorker(join(folder, "without"), [withoutCompiler]);
    // The first pair fills the machine's caches.
    await startWorkerd(whole.config, "/healthz");
    await startWorkerd(rest.config, "/healthz");
    const both: { with: number; without: number }[] = [];
    for (let index = 0; index < pairs; index++) {
      // Neither of the two always comes first.
      const isFirst = index % 2 === 0;
      const early = await startWorkerd((isFirst ? whole : rest).config, "/healthz");
      const late = await startWorkerd((isFirst ? rest : whole).config, "/healthz");
      both.push(isFirst ? { with: early, without: late } : { with: late, without: early });
    }
    const differences = both.map((pair) => pair.with - pair.without);
    return {
      withCompiler: median(both.map((pair) => pair.with)),
      without: median(both.map((pair) => pair.without)),
      difference: median(differences),
      noise: spread(differences),
      bundleBytes: whole.bytes,
      compilerBytes: whole.bytes - rest.bytes,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Everything is gone that only the compiler's façade and the judge of instances lead to. */
const withoutCompiler: Plugin = {
  name: "without-compiler",
  setup(build) {
    build.onResolve({ filter: /\/(?:compile|validate\/validator)\.ts$/ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path, namespace: "empty" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "export {};" }));
  },
};

/** As wrangler.toml has it done: one module, minified, its names kept. Only the machinery of Cloudflare's own modules stays outside. */
async function bundleWorker(
  folder: string,
  plugins: Plugin[],
): Promise<{ readonly config: string; readonly bytes: number }> {
  const { build } = await import("esbuild").catch(() => {
    throw new Error("esbuild is not installed: npm --prefix bench ci");
  });
  mkdirSync(folder);
  const outfile = join(folder, "worker.js");
  await build({
    entryPoints: [join(PROJECT, "src/worker.ts")],
    absWorkingDir: PROJECT,
    outfile,
    plugins,
    bundle: true,
    minify: true,
    keepNames: true,
    format: "esm",
    target: "es2024",
    platform: "neutral",
    mainFields: ["workerd", "worker", "browser", "module", "main"],
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    logLevel: "error",
  });
  return { config: writeWorkerdConfig(folder, "worker.js"), bytes: statSync(outfile).size };
}
