// `wrangler dev` as a child process: started with what the local set-up needs, watched until it answers, ended with everything it started.

import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CommandError, projectFolder } from "./command.ts";

export interface WranglerOptions {
  readonly port: number;
  /** Further arguments for wrangler. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Gets each line that wrangler prints. */
  readonly onLine: (line: string) => void;
}

export interface WranglerProcess {
  /** Resolves when the Worker answers; rejects when wrangler ends before. */
  readonly ready: Promise<void>;
  /** Resolves when wrangler has ended. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Quiet and offline: no metrics, no look-ups, no questions. */
const SETTINGS = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

/** Starts `wrangler dev` on 127.0.0.1. */
export function startWrangler({ port, args, env, onLine }: WranglerOptions): WranglerProcess {
  // wrangler.js itself, not its npx wrapper: the wrapper would leave workerd behind when it is ended.
  const manifest = createRequire(import.meta.url).resolve("wrangler/package.json");
  const script = join(dirname(manifest), "bin/wrangler.js");
  const fixed = ["dev", "--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0"];
  const child = spawn(
    process.execPath,
    [script, ...fixed, "--show-interactive-dev-session=false", ...args],
    {
      cwd: projectFolder,
      env: { ...process.env, ...SETTINGS, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: Ctrl-C reaches us alone, and we end it in order.
      detached: process.platform !== "win32",
    },
  );
  forwardLines(child, onLine);
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  }).then(() => {
    isOver = true;
  });
  return {
    ended,
    ready: waitForWorker(port, () => isOver),
    async stop() {
      if (isOver) return;
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(force);
    },
  };
}

function forwardLines(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8");
    stream?.on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    });
  }
}

async function waitForWorker(port: number, isOver: () => boolean): Promise<void> {
  for (;;) {
    if (isOver()) throw new CommandError("wrangler ended before the Worker answered; see above");
    try {
      const response = await fetch(`http://127.0.0.1:${port}/healthz`);
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
