// .dev.vars: the local settings that wrangler gives the Worker.

import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { projectFolder } from "./command.ts";

const DEV_VARS = join(projectFolder, ".dev.vars");

/**
 * Makes .dev.vars from its example when there is none. Not when an `.env` file names a database: a .dev.vars would hide it.
 * Returns whether it made one.
 */
export function ensureDevVars(): boolean {
  if (existsSync(DEV_VARS) || envFiles().some(namesDatabase)) return false;
  copyFileSync(join(projectFolder, ".dev.vars.example"), DEV_VARS);
  return true;
}

/** The settings that wrangler will use: those of .dev.vars, else of the `.env` files. */
export function readDevVars(): Readonly<Record<string, string>> {
  const files = existsSync(DEV_VARS) ? [DEV_VARS] : envFiles();
  return Object.assign({}, ...files.map((path) => parseEnv(readFileSync(path, "utf8"))));
}

function envFiles(): string[] {
  return readdirSync(projectFolder)
    .filter((name) => /^\.env(\.(local|dev|development))?$/.test(name))
    .toSorted()
    .map((name) => join(projectFolder, name));
}

function namesDatabase(path: string): boolean {
  return parseEnv(readFileSync(path, "utf8"))["DATABASE_URL"] !== undefined;
}
