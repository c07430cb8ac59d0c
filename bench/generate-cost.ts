// One schema → the CPU time of a whole `npm run generate`, from the start of the process on; prints the milliseconds.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const out = mkdtempSync(join(tmpdir(), "linkml-neon-bench-"));
const { generate } = await import("../src/bin/artifact-files.ts");
const { error } = console;
console.error = () => undefined;
generate({ schema: process.argv[2] ?? "", out });
console.error = error;
const { user, system } = process.cpuUsage();
console.log((user + system) / 1000);
rmSync(out, { recursive: true });
