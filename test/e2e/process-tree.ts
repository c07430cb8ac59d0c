// A process → everything it started, directly or not, for tests that nothing of it stays behind.

import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Only Linux tells. */
export const canSeeProcesses = existsSync("/proc/self/stat");

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly isOver: boolean;
}

/** The descendants that are alive now. */
export function descendants(pid: number): number[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readStat(Number(name)) ?? []);
  const below = (parent: number): number[] =>
    all.flatMap((one) =>
      one.parent === parent && !one.isOver ? [one.pid, ...below(one.pid)] : [],
    );
  return below(pid);
}

/** Those of the processes that have not ended. */
export function alive(pids: readonly number[]): number[] {
  return pids.filter((pid) => readStat(pid)?.isOver === false);
}

/** Undefined where there is no such process. */
function readStat(pid: number): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in field 2 may hold spaces and parentheses.
    const [state = "", parent = ""] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { pid, parent: Number(parent), isOver: state === "Z" || state === "X" };
  } catch {
    return undefined;
  }
}
