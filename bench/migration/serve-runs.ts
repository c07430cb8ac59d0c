// A planner → a process that plans when told to: a line on standard input starts a run, a line of JSON on standard output is its cost.

import { createInterface } from "node:readline";

/** What a run cost, in milliseconds. */
export interface Run {
  readonly wall: number;
  /** User and system, all threads. */
  readonly cpu: number;
  /** Statements or steps in the plan. */
  readonly steps: number;
}

/** What is to be planned. */
export interface Task {
  /** `changes`: the five of `shop`. `nothing`: the database is as it should be. `everything`: it is empty. */
  readonly work: "changes" | "nothing" | "everything";
  /** Tables. */
  readonly size: number;
  /** Connection string of the database that is to be migrated. */
  readonly live: string;
  /** Of one that is already as it should be, for those who cannot plan without it. */
  readonly wanted: string;
  /** Neon's HTTP endpoint in front of the server, for ours. */
  readonly endpoint: string;
}

/** The line that says so. */
export const READY = "ready";

/** The task that this process was started with. */
export function readTask(): Task {
  return JSON.parse(process.argv.at(-1) ?? "") as Task;
}

/** `plan` resolves to the number of steps. Ends the process when nothing more is asked. */
export async function serveRuns(plan: () => Promise<number>): Promise<never> {
  console.log(READY);
  for await (const _ of createInterface({ input: process.stdin })) {
    const wall = performance.now();
    const cpu = process.cpuUsage();
    const steps = await plan();
    const { user, system } = process.cpuUsage(cpu);
    const run: Run = { wall: performance.now() - wall, cpu: (user + system) / 1000, steps };
    console.log(JSON.stringify(run));
  }
  process.exit();
}
