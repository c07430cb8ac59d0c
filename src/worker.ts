// The entry point: what the build step generated, served.

import { createApp } from "./app.ts";

export default createApp(() => import("#generated/worker.ts"));
