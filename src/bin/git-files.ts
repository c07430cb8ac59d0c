// A schema file at a commit → the bundle that the compiler reads, as it was then.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { CommandError } from "./command.ts";
import { readSchemaFiles, type SchemaFiles } from "./schema-files.ts";

/** `rootPath` is where the root of the schema is now. Throws CommandError where git cannot tell. */
export function schemaFilesAt(reference: string, rootPath: string): SchemaFiles {
  // What begins with a dash would be an option.
  if (reference.startsWith("-")) throw new CommandError(`${reference}: no commit, branch or tag`);
  // As git names it, which follows links.
  const folder = realpathSync(nearestFolder(dirname(rootPath)));
  const top = git(folder, ["rev-parse", "--show-toplevel"], "it is in no git repository").trim();
  const commit = git(
    folder,
    ["rev-parse", "--verify", "--quiet", `${reference}^{commit}`],
    `${reference}: no commit, branch or tag`,
  ).trim();
  const rest = relative(nearestFolder(dirname(rootPath)), rootPath);
  const path = relative(top, join(folder, rest)).split(sep).join("/");
  const scratch = mkdtempSync(join(tmpdir(), "linkml-neon-diff-"));
  try {
    const yaml = git(top, ["ls-tree", "-r", "-z", "--name-only", commit], "it cannot be listed")
      .split("\0")
      .filter((name) => /\.ya?ml$/.test(name));
    if (!yaml.includes(path)) throw new CommandError(`${reference} has no ${path}`);
    const archive = execFileSync("git", ["-C", top, "archive", "--format=tar", commit, ...yaml], {
      maxBuffer: 2 ** 30,
    });
    execFileSync("tar", ["-x", "-C", scratch], { input: archive });
    return readSchemaFiles(join(scratch, path));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(dirname(folder));
}

/** Standard output of git. */
function git(folder: string, args: readonly string[], otherwise: string): string {
  try {
    return execFileSync("git", ["-C", folder, ...args], {
      encoding: "utf8",
      maxBuffer: 2 ** 30,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    throw new CommandError(otherwise);
  }
}
