// A copy of the project in a folder of its own, as a fresh clone would be, for tests that run its commands and edit its files.

import { spawn, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const PROJECT = resolve(import.meta.dirname, "../..");
/** What a clone does not have. */
const LEFT_OUT = new Set([
  "node_modules",
  ".git",
  ".data",
  ".wrangler",
  ".assets",
  ".worker",
  ".dev.vars",
]);

export interface ProjectCopy {
  readonly folder: string;
  /** Runs a command to its end. Never rejects: look at `code`. */
  run(
    command: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<CommandResult>;
  /** Starts a command and waits until its output matches; rejects, with the output, if it ends before. */
  start(
    command: string,
    args: readonly string[],
    until: RegExp,
    env?: Readonly<Record<string, string>>,
  ): Promise<RunningCommand>;
  remove(): Promise<void>;
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  /** Everything it has printed so far. */
  output(): string;
  /** The process that was started; it leads a group of its own. */
  readonly pid: number;
  /** Ends it as Ctrl-C does; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Resolves with its exit code when it has ended, and all that write to its output with it. */
  readonly ended: Promise<number | null>;
}

/** Packages are those of the project itself, through a link. */
export function copyProject(): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), "linkml-neon-"));
  for (const name of readdirSync(PROJECT)) {
    if (!LEFT_OUT.has(name)) cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(PROJECT, "node_modules"), join(folder, "node_modules"));
  const running: RunningCommand[] = [];
  const launch = (command: string, args: readonly string[], env = {}): ChildProcess =>
    spawn(command, args, {
      cwd: folder,
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // A process group, as a terminal makes one: Ctrl-C reaches npm and what it runs.
      detached: true,
    });
  return {
    folder,
    async run(command, args, env) {
      const child = launch(command, args, env);
      const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
      const code = await ended(child);
      return { code, stdout: stdout(), stderr: stderr() };
    },
    async start(command, args, until, env) {
      const child = launch(command, args, env);
      const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
      const exit = ended(child);
      let isOver = false;
      const started: RunningCommand = {
        pid: child.pid ?? 0,
        ended: exit,
        output: () => stdout() + stderr(),
        async stop() {
          if (child.pid !== undefined && !isOver) process.kill(-child.pid, "SIGINT");
          return exit;
        },
      };
      running.push(started);
      void exit.then(() => (isOver = true));
      while (!until.test(started.output())) {
        if (isOver) throw new Error(`${command} ${args.join(" ")} ended:\n${started.output()}`);
        await new Promise((next) => setTimeout(next, 50));
      }
      return started;
    },
    async remove() {
      await Promise.all(running.map((command) => command.stop()));
      // What was just stopped may still close a file.
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/**
 * A port that nothing listens on at the moment. It is below those that systems give out themselves, or another test's connection might have it
 * by the time that it is used.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((next) => {
      server.once("error", () => next(false));
      server.listen(port, "127.0.0.1", () => next(true));
    });
    await new Promise((next) => server.close(next));
    if (isFree) return port;
  }
}

function collect(stream: ChildProcess["stdout"]): () => string {
  let text = "";
  stream?.setEncoding("utf8").on("data", (part: string) => (text += part));
  return () => text;
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((next) => {
    child.once("error", () => next(null));
    child.once("close", (code) => next(code));
  });
}
