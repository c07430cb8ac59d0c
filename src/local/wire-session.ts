// One client connection (psql, node-postgres) on PGlite: collects its messages into exchanges, waits for its turn, runs them, and leaves
// PGlite's only session as it found it. Settings (SET) are kept per connection; temporary tables, prepared statements with names and
// session-level advisory locks are not, because PGlite has just one session for all.
import type { Pglite } from "./pglite.ts";
import { PgliteStopped } from "./pglite.ts";
import { RESET_SESSION } from "./reset-session.ts";
import { TurnCancelled, TurnTimeout } from "./turn.ts";
import type { Taker, Turns } from "./turn.ts";
import * as wire from "./wire-message.ts";
import type { Message, Refusal } from "./wire-message.ts";

const type = wire.messageType;

/** What all connections to one PGlite share. */
export interface Shared {
  readonly pglite: Pglite;
  readonly turns: Turns;
  /** Whose settings PGlite's session has now. */
  current: WireSession | undefined;
}

type Settings = ReadonlyMap<string, string>;

// A COPY that finds no data after it would end PGlite. This message gives it an error instead; anything else ignores it.
const NO_COPY_DATA = wire.copyFail(
  "the local database takes COPY … FROM STDIN only as a simple statement of its own",
);

const identifier = String.raw`(?:"(?:[^"]|"")*"|[^\s"(.;']+)`;
const copyFromStdin = new RegExp(
  String.raw`^(?:\s|--[^\n]*\n|/\*[^]*?\*/)*copy\s+${identifier}(?:\s*\.\s*${identifier})?\s*(?:\([^)]*\)\s*)?from\s+stdin\b`,
  "i",
);

export class WireSession implements Taker {
  readonly name: string;
  readonly #shared: Shared;
  readonly #send: (bytes: Buffer) => void;
  #settings: Settings;
  /** The messages of the exchange that is being collected. */
  #exchange: Buffer[] = [];
  #isCopying = false;
  /** After a refusal in the extended protocol, all up to the next Sync is skipped, as Postgres does. */
  #skipsToSync = false;
  #hasRun = false;

  constructor(shared: Shared, parameters: Settings, send: (bytes: Buffer) => void) {
    this.#shared = shared;
    this.#settings = settingsOf(parameters);
    this.name = this.#settings.get("application_name") || "unnamed";
    this.#send = send;
  }

  /**
   * Takes the client's next message.
   * @returns false when the connection is to end.
   */
  async take(message: Message): Promise<boolean> {
    if (this.#skipsToSync && message.type !== type.sync && message.type !== type.terminate)
      return true;
    switch (message.type) {
      case type.query:
        if (!copyFromStdin.test(wire.textOf(message)))
          return this.#run(message.bytes, NO_COPY_DATA);
        this.#isCopying = true;
        this.#exchange = [message.bytes];
        this.#send(wire.copyInResponse());
        return true;
      case type.parse:
      case type.bind:
      case type.describe:
      case type.close:
        this.#exchange.push(message.bytes);
        return true;
      case type.execute:
        this.#exchange.push(message.bytes, NO_COPY_DATA);
        return true;
      case type.flush:
      case type.functionCall:
        return this.#run(message.bytes);
      case type.sync:
        if (!this.#skipsToSync) return this.#run(message.bytes);
        this.#skipsToSync = false;
        this.#send(wire.readyForQuery("I"));
        return true;
      case type.copyData:
        if (this.#isCopying) this.#exchange.push(message.bytes);
        return true;
      case type.copyDone:
      case type.copyFail:
        if (!this.#isCopying) return true;
        this.#isCopying = false;
        return this.#run(message.bytes);
      case type.terminate:
        return false;
      default:
        return this.#refuse({
          severity: "FATAL",
          sqlstate: "08P01",
          text: `invalid frontend message type ${message.type}`,
        });
    }
  }

  /** Runs what was collected and the given end of it, in this connection's turn. */
  async #run(...end: Buffer[]): Promise<boolean> {
    const { turns } = this.#shared;
    const exchange = [...this.#exchange, ...end];
    this.#exchange = [];
    const wasCopied = startsWith(end[0], type.copyDone) || startsWith(end[0], type.copyFail);
    try {
      if (!turns.isHeldBy(this)) await turns.take(this);
      const problem = await this.#enter();
      const answer = problem ?? (await this.#exec(Buffer.concat(exchange)));
      const { status, asksForData } = wire.outline(answer);
      if (problem !== undefined || status === "I") turns.giveBack(this);
      // A COPY's client was asked for its data before Postgres was. In the extended protocol it says Sync once more after the data.
      if (asksForData && wasCopied) this.#send(wire.without("G", answer));
      else if (asksForData && startsWith(end[0], type.sync)) this.#send(wire.without("Z", answer));
      else this.#send(answer);
      return problem === undefined;
    } catch (error) {
      turns.giveBack(this);
      return this.#explain(error, end);
    }
  }

  async #exec(request: Buffer): Promise<Buffer> {
    const { pglite, turns } = this.#shared;
    turns.busy = true;
    try {
      return await pglite.run(request);
    } finally {
      turns.busy = false;
    }
  }

  /** Makes PGlite's session this connection's, by its settings. Resolves to Postgres's error when it refuses one. */
  async #enter(): Promise<Buffer | undefined> {
    const { current } = this.#shared;
    this.#hasRun = true;
    if (current === this) return undefined;
    if (current !== undefined) await current.#saveSettings();
    this.#shared.current = this;
    const set = [...this.#settings].map(
      ([name, value]) => `SELECT set_config(${literal(name)}, ${literal(value)}, false)`,
    );
    const answer = await this.#exec(
      wire.query(["SET SESSION AUTHORIZATION DEFAULT", "RESET ALL", ...set].join("; ")),
    );
    return wire.outline(answer).error;
  }

