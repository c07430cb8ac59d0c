// A task for a planner → what it costs: several runs in a process of its own, through a proxy that counts and delays.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { median } from "../measure.ts";
import type { Databases } from "./databases.ts";
import { startProxy, type Traffic } from "./proxy.ts";
import { READY, type Run, type Task } from "./serve-runs.ts";

export const PLANNERS = ["ours", "pg-delta", "@pgkit/migra", "drizzle-kit"] as const;
export type PlannerName = (typeof PLANNERS)[number];

export interface PlanningCost extends Traffic {
  /** Milliseconds, of all runs but a first one that warms up. */
  readonly median: number;
  readonly min: number;
  /** Median, of the planner's process. */
  readonly cpu: number;
  readonly steps: number;
}

const RUNS = 5;
/** Milliseconds that one plan may take. */
const LIMIT = 60_000;

/** `roundTripMs` is added to each round trip. A text says why there is no cost. */
export async function planningCost(
  databases: Databases,
  planner: PlannerName,
  { work, size }: Pick<Task, "work" | "size">,
  roundTripMs: number,
): Promise<PlanningCost | string> {
  const isOurs = planner === "ours";
  const proxy = await startProxy(
    isOurs ? databases.endpointPort : databases.postgresPort,
    roundTripMs,
  );
  const live = `${isOurs ? "ours" : "live"}_${size}`;
  const wanted = `${work === "nothing" ? "same" : "wanted"}_${size}`;
  const task: Task = {
    work,
    size,
    live: databases.url(work === "everything" ? "nothing" : live, isOurs ? undefined : proxy.port),
    wanted: databases.url(wanted, proxy.port),
    endpoint: `http://127.0.0.1:${proxy.port}/sql`,
  };
  const file = join(import.meta.dirname, isOurs ? "ours.ts" : "peers.mjs");
  const child = spawn(process.execPath, [file, planner, JSON.stringify(task)], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const lines = costLines(child.stdout);
  try {
    await withinLimit(lines.next());
    const runs: Run[] = [];
    const traffic: Traffic[] = [];
    for (let run = 0; run <= RUNS; run++) {
      proxy.traffic();
      child.stdin.write("go\n");
      const line = await withinLimit(lines.next());
      if (line === undefined) return `over ${LIMIT / 1000} s`;
      if (line.done === true) return /^\w*[Ee]rror: (.*)$/m.exec(errors)?.[1] ?? "failed";
      runs.push(JSON.parse(line.value) as Run);
      traffic.push(proxy.traffic());
    }
    const warm = runs.slice(1);
    const last = traffic.at(-1)!;
    return {
      ...last,
      median: median(warm.map(({ wall }) => wall)),
      min: Math.min(...warm.map(({ wall }) => wall)),
      cpu: median(warm.map(({ cpu }) => cpu)),
      steps: warm.at(-1)!.steps,
    };
  } finally {
    child.kill("SIGKILL");
    proxy.close();
  }
}

/** What it prints beside is not for us: a peer warns. */
async function* costLines(output: Readable): AsyncGenerator<string> {
  for await (const line of createInterface({ input: output })) {
    if (line === READY || line.startsWith("{")) yield line;
  }
}

/** Undefined where it takes too long. */
function withinLimit<Value>(value: Promise<Value>): Promise<Value | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), LIMIT);
  return Promise.race([value, promise]).finally(() => clearTimeout(timer));
}
