// npm run clean: empties generated/.

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.ts";
import { DEFAULT_OUT } from "./artifact-files.ts";

await runCommand(() => {
  mkdirSync(DEFAULT_OUT, { recursive: true });
  for (const name of readdirSync(DEFAULT_OUT)) {
    rmSync(join(DEFAULT_OUT, name), { recursive: true });
  }
});
