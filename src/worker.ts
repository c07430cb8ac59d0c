// The entry point: what the build step generated, served.

import * as generated from "#generated/worker.ts";
import { createApp } from "./app.ts";

export default createApp(generated);
