// The one mutual exclusion in front of PGlite: whoever has the turn may use its only session, from the first message of a transaction
// to its end. The others wait in line, and are told who is keeping them when that takes too long.

/** Someone who takes turns. */
export interface Taker {
  /** What the others are told, e.g. "psql". */
  readonly name: string;
}

/** The wait was too long: another connection sits in an open transaction. */
export class TurnTimeout extends Error {
  override readonly name = "TurnTimeout";

  constructor(holder: Taker, seconds: number) {
    super(
      `the local database runs one transaction at a time, and another connection (${holder.name}) has kept one open for over ${seconds} s`,
    );
  }
}

/** The wait was called off (by a cancel request, or because the client has gone). */
export class TurnCancelled extends Error {
  override readonly name = "TurnCancelled";
}

interface Waiter {
  readonly taker: Taker;
  readonly granted: PromiseWithResolvers<void>;
  patience: NodeJS.Timeout | undefined;
}

export class Turns {
  readonly #patienceMs: number;
  readonly #line: Waiter[] = [];
  #holder: Taker | undefined;
  /** True while the holder's statement runs: that is work, and waiting for it is fair. */
  busy = false;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  isHeldBy(taker: Taker): boolean {
    return this.#holder === taker;
  }

  /** Waits for the turn. Rejects with TurnTimeout or TurnCancelled. */
  async take(taker: Taker): Promise<void> {
    if (this.#holder === undefined) {
      this.#holder = taker;
      return;
    }
    const waiter: Waiter = { taker, granted: Promise.withResolvers(), patience: undefined };
    this.#line.push(waiter);
    this.#startPatience(waiter);
    await waiter.granted.promise;
  }

  /** Gives the turn to the next in line. */
  giveBack(taker: Taker): void {
    if (this.#holder !== taker) return;
    const next = this.#line.shift();
    clearTimeout(next?.patience);
    this.#holder = next?.taker;
    // The wait of the rest begins anew: they are kept by somebody else now.
    for (const waiter of this.#line) this.#startPatience(waiter);
    next?.granted.resolve();
  }

  /** Takes someone out of the line; nothing happens when he is not in it. */
  cancel(taker: Taker): void {
    this.#leave((waiter) => waiter.taker === taker, new TurnCancelled());
  }

  #startPatience(waiter: Waiter): void {
    clearTimeout(waiter.patience);
    waiter.patience = setTimeout(() => {
      if (this.busy || this.#holder === undefined) return this.#startPatience(waiter);
      this.#leave(
        (other) => other === waiter,
        new TurnTimeout(this.#holder, this.#patienceMs / 1000),
      );
    }, this.#patienceMs);
  }

  #leave(which: (waiter: Waiter) => boolean, reason: Error): void {
    const at = this.#line.findIndex(which);
    if (at < 0) return;
    const [waiter] = this.#line.splice(at, 1);
    clearTimeout(waiter?.patience);
    waiter?.granted.reject(reason);
  }
}
