// A TCP proxy in front of Postgres that can break the connection at a chosen statement: it reads what the client says, and lets nothing be
// forged.
import { createServer, connect, type Server, type Socket } from "node:net";

/** What happens at the statement: the connection is cut before or after it is passed on, or `act` is done to its backend while it runs. */
export type Fault =
  | { readonly kind: "cut_before" | "cut_after" }
  | { readonly kind: "act"; readonly act: (pid: number) => Promise<unknown> };

export interface FaultProxy {
  readonly port: number;
  /** Statements passed on since the last `arm`. */
  readonly statements: () => number;
  /** Which of them were inside a batch that applies something. */
  readonly inside: () => readonly number[];
  /** Breaks at the `at`th statement from now on (from 1), once; 0 never. */
  arm(at: number, fault: Fault): void;
  /** Where it broke; undefined if it has not. */
  readonly broke: () => { readonly insideBatch: boolean } | undefined;
  close(): Promise<void>;
}

export async function startFaultProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<FaultProxy> {
  let count = 0;
  let at = 0;
  let fault: Fault = { kind: "cut_before" };
  let broke: { readonly insideBatch: boolean } | undefined;
  let inside: number[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(target);
    let pid = 0;
    let insideBatch = false;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end);
      socket.on("close", () => {
        sockets.delete(socket);
        end();
      });
    }
    const forServer = messages(true, (type, body, raw) => {
      const text = type === "Q" || type === "P" ? body.toString("utf8") : "";
      if (text.includes("pg_try_advisory_xact_lock")) insideBatch = true;
      const isStatement = type === "Q" || type === "E";
      if (isStatement) count++;
      if (isStatement && insideBatch) inside.push(count);
      if (isStatement && at > 0 && count === at) {
        broke = { insideBatch };
        if (fault.kind !== "cut_before") upstream.write(raw);
        if (fault.kind === "act") void fault.act(pid);
        else end();
        return undefined;
      }
      if (text.startsWith("COMMIT") || text.startsWith("ROLLBACK")) insideBatch = false;
      upstream.write(raw);
      return undefined;
    });
    const forClient = messages(false, (type, body) => {
      if (type === "K") pid = body.readInt32BE(0);
    });
    client.on("data", forServer);
    upstream.on("data", (chunk: Buffer) => {
      client.write(chunk);
      forClient(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    statements: () => count,
    inside: () => inside,
    arm(when, what) {
      count = 0;
      inside = [];
      broke = undefined;
      at = when;
      fault = what;
    },
    broke: () => broke,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Cuts a stream of Postgres's protocol into messages: a type, a length, a body. The first of a client has no type. */
function messages(
  hasStartup: boolean,
  onMessage: (type: string, body: Buffer, raw: Buffer) => void,
): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  let isFirst = hasStartup;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = isFirst ? 0 : 1;
      if (rest.length < head + 4) return;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return;
      const raw = rest.subarray(0, end);
      const type = isFirst ? "" : raw.toString("latin1", 0, 1);
      isFirst = false;
      rest = rest.subarray(end);
      onMessage(type, raw.subarray(head + 4), raw);
    }
  };
}
