// What `npm run dev` starts, and how all of it ends together: on a signal, on a failure, or when wrangler ends.

import type { LocalDatabase } from "../local/server.ts";
import { CommandError } from "./command.ts";
import { endSignal } from "./end-signal.ts";
import { dataFolder, listenAnywhere } from "./local-database.ts";
import { type SchemaSetup, wranglerArguments } from "./schema-setup.ts";
import { startWrangler, type WranglerProcess } from "./wrangler-dev.ts";

export class DevProcesses {
  readonly #signalled = endSignal();
  #database: LocalDatabase | undefined;
  #worker: WranglerProcess | undefined;
  #isEnding = false;
  #isSignalled = false;

  constructor() {
    void this.#signalled.then(() => {
      this.#isSignalled = true;
    });
  }

  /** Whether it is to end, maybe before everything has started. */
  get isSignalled(): boolean {
    return this.#isSignalled;
  }

  /** Its addresses are known at once; `ready` tells when it has started. */
  async openDatabase(data: string | undefined, { folder }: SchemaSetup): Promise<LocalDatabase> {
    this.#database = await listenAnywhere(dataFolder(data, folder));
    return this.#database;
  }

  async startWorker(
    port: number,
    setup: SchemaSetup,
    settings: Readonly<Record<string, string>>,
  ): Promise<void> {
    this.#worker = startWrangler({
      port,
      args: wranglerArguments(setup, settings),
      env: {
        LINKML_SCHEMA: setup.schema,
        GENERATED_DIR: setup.out,
        ASSETS_DIR: setup.assets,
        WORKER_DIR: setup.worker,
      },
      onLine: (line) => {
        const shown = line.replace("[custom build] ", "");
        if (!this.#isEnding && isWorthShowing(shown)) console.error(shown);
      },
    });
    await Promise.race([this.#worker.ready, this.#signalled]);
  }

  /** Until a signal comes, or wrangler ends on its own, which is a failure. */
  async untilEnded(): Promise<void> {
    const ended = this.#worker?.ended.then(() => "worker" as const);
    const signalled = this.#signalled.then(() => "signal" as const);
    if ((await Promise.race([ended, signalled])) === "worker") {
      throw new CommandError("wrangler dev ended");
    }
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#worker?.stop();
    await this.#database?.close();
  }
}

/** Wrangler's own chatter about bindings and reloads is left out; what it says of builds, logs and errors is not. */
function isWorthShowing(line: string): boolean {
  const chatter =
    /^\s*$|^\s*(⎔|╭|│|╰|┌|├|└|Attaching additional modules|Your Worker has access|Binding\s|env\.|\[wrangler:info\]|Using secrets|Using vars|Running: |Cloudflare collects)/u;
  return !chatter.test(line);
}
