// The embedded database of `npm run dev` and `npm run db`: which folder, which ports, and what to do when it runs already.

import { join, resolve } from "node:path";
import { type LocalDatabase, startLocalDatabase } from "../local/server.ts";

export const HTTP_PORT = 5488;
export const WIRE_PORT = 5499;

/** `--data`: a folder, or `memory` for none (undefined); unset: below the schema's own folder in `.data/`. */
export function dataFolder(option: string | undefined, schemaFolder: string): string | undefined {
  if (option === "memory") return undefined;
  return option === undefined ? join(schemaFolder, "database") : resolve(option);
}

/** Starts it on the usual ports, or on free ones where those are taken. */
export async function openLocalDatabase(dataDir: string | undefined): Promise<LocalDatabase> {
  try {
    return await startLocalDatabase({ dataDir, httpPort: HTTP_PORT, wirePort: WIRE_PORT });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "PortTaken") throw error;
    return startLocalDatabase({ dataDir, httpPort: 0, wirePort: 0 });
  }
}
