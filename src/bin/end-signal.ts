// When a command that runs until it is told to end is told so.

/** How soon it is noticed that npm has gone, in milliseconds. */
const ORPHAN_MS = 250;

/**
 * Resolves on Ctrl-C, SIGTERM and a closed terminal, none of which then end the process by themselves. Also when npm is gone: it passes
 * a signal to the shell around this process, which ends without passing it on.
 */
export function endSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => resolve());
  if (process.env["npm_lifecycle_event"] !== undefined) {
    const { ppid: parent } = process;
    setInterval(() => {
      if (process.ppid !== parent) resolve();
    }, ORPHAN_MS).unref();
  }
  return promise;
}
