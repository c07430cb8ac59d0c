// Holds a folder for one process: a lock file with the holder's pid. PGlite takes no lock itself, and two of them on one folder destroy it.
import { readFileSync, renameSync, rmSync, writeFileSync, linkSync } from "node:fs";
import { join } from "node:path";

interface Holder {
  readonly pid: number;
  /** When the process began, in the kernel's own words; "" where the system does not tell. Unmasks a pid that was given out again. */
  readonly began: string;
}

/** A folder is in use by another process. */
export class DataDirInUse extends Error {
  override readonly name = "DataDirInUse";
  readonly pid: number;

  constructor(dataDir: string, pid: number) {
    const who = pid === process.pid ? "this process" : `the process ${pid}`;
    super(
      `The local database in ${dataDir} is already open in ${who}. Use that one, or end it first` +
        (pid === process.pid ? "." : ` (\`kill ${pid}\`).`),
    );
    this.pid = pid;
  }
}

/**
 * Takes the lock of a folder that exists. A lock whose process has ended is taken over.
 * @returns the function that gives it back.
 * @throws DataDirInUse when a living process holds it.
 */
export function lockDataDir(dataDir: string): () => void {
  const path = join(dataDir, "lock");
  const mine = JSON.stringify({ pid: process.pid, began: beginOf(process.pid) } satisfies Holder);
  while (!create(path, mine)) {
    const found = read(path);
    if (found === undefined) continue; // Given back this very moment.
    const holder = parse(found);
    if (holder !== undefined && isAlive(holder)) throw new DataDirInUse(dataDir, holder.pid);
    takeAway(path, found);
  }
  return () => {
    if (read(path) === mine) rmSync(path, { force: true });
  };
}

/** Writes the file whole or not at all: another process never reads half of it. */
function create(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a stale lock, and puts back what turns out to be another's fresh one. */
function takeAway(path: string, stale: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (read(aside) !== stale) linkSync(aside, path);
  } catch (error) {
    if (!isCode(error, "ENOENT") && !isCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isAlive({ pid, began }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isCode(error, "EPERM");
  }
  return began === "" || began === beginOf(pid);
}

/** Field 22 of /proc/PID/stat; the name in field 2 may hold spaces and parentheses, so counting begins after the last one. */
function beginOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function parse(content: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value !== "object" || value === null || !("pid" in value) || !("began" in value))
      return undefined;
    const { pid, began } = value;
    return typeof pid === "number" && Number.isInteger(pid) && pid > 0 && typeof began === "string"
      ? { pid, began }
      : undefined;
  } catch {
    return undefined;
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
