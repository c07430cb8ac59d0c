// The embedded database of `npm run dev` and `npm run db`: which folder, which ports, and what to do when it runs already.

import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { listen, PortTaken } from "../local/listen.ts";
import type { LocalPorts } from "../local/server.ts";

export const HTTP_PORT = 5488;
export const WIRE_PORT = 5499;

/** `--data`: a folder, or `memory` for none (undefined); unset: below the schema's own folder in `.data/`. */
export function dataFolder(option: string | undefined, schemaFolder: string): string | undefined {
  if (option === "memory") return undefined;
  return option === undefined ? join(schemaFolder, "database") : resolve(option);
}

/** The usual ports, or free ones where those are taken. */
export async function chooseLocalPorts(): Promise<LocalPorts> {
  try {
    const [http, wire] = await Promise.all([reserve(HTTP_PORT), reserve(WIRE_PORT)]);
    return { http, wire };
  } catch (error) {
    if (!(error instanceof PortTaken)) throw error;
    const [http, wire] = await Promise.all([reserve(0), reserve(0)]);
    return { http, wire };
  }
}

/** Finds out whether a port can be listened on; rejects with PortTaken. */
async function reserve(port: number): Promise<number> {
  const server = createServer();
  try {
    return await listen(server, port);
  } finally {
    server.close();
  }
}
