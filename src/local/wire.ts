// A Postgres wire port in front of PGlite, so that `psql postgresql://…`, node-postgres and the Neon endpoint all reach it the same way.
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import type { Socket } from "node:net";

import { listen } from "./listen.ts";
import type { Pglite } from "./pglite.ts";
import { Turns } from "./turn.ts";
import * as wire from "./wire-message.ts";
import { WireSession } from "./wire-session.ts";
import type { Shared } from "./wire-session.ts";

export interface WireOptions {
  readonly pglite: Pglite;
  /** 0 takes a free port. */
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Milliseconds that a statement waits while another connection idles in a transaction; then it fails with 55P03. Default 10 000. */
  readonly patienceMs?: number;
}

export interface WireServer {
  readonly port: number;
  /** Ends all connections; their open transactions are rolled back. PGlite stays open. */
  close(): Promise<void>;
}

/** Clients wait for these before they trust the connection; PGlite has no way to change them but SET, which reports itself. */
const REPORTED = [
  "server_version",
  "server_encoding",
  "client_encoding",
  "DateStyle",
  "IntervalStyle",
  "TimeZone",
  "integer_datetimes",
  "standard_conforming_strings",
  "in_hot_standby",
  "default_transaction_read_only",
];

/** Listens on 127.0.0.1; clients that come before PGlite has started wait for it. Rejects with PortTaken. */
export async function startWireServer(options: WireOptions): Promise<WireServer> {
  const reported = readReported(options.pglite);
  reported.catch(() => {});
  const shared: Shared = {
    pglite: options.pglite,
    turns: new Turns(options.patienceMs ?? 10_000),
    current: undefined,
  };
  const connections = new Map<number, Connection>();
  let lastId = 0;
  const server = createServer((socket) => {
    const id = ++lastId;
    const connection = new Connection(socket, { options, shared, reported, id, cancel });
    connections.set(id, connection);
    void connection.ended.then(() => connections.delete(id));
  });
  const cancel = (processId: number, secret: number): void =>
    connections.get(processId)?.cancel(secret);
  const port = await listen(server, options.port);
  return {
    port,
    async close() {
      server.close();
      const all = [...connections.values()];
      for (const connection of all) connection.end();
      await Promise.all(all.map((connection) => connection.ended));
    },
  };
}

interface Context {
  readonly options: WireOptions;
  readonly shared: Shared;
  /** Rejects when PGlite does not start. */
  readonly reported: Promise<readonly Buffer[]>;
  readonly id: number;
  readonly cancel: (processId: number, secret: number) => void;
}

class Connection {
  /** Resolves when the client has gone and its session is cleaned up. */
  readonly ended: Promise<void>;
  readonly #socket: Socket;
  readonly #context: Context;
  readonly #secret = randomInt(2 ** 31);
  readonly #splitter = new wire.MessageSplitter();
  #session: WireSession | undefined;
  #wake: () => void = () => {};

  constructor(socket: Socket, context: Context) {
    this.#socket = socket;
    this.#context = context;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      this.#splitter.push(Buffer.from(chunk));
      this.#wake();
    });
    socket.on("error", () => socket.destroy());
    socket.on("end", () => socket.destroy());
    socket.once("close", () => {
      if (this.#session !== undefined) context.shared.turns.cancel(this.#session);
      this.#wake();
    });
    this.ended = this.#serve();
  }

  end(): void {
    this.#socket.destroy();
  }

  cancel(secret: number): void {
    // Only the wait for a turn can be called off: PGlite does not hear anything while it runs.
    if (secret === this.#secret && this.#session !== undefined)
      this.#context.shared.turns.cancel(this.#session);
  }

  async #serve(): Promise<void> {
    try {
      const session = await this.#open();
      if (session === undefined) return;
      for (;;) {
        const message = await this.#next(true);
        if (message === undefined || !(await session.take(message))) break;
      }
      this.#socket.end();
      await session.leave();
    } catch (error) {
      // The client spoke something else than Postgres's protocol: nothing to tell it.
      if (!(error instanceof RangeError)) throw error;
      await this.#session?.leave();
    } finally {
      this.#socket.end();
      this.#socket.destroySoon();
    }
  }

  /** The handshake. Resolves to undefined when there is to be no session. */
  async #open(): Promise<WireSession | undefined> {
    for (;;) {
      const first = await this.#next(false);
      if (first === undefined) return undefined;
      const opening = wire.readOpening(first);
      switch (opening.kind) {
        case "ssl":
          this.#socket.write("N");
          break;
        case "cancel":
          this.#context.cancel(opening.processId, opening.secret);
          return undefined;
        case "unsupported":
          return this.#refuse(
            "0A000",
            "unsupported frontend protocol: this is the local database, it speaks version 3",
          );
        case "startup":
          return this.#admit(opening.parameters);
      }
    }
  }

  async #admit(parameters: ReadonlyMap<string, string>): Promise<WireSession | undefined> {
    const { options, shared, reported, id } = this.#context;
    const user = parameters.get("user") ?? "";
    const database = parameters.get("database") ?? user;
    this.#socket.write(wire.askForPassword());
    const answer = await this.#next(true);
    if (answer === undefined) return undefined;
    if (user !== options.user || wire.textOf(answer) !== options.password)
      return this.#refuse("28P01", `password authentication failed for user "${user}"`);
    if (database !== options.database)
      return this.#refuse("3D000", `database "${database}" does not exist`);
    const states = await reported.catch(() => undefined);
    if (states === undefined) return this.#refuse("57P03", "the local database did not start");
    this.#session = new WireSession(shared, parameters, (bytes) => {
      if (this.#socket.writable) this.#socket.write(bytes);
    });
    this.#socket.write(
      Buffer.concat([
        wire.authenticationOk(),
        ...states,
        wire.parameterStatus("session_authorization", user),
        wire.parameterStatus("application_name", parameters.get("application_name") ?? ""),
        wire.backendKeyData(id, this.#secret),
        wire.readyForQuery("I"),
      ]),
    );
    return this.#session;
  }

  #refuse(sqlstate: string, text: string): undefined {
    this.#socket.write(wire.errorResponse({ severity: "FATAL", sqlstate, text }));
    return undefined;
  }

  /** The client's next message, undefined when it has gone. */
  async #next(typed: boolean): Promise<wire.Message | undefined> {
    for (;;) {
      if (this.#socket.destroyed) return undefined;
      const message = this.#splitter.next(typed);
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

async function readReported(pglite: Pglite): Promise<Buffer[]> {
  const names = REPORTED.map((name) => `'${name}'`).join(", ");
  const answer = await pglite.run(
    wire.query(
      `SELECT name, current_setting(name) FROM pg_catalog.pg_settings WHERE name IN (${names})`,
    ),
  );
  const rows = wire.rowsOf(answer);
  return [...rows, ["is_superuser", "on"]].map(([name, value]) =>
    wire.parameterStatus(name ?? "", value ?? ""),
  );
}
