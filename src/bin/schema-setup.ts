// Which schema `npm run dev` serves, and the folders and settings that go with it.

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { unstable_readConfig as readWranglerConfig } from "wrangler";
import { DEFAULT_OUT, DEFAULT_SCHEMA } from "./artifact-files.ts";
import { projectFolder } from "./command.ts";
import { DEFAULT_WORKER, MAIN_MODULE } from "./worker-bundle.ts";

export interface SchemaSetup {
  readonly schema: string;
  /** Where the compiled schema goes. */
  readonly out: string;
  readonly assets: string;
  /** Where the modules of the Worker go. */
  readonly worker: string;
  /** Where its database, settings and logs are; below .data/. */
  readonly folder: string;
}

/** Another schema gets folders of its own under .data/, so that generated/ stays what it is. */
export function schemaSetup(option: string | undefined): SchemaSetup {
  const schema = option === undefined ? DEFAULT_SCHEMA : resolve(option);
  if (schema === DEFAULT_SCHEMA) {
    return {
      schema,
      out: DEFAULT_OUT,
      assets: join(projectFolder, ".assets"),
      worker: DEFAULT_WORKER,
      folder: join(projectFolder, ".data/app"),
    };
  }
  const name = basename(schema).replace(/\.ya?ml$/, "");
  const mark = createHash("sha256").update(schema).digest("hex").slice(0, 6);
  const folder = join(projectFolder, ".data", `${basename(dirname(schema))}-${name}-${mark}`);
  return {
    schema,
    out: join(folder, "generated"),
    assets: join(folder, "assets"),
    worker: join(folder, "worker"),
    folder,
  };
}

/**
 * Arguments that make wrangler serve the schema. For another one than the project's they name a configuration of its own,
 * written here: the same Worker around other generated code.
 */
export function wranglerArguments(
  setup: SchemaSetup,
  settings: Readonly<Record<string, string>>,
): string[] {
  const { schema, folder, out, assets, worker } = setup;
  mkdirSync(folder, { recursive: true });
  const envFile = join(folder, "dev.vars");
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${quoted(value)}\n`);
  writeFileSync(envFile, lines.join(""), { mode: 0o600 });
  if (out === DEFAULT_OUT) return ["--env-file", envFile];
  const path = (target: string): string => relative(folder, target).replaceAll("\\", "/");
  const own = readWranglerConfig({ config: join(projectFolder, "wrangler.toml") });
  const config = {
    name: own.name,
    main: path(join(worker, MAIN_MODULE)),
    no_bundle: own.no_bundle,
    rules: own.rules,
    compatibility_date: own.compatibility_date,
    compatibility_flags: own.compatibility_flags,
    vars: own.vars,
    version_metadata: own.version_metadata,
    assets: { ...own.assets, directory: path(assets) },
    build: {
      command: own.build.command,
      watch_dir: [path(join(projectFolder, "src")), path(dirname(schema))],
    },
  };
  writeFileSync(join(folder, "wrangler.json"), JSON.stringify(config, null, 2));
  return ["--config", join(folder, "wrangler.json"), "--env-file", envFile];
}

function quoted(value: string): string {
  const quote = ["'", "`", '"'].find((mark) => !value.includes(mark)) ?? "";
  return `${quote}${value}${quote}`;
}
