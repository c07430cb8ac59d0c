// A folder of generated files → the same on disk.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/**
 * Makes `folder` hold these files, by their paths in it, and no others. Leaves unchanged ones alone, so that `wrangler dev` reloads only
 * for a reason.
 */
export async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, Uint8Array | string>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await listFiles(folder)) {
    if (!files.has(name)) await rm(join(folder, name));
  }
  for (const [name, content] of files) {
    const path = join(folder, name);
    const current = await readFile(path).catch(() => undefined);
    if (current?.equals(Buffer.from(content)) === true) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}
