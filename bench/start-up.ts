// The Worker → what its start in workerd costs, and what of that is the compiler's and the schema's: two Workers that differ in one thing,
// each started in fresh processes, in pairs, until the first request is answered, so that what else the machine does falls on both alike.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { MAIN_MODULE, workerModules, type WorkerSource } from "../src/bin/worker-bundle.ts";
import { emitArtifacts } from "../src/artifacts.ts";
import { compile } from "../src/compile.ts";
import { artifactText } from "../src/emit/artifact.ts";
import { median, spread } from "./measure.ts";
import { series } from "./synthetic.ts";
import { startWorkerd, writeWorkerdConfig } from "./workerd.ts";

const PROJECT = resolve(import.meta.dirname, "..");
const PAIRS = 10;
const CLASSES = 4000;

/** Two Workers beside each other. */
export interface StartUp {
  /** What the one has and the other has not. */
  readonly subject: string;
  /** Milliseconds of CPU, medians. */
  readonly with: number;
  readonly without: number;
  /** Median of the differences within the pairs, and how far they spread. */
  readonly difference: number;
  readonly noise: number;
  /** Of all modules. */
  readonly bytesWith: number;
  readonly bytesWithout: number;
}

interface Worker {
  readonly config: string;
  readonly bytes: number;
}

/** Throws where there is no /proc to read the CPU time of another process from. */
export async function startUps(): Promise<readonly StartUp[]> {
  const data = join(PROJECT, ".data");
  mkdirSync(data, { recursive: true });
  // Inside the project, for generated code to find its packages.
  const folder = mkdtempSync(join(data, "bench-"));
  try {
    const generated = join(PROJECT, "generated");
    const whole = await bundle(join(folder, "whole"), { generated });
    const rest = await bundle(join(folder, "rest"), { generated, plugins: [withoutCompiler] });
    const many = join(folder, "generated");
    generateSynthetic(many);
    const large = await bundle(join(folder, "large"), { generated: many });
    // workerd reads all modules from the disk, some 2 ms a MB.
    const small = await bundle(join(folder, "small"), { generated }, large.bytes);
    return [
      await compare("the compiler", whole, rest),
      await compare(`${CLASSES} classes, not few`, large, small),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare(subject: string, larger: Worker, smaller: Worker): Promise<StartUp> {
  const start = ({ config }: Worker): Promise<number> => startWorkerd(config, "/healthz");
  // The first pair fills the machine's caches.
  await start(larger);
  await start(smaller);
  const pairs: { readonly with: number; readonly without: number }[] = [];
  for (let index = 0; index < PAIRS; index++) {
    // Neither of the two always comes first.
    const isFirst = index % 2 === 0;
    const early = await start(isFirst ? larger : smaller);
    const late = await start(isFirst ? smaller : larger);
    pairs.push(isFirst ? { with: early, without: late } : { with: late, without: early });
  }
  const differences = pairs.map((pair) => pair.with - pair.without);
  return {
    subject,
    with: median(pairs.map((pair) => pair.with)),
    without: median(pairs.map((pair) => pair.without)),
    difference: median(differences),
    noise: spread(differences),
    bytesWith: larger.bytes,
    bytesWithout: smaller.bytes,
  };
}

/** Everything is gone that only the compiler's façade and the judge of instances lead to. */
const withoutCompiler: NonNullable<WorkerSource["plugins"]>[number] = {
  name: "without-compiler",
  setup(build) {
    build.onResolve({ filter: /\/(?:compile|validate\/validator)\.ts$/ }, ({ kind, path }) =>
      kind === "dynamic-import" && !path.includes("handlers/")
        ? { path, namespace: "empty" }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "export {};" }));
  },
};

/** Where it has fewer bytes than `least`, a module that nothing imports makes up for them. */
async function bundle(folder: string, source: WorkerSource, least = 0): Promise<Worker> {
  const built = await workerModules(source);
  const modules = new Map([[MAIN_MODULE, built.get(MAIN_MODULE)!]]);
  for (const [name, text] of built) if (name.endsWith(".js")) modules.set(name, text);
  const bytes = [...modules.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const missing = Math.max(0, least - bytes);
  if (missing > 0) modules.set("padding.js", `export default "${"x".repeat(missing)}";`);
  return { config: writeWorkerdConfig(folder, modules), bytes: bytes + missing };
}

/** The generated code of many ordinary classes. */
function generateSynthetic(folder: string): void {
  const { compiled } = compile(series[0]!.bundle(CLASSES));
  for (const artifact of emitArtifacts(compiled!)) {
    const path = join(folder, artifact.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, artifactText(artifact));
  }
}
