// Progress as it happens: events → newline-delimited JSON, one line each.

import type { Context } from "hono";
import type { MigrationEvent } from "../postgres/migrate/migration-request.ts";
import type { AdminEnv } from "./context.ts";

/** Writes one line: `{seq, ts, event, …members}`. */
export type Emit = (event: MigrationEvent["event"] | "done" | "error", members: object) => void;

/** Answers 200 at once and streams what `run` emits. The work goes on when the client goes away. */
export function ndjson(c: Context<AdminEnv>, run: (emit: Emit) => Promise<void>): Response {
  const encoder = new TextEncoder();
  let seq = 0;
  let listening = true;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const emit: Emit = (event, members) => {
        const line = JSON.stringify({
          seq: ++seq,
          ts: new Date().toISOString(),
          event,
          ...members,
        });
        if (listening) controller.enqueue(encoder.encode(`${line}\n`));
      };
      keepAlive(
        c,
        run(emit).finally(() => listening && controller.close()),
      );
    },
    cancel() {
      listening = false;
    },
  });
  return c.body(body, 200, { "Content-Type": "application/x-ndjson" });
}

/** Lets work go on when the client goes away. Outside workerd there is nothing that would end it early. */
export function keepAlive(c: Context<AdminEnv>, work: Promise<unknown>): void {
  const settled = work.catch(() => undefined);
  try {
    c.executionCtx.waitUntil(settled);
  } catch {
    // Hono says by an exception that there is no execution context.
  }
}
