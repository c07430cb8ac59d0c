// Modules of a Worker → what starting it costs: workerd by itself, from the start of its process to its first answer.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { unstable_readConfig as readWranglerConfig } from "wrangler";

/** The one that miniflare runs, whichever version that is. */
const { default: workerd } = createRequire(createRequire(import.meta.url).resolve("miniflare"))(
  "workerd",
) as { readonly default: string };

/**
 * Writes modules, by their names and the main one first, and beside them what workerd wants to be told: the modules again, and the date and
 * the flags of wrangler.toml. Returns the path of that; it is binary, as miniflare's is, for reading the text form of many modules costs
 * more than starting them.
 */
export function writeWorkerdConfig(folder: string, modules: ReadonlyMap<string, string>): string {
  mkdirSync(folder);
  for (const [name, text] of modules) writeFileSync(join(folder, name), text);
  const source = join(folder, "config.capnp");
  const { compatibility_date: date, compatibility_flags: flags } = readWranglerConfig({
    config: join(import.meta.dirname, "../wrangler.toml"),
  });
  const list = (entries: readonly string[]): string => `[\n${entries.join(",\n")}\n  ]`;
  const text = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "worker", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);

const worker :Workerd.Worker = (
  modules = ${list([...modules.keys()].map((name) => `(name = "${name}", esModule = embed "${name}")`))},
  compatibilityDate = "${date}",
  compatibilityFlags = ${list(flags.map((flag: string) => `"${flag}"`))},
);
`;
  writeFileSync(source, text);
  const { status, stdout, stderr } = spawnSync(workerd, ["compile", "--config-only", source], {
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`workerd does not take the modules:\n${String(stderr)}`);
  const path = join(folder, "config.bin");
  writeFileSync(path, stdout);
  return path;
}

/** Milliseconds of CPU, all threads, until a new workerd has answered a request. It is ended before this returns. */
export async function startWorkerd(config: string, path: string): Promise<number> {
  // As miniflare runs it.
  const options = ["--binary", "--experimental", "--control-fd=3"];
  const child = spawn(workerd, ["serve", ...options, config], {
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
