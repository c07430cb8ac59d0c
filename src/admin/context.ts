// What the handlers of the admin API are given.

import type { BuiltModel } from "../built.ts";
import type { GeneratedModule } from "../emit/generated.ts";
import type { Env } from "../env.ts";
import type { RequestVariables } from "../rest/middleware.ts";
import type { AuthVariables } from "./auth.ts";

/** With each request. */
export interface AdminEnv {
  Bindings: Env;
  Variables: RequestVariables & AuthVariables;
}

/** Once, for the schema that the Worker was built with. */
export interface AdminDeps {
  readonly generated: GeneratedModule;
  readonly built: BuiltModel;
}
