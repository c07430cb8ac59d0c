// A bundled Worker → what starting it costs: workerd by itself, from the start of its process to its first answer.

import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** As in wrangler.toml. */
const COMPATIBILITY_DATE = "2026-10-01";

/** Writes beside the Worker's module what workerd wants to be told; returns the path. */
export function writeWorkerdConfig(folder: string, module: string): string {
  const path = join(folder, "config.capnp");
  const text = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "worker", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);

const worker :Workerd.Worker = (
  modules = [(name = "${module}", esModule = embed "${module}")],
  compatibilityDate = "${COMPATIBILITY_DATE}",
);
`;
  writeFileSync(path, text);
  return path;
}

/** Milliseconds of CPU, all threads, until a new workerd has answered a request. It is ended before this returns. */
export async function startWorkerd(config: string, path: string): Promise<number> {
  // The one that miniflare runs, whichever version that is.
  const require = createRequire(createRequire(import.meta.url).resolve("miniflare"));
  const { default: program } = require("workerd") as { readonly default: string };
  const child = spawn(program, ["serve", config, "--control-fd=3"], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((next) => child.once("close", () => next()));
  try {
    const port = await listeningPort(child.stdio[3] as Readable, child.stderr!);
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`the Worker answers ${response.status} for ${path}`);
    return cpuTimeOf(child.pid!);
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

/** Rejects, with what workerd said, when it ends instead of listening. */
async function listeningPort(control: Readable, errors: Readable): Promise<number> {
  let said = "";
  errors.setEncoding("utf8").on("data", (text: string) => (said += text));
  let told = "";
  for await (const text of control.setEncoding("utf8")) {
    told += String(text);
    const port = /"event":"listen".*"port":(\d+)/.exec(told)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`workerd does not start:\n${said}`);
}

/** Linux counts it in nanoseconds for each thread; other systems tell it of a running process in no way that Node can read. */
function cpuTimeOf(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(tasks).map((task) =>
    Number(readFileSync(join(tasks, task, "schedstat"), "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, part) => sum + part, 0) / 1e6;
}
