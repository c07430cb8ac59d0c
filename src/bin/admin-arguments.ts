// Options that the commands talking to a Worker share.

import { resolve } from "node:path";
import { localDevToken } from "../admin/auth.ts";
import type { SchemaBundle } from "../linkml/load.ts";
import { AdminClient } from "./admin-client.ts";
import { CommandError } from "./command.ts";
import { readSchemaFiles } from "./schema-files.ts";

const LOCAL_URL = "http://localhost:8787";
const LOCAL_TOKEN = localDevToken;

/** For `readArguments`. */
export const urlOption = { url: { type: "string", default: LOCAL_URL } } as const;

/** A client for `--url`, with the token of ADMIN_TOKEN; a Worker on this machine has a well-known one. */
export function adminClient(url: string): AdminClient {
  const token = process.env["ADMIN_TOKEN"] ?? (isOnThisMachine(url) ? LOCAL_TOKEN : undefined);
  if (token === undefined) throw new CommandError("set ADMIN_TOKEN to a token with admin scopes");
  return new AdminClient(url, token);
}

function isOnThisMachine(url: string): boolean {
  if (!URL.canParse(url)) throw new CommandError(`--url ${url} is no URL`, 2);
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}

/** The bundle of `--schema`; undefined: the schema the Worker was built with. */
export function uploadedSchema(path: string | undefined): SchemaBundle | undefined {
  return path === undefined ? undefined : readSchemaFiles(resolve(path)).bundle;
}
