// Opens PGlite (Postgres in WebAssembly) on a folder or in memory and speaks Postgres's wire protocol with it, one exchange after the other.
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Worker } from "node:worker_threads";

import { lockDataDir } from "./data-lock.ts";
import type { WorkerInput, WorkerMessage, WorkerRequest } from "./pglite-worker.ts";

/** A running PGlite. It has ONE session, whoever asks: wire.ts gives the turns. */
export interface Pglite {
  /**
   * Runs wire protocol and resolves to all that Postgres answers to it.
   * Rejects with PgliteStopped when the server process ends over it.
   */
  run(request: Uint8Array): Promise<Buffer>;
  /** Ends it, also in the middle of a statement (which then has not happened), and gives the folder back. */
  close(): Promise<void>;
}

/** PGlite ended by itself (a FATAL error) or was closed. */
export class PgliteStopped extends Error {
  override readonly name = "PgliteStopped";

  constructor() {
    super("the local database (PGlite) has stopped; start it again");
  }
}

/**
 * Opens the database in `dataDir` (made when absent, held by a lock file), or a fresh one in memory.
 * @throws DataDirInUse; Error when PGlite cannot read what is there.
 */
export async function openPglite({
  dataDir,
}: { readonly dataDir?: string | undefined } = {}): Promise<Pglite> {
  if (dataDir === undefined) return startWorker({ dataDir: undefined }, () => {});
  const folder = resolve(dataDir);
  mkdirSync(folder, { recursive: true });
  const unlock = lockDataDir(folder);
  try {
    return await startWorker({ dataDir: join(folder, "pglite") }, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** How long a close may take: a checkpoint takes well under a second, a statement that is still running may take for ever. */
const CLOSE_MS = 2000;

async function startWorker(input: WorkerInput, unlock: () => void): Promise<Pglite> {
  const worker = new Worker(join(import.meta.dirname, "pglite-worker.ts"), {
    workerData: input,
    // Keeps PGlite's notices of its own off our output, and a fatal loop within bounds.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  const waiting: PromiseWithResolvers<Buffer>[] = [];
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    for (const exchange of waiting.splice(0)) exchange.reject(new PgliteStopped());
  };
  worker.once("exit", stop);
  worker.on("error", stop);
  await ready(worker, ended);
  worker.on("message", (said: WorkerMessage) => {
    if (said.kind === "answer") waiting.shift()?.resolve(Buffer.from(said.bytes.buffer));
  });

  return {
    run(request) {
      if (stopped) return Promise.reject(new PgliteStopped());
      const exchange = Promise.withResolvers<Buffer>();
      waiting.push(exchange);
      worker.postMessage({ kind: "run", bytes: request } satisfies WorkerRequest, []);
      return exchange.promise;
    },
    async close() {
      if (!stopped) worker.postMessage({ kind: "close" } satisfies WorkerRequest, []);
      const patience = setTimeout(() => void worker.terminate(), CLOSE_MS);
      await ended;
      clearTimeout(patience);
      unlock();
    },
  };
}

/** Resolves when PGlite has started, rejects with its reason when it cannot. */
async function ready(worker: Worker, ended: Promise<void>): Promise<void> {
  const said = await Promise.race([
    once(worker, "message").then(
      ([first]): WorkerMessage => first,
      (error: unknown) => failed(error instanceof Error ? error.message : String(error)),
    ),
    ended.then(() => failed("its thread ended")),
  ]);
  if (said.kind !== "failed") return;
  await worker.terminate();
  throw new Error(`The local database (PGlite) did not start: ${said.message}`);
}

const failed = (message: string): WorkerMessage => ({ kind: "failed", message });
