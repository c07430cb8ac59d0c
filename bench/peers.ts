// LinkML's own generators → what they cost, as they are run: one process for each output.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

export interface PeerCost {
  readonly generator: string;
  /** Milliseconds of CPU; absent where it failed or was stopped. */
  readonly cpu?: number;
  /** Why there is no figure. */
  readonly failure?: string;
}

const GENERATORS = ["gen-sqlddl", "gen-json-schema", "gen-typescript", "gen-pydantic"] as const;
const MAX_SECONDS = 60;

/** Runs the command line, and says what the child of this process cost. */
const LAUNCHER = `
import json, resource, subprocess, sys
try:
    code = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=float(sys.argv[1])).returncode
except subprocess.TimeoutExpired:
    code = None
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": code, "cpu": (usage.ru_utime + usage.ru_stime) * 1000}))
`;

/** `python` has linkml installed. */
export function peerCosts(python: string, schema: string): readonly PeerCost[] {
  return GENERATORS.map((generator) => {
    const program = join(dirname(python), generator);
    const { status, stdout, stderr } = spawnSync(
      python,
      ["-c", LAUNCHER, String(MAX_SECONDS), program, schema],
      { encoding: "utf8" },
    );
    if (status !== 0) return { generator, failure: stderr.trim().split("\n").at(-1) ?? "failed" };
    const { code, cpu } = JSON.parse(stdout) as { code: number | null; cpu: number };
    if (code === null) return { generator, failure: `over ${MAX_SECONDS} s` };
    return code === 0 ? { generator, cpu } : { generator, failure: "failed" };
  });
}
