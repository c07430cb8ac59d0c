// One schema → what compiling it and printing everything costs, in a process of its own: no other schema has warmed or littered it.
// Run with the path of a schema, or with the name and size of a synthetic one; prints one line of JSON.

import { GCProfiler } from "node:v8";
import { readSchemaFiles } from "../src/bin/schema-files.ts";
import { emitArtifacts } from "../src/artifacts.ts";
import { compile } from "../src/compile.ts";
import type { SchemaBundle } from "../src/linkml/load.ts";
import { Utf8Writer } from "../src/bin/utf8-writer.ts";
import { measure, type Cost } from "./measure.ts";
import { series } from "./synthetic.ts";

export interface CompileCost extends Cost {
  /** Of these, what compile() alone takes (median). */
  readonly compile: number;
  /** Bytes of all files. */
  readonly output: number;
  /** The most that was on the heap at any collection, in bytes. */
  readonly heap: number;
}

const [subject = "", size] = process.argv.slice(2);
const isSynthetic = size !== undefined;
const bundle = isSynthetic ? synthetic(subject, Number(size)) : readSchemaFiles(subject).bundle;
// A synthetic schema takes seconds, and a ratio of two is wanted: few runs will do.
const effort = isSynthetic
  ? { budget: 1500, least: 3 }
  : { budget: 8000, least: 15, warmUp: { budget: 2000, least: 100 } };

const LINE_FEED = 10;
const writer = new Utf8Writer();
let output = 0;
const profiler = new GCProfiler();
profiler.start();
const cost = measure(() => {
  const { compiled, diagnostics } = compile(bundle);
  if (compiled === undefined) {
    const error = diagnostics.find(({ severity }) => severity === "error");
    throw new Error(`${subject} does not compile: ${error?.message}`);
  }
  output = 0;
  for (const { path, pieces } of emitArtifacts(compiled)) {
    const bytes = writer.encode(pieces());
    if (bytes.at(-1) !== LINE_FEED) throw new Error(`${path} of ${subject} is cut off`);
    output += bytes.length;
  }
}, effort);
const { statistics } = profiler.stop();
const compileTimes = measure(() => void compile(bundle), {
  budget: 1000,
  least: isSynthetic ? 1 : 5,
});
const heap = Math.max(...statistics.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize));
const result: CompileCost = { ...cost, compile: compileTimes.median, output, heap };
console.log(JSON.stringify(result));

function synthetic(name: string, count: number): SchemaBundle {
  const found = series.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no synthetic schema is called "${name}"`);
  return found.bundle(count);
}