  async #saveSettings(): Promise<void> {
    // The role comes last: without it, the rest might not be allowed any more.
    const rows = wire.rowsOf(
      await this.#exec(
        wire.query(
          "SELECT name, setting FROM pg_catalog.pg_settings WHERE source = 'session' " +
            "UNION ALL SELECT 'role', pg_catalog.current_setting('role')",
        ),
      ),
    );
    this.#settings = new Map(rows.map(([name, setting]) => [name ?? "", setting ?? ""]));
  }

  /** Ends the session: an open transaction is rolled back and the next one gets its turn. */
  async leave(): Promise<void> {
    const { turns } = this.#shared;
    this.#exchange = [];
    if (!this.#hasRun) return;
    try {
      if (!turns.isHeldBy(this)) await turns.take(this);
      await this.#exec(Buffer.concat([wire.message(type.sync), wire.query(RESET_SESSION)]));
    } catch {
      // Nobody is left to be told; a database that has stopped tells the others itself.
    } finally {
      if (this.#shared.current === this) this.#shared.current = undefined;
      turns.giveBack(this);
    }
  }

  #explain(error: unknown, end: readonly Buffer[]): boolean {
    if (error instanceof TurnTimeout) {
      const hint = "Say COMMIT or ROLLBACK there, or close that connection.";
      return this.#refuse({ severity: "ERROR", sqlstate: "55P03", text: error.message, hint }, end);
    }
    if (error instanceof TurnCancelled)
      return this.#refuse(
        { severity: "ERROR", sqlstate: "57014", text: "canceling statement due to user request" },
        end,
      );
    if (error instanceof PgliteStopped)
      return this.#refuse({ severity: "FATAL", sqlstate: "57P01", text: error.message });
    throw error;
  }

  #refuse(refusal: Refusal, end: readonly Buffer[] = []): boolean {
    this.#send(wire.errorResponse(refusal));
    if (refusal.severity === "FATAL") return false;
    if (startsWith(end[0], type.flush)) this.#skipsToSync = true;
    else this.#send(wire.readyForQuery("I"));
    return true;
  }
}

/**
 * The settings that a client asks for as it connects: any parameter by name, and `-c name=value` in `options`. `user`, `database` and
 * `replication` are no settings.
 */
function settingsOf(parameters: ReadonlyMap<string, string>): Settings {
  const settings = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (name === "options") {
      for (const [, key = "", setting = ""] of value.matchAll(/-(?:c\s*|-)([\w.]+)=((?:\\.|\S)*)/g))
        settings.set(key.replaceAll("-", "_"), setting.replaceAll(/\\(.)/g, "$1"));
    } else if (
      name !== "user" &&
      name !== "database" &&
      name !== "replication" &&
      !name.startsWith("_pq_.")
    ) {
      settings.set(name, value);
    }
  }
  return settings;
}

const startsWith = (bytes: Buffer | undefined, character: string): boolean =>
  bytes?.[0] === character.charCodeAt(0);

/** A string literal that reads the same whatever standard_conforming_strings says. */
const literal = (text: string): string =>
  `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
