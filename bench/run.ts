// npm run bench [-- NAME…]: what the compiler and migrations cost. Parts: schemas, growth, start-up, peers, migration, and lint
// (squawk on the SQL of plans); all of them where none is named.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { CompileCost } from "./compile-cost.ts";
import { lintPlans } from "./migration/lint.ts";
import { migrationCosts } from "./migration/run.ts";
import { peerCosts } from "./peers.ts";
import { measuredSchemas } from "./schemas.ts";
import { startUps } from "./start-up.ts";
import { series } from "./synthetic.ts";
import { megabytes, milliseconds, printTable } from "./table.ts";

const parts: Readonly<Record<string, () => void | Promise<void>>> = {
  schemas: schemaCosts,
  growth: growthCosts,
  "start-up": startUpCost,
  peers: peersBeside,
  migration: migrationCosts,
  lint: lintPlans,
};

const wanted: readonly string[] = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined) {
  console.error(`there is no part "${unknown}"; there are ${Object.keys(parts).join(", ")}`);
  process.exit(2);
}
console.log(
  `Milliseconds of CPU (user and system, all threads, garbage collection included) on Node ${process.versions.node},` +
    ` default heap.\n`,
);
for (const [name, run] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await run();
  console.log();
}

function schemaCosts(): void {
  console.log("compile and print everything, warm, each schema in a process of its own:");
  const head = "|median|min|compile()|first|runs|out MB|peak heap MB|target".split("|");
  const rows = measuredSchemas().map(({ name, path, target }) => {
    const cost = compileCost([path]);
    if (typeof cost === "string") return failedRow(name, cost, head.length);
    return [
      name,
      milliseconds(cost.median),
      milliseconds(cost.min),
      milliseconds(cost.compile),
      milliseconds(cost.first),
      String(cost.runs),
      megabytes(cost.output),
      megabytes(cost.heap),
      target === undefined ? "" : `< ${target} ${verdict(cost.median < target)}`,
    ];
  });
  printTable(head, rows);
}

function growthCosts(): void {
  console.log(
    "growth: doubled twice, a size should cost four times as much, and at most five times:",
  );
  const head = "|size|median|ratio|peak heap MB|target".split("|");
  const rows = series.map(({ name, sizes }) => {
    const costs: CompileCost[] = [];
    for (const size of sizes) {
      const cost = compileCost([name, String(size)]);
      if (typeof cost === "string") return failedRow(name, cost, head.length);
      costs.push(cost);
    }
    const ratio = costs.at(-1)!.median / costs[0]!.median;
    return [
      name,
      sizes.join(" / "),
      costs.map(({ median }) => milliseconds(median)).join(" / "),
      ratio.toFixed(1),
      megabytes(costs.at(-1)!.heap),
      verdict(ratio <= 5),
    ];
  });
  printTable(head, rows);
}

function verdict(kept: boolean): string {
  return kept ? "kept" : "MISSED";
}

function failedRow(name: string, reason: string, cells: number): readonly string[] {
  return [name, ...Array.from({ length: cells - 2 }, () => ""), reason];
}

async function startUpCost(): Promise<void> {
  console.log(
    "start of the Worker in workerd until its first answer; with and without, 10 pairs of fresh processes:",
  );
  const rows = (await startUps()).map((cost) => [
    cost.subject,
    milliseconds(cost.with),
    milliseconds(cost.without),
    cost.difference.toFixed(1),
    cost.noise.toFixed(1),
    megabytes(cost.bytesWith),
    megabytes(cost.bytesWithout),
  ]);
  printTable("|with|without|difference|spread|MB with|MB without".split("|"), rows);
}

function peersBeside(): void {
  const python = process.env["LINKML_PYTHON"];
  if (python === undefined) {
    console.log("peers: set LINKML_PYTHON to a Python that has linkml (pip install linkml)");
    return;
  }
  console.log("LinkML's generators and ours, cold, one process each, seconds of CPU:");
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const rows = measuredSchemas().flatMap(({ name, path }) => {
    const ours = generateCost(path);
    const theirs = peerCosts(python, path);
    return [
      [
        name,
        seconds(ours),
        ...theirs.map(({ cpu, failure }) =>
          cpu === undefined ? (failure ?? "") : `${seconds(cpu)} (×${(cpu / ours).toFixed(0)})`,
        ),
      ],
    ];
  });
  printTable(["", "ours, all", "sqlddl", "json-schema", "typescript", "pydantic"], rows);
}

/** A text says why there is none. */
function compileCost(subject: readonly string[]): CompileCost | string {
  const { stdout, stderr } = runNode(join(import.meta.dirname, "compile-cost.ts"), subject);
  return stdout === "" ? reasonOf(stderr) : (JSON.parse(stdout) as CompileCost);
}

/** All of our outputs as `npm run generate` makes them, in a new process that pays for its own start. */
function generateCost(schema: string): number {
  const { stdout, stderr } = runNode(join(import.meta.dirname, "generate-cost.ts"), [schema]);
  if (stdout === "") throw new Error(reasonOf(stderr));
  return Number(stdout);
}

function reasonOf(stderr: string): string {
  return /^\w*Error: (.*)$/m.exec(stderr)?.[1] ?? "it failed without a word";
}

function runNode(file: string, values: readonly string[]): { stdout: string; stderr: string } {
  return spawnSync(process.execPath, [file, ...values], { encoding: "utf8" });
}
