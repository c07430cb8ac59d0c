// TypeScript files made by a test, where imports of packages resolve as they do for generated/.

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const PROJECT = resolve(import.meta.dirname, "../..");

export interface SourceFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly text: string;
}

/** A folder of its own inside the project, read by the compiler under the project's own strict settings. */
export class SourceFolder {
  readonly path: string;

  constructor(name: string) {
    mkdirSync(join(PROJECT, ".data"), { recursive: true });
    this.path = mkdtempSync(join(PROJECT, ".data", `${name}-`));
  }

  write(folder: string, files: readonly SourceFile[]): void {
    for (const { path, text } of files) {
      const file = join(this.path, folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  /** What tsc has to say about all files; "" for nothing. */
  async typeErrors(): Promise<string> {
    const config = {
      extends: "../../tsconfig.json",
      compilerOptions: { types: [] },
      include: ["**/*.ts"],
      exclude: [],
    };
    const path = join(this.path, "tsconfig.json");
    writeFileSync(path, JSON.stringify(config));
    const tsc = join(PROJECT, "node_modules/typescript/bin/tsc");
    const options = { cwd: PROJECT, maxBuffer: 2 ** 26 };
    return promisify(execFile)(process.execPath, [tsc, "-p", path], options).then(
      ({ stdout }) => stdout,
      (error: { readonly stdout?: string; readonly message: string }) =>
        error.stdout || error.message,
    );
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
