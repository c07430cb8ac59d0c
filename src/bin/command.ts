// What all commands share: how arguments are read, how a failure is told, and where the project's folders are.

import { join } from "node:path";
import { parseArgs, type ParseArgsOptionsConfig } from "node:util";

/** The project's top folder. */
export const projectFolder = join(import.meta.dirname, "../..");

/** A failure that the reader can do something about: shown without a stack. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a command's body; sets the exit code. */
export async function runCommand(body: () => Promise<void> | void): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (error instanceof CommandError) console.error(error.message);
    else console.error(error);
    process.exitCode = error instanceof CommandError ? error.exitCode : 1;
  }
}

/** The arguments after `npm run … --`. Throws CommandError, with the usage, where they do not fit. */
export function readArguments<const Options extends ParseArgsOptionsConfig>(
  usage: string,
  options: Options,
  allowPositionals = false,
) {
  try {
    return parseArgs({ options, allowPositionals, args: process.argv.slice(2) });
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\nusage: ${usage}`, 2);
  }
}

/** `1 step`, `2 steps`. */
export function quantity(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}
