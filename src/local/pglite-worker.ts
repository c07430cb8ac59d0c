// A thread that runs PGlite: Postgres's wire protocol in, wire protocol out, one message of bytes at a time.
// A thread of its own, because a statement in PGlite occupies its event loop until it is done; `npm run dev` must still hear Ctrl-C.
import { parentPort, workerData } from "node:worker_threads";

import { PGlite } from "@electric-sql/pglite";

/** What the thread is started with. */
export interface WorkerInput {
  /** The cluster's folder; undefined for memory. */
  readonly dataDir: string | undefined;
}

/** What the thread says: first "ready" or "failed", then one "answer" for each request, in order. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "answer"; readonly bytes: Uint8Array }
  | { readonly kind: "closed" };

/** What the thread is asked: wire protocol to run, or to close the cluster and end. */
export type WorkerRequest =
  | { readonly kind: "run"; readonly bytes: Uint8Array }
  | { readonly kind: "close" };

const { dataDir }: WorkerInput = workerData;
const port = parentPort;
if (port === null) throw new Error("pglite-worker.ts is started as a worker thread");
const say = (message: WorkerMessage, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

// PGlite's own flags without `-O` (which would let anyone alter the system catalogs) and without its search_path: both as on Neon.
const startParams = PGlite.defaultStartParams
  .join("\0")
  .replace("\0-O\0", "\0")
  .replace("\0-c\0search_path=public\0", "\0")
  .split("\0");

try {
  const database = await PGlite.create({
    ...(dataDir === undefined ? {} : { dataDir }),
    startParams,
  });
  port.on("message", (request: WorkerRequest) => {
    if (request.kind === "close") void database.close().then(() => end({ kind: "closed" }));
    else void run(database, request.bytes);
  });
  say({ kind: "ready" });
} catch (error) {
  end({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
}

async function run(database: PGlite, request: Uint8Array): Promise<void> {
  const chunks: Uint8Array[] = [];
  const onRawData = (chunk: Uint8Array): void => {
    chunks.push(chunk.slice());
    // After a FATAL the server process is gone, but PGlite would go on feeding it for ever.
    if (Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).includes("\0VFATAL\0"))
      process.exit(1);
  };
  try {
    await database.execProtocolRawStream(request, { onRawData });
  } catch {
    process.exit(1);
  }
  const bytes = new Uint8Array(Buffer.concat(chunks));
  say({ kind: "answer", bytes }, [bytes.buffer]);
}

/** Says a last word; the thread then ends by itself, since nothing listens any more. */
function end(message: WorkerMessage): void {
  say(message);
  port?.close();
}
