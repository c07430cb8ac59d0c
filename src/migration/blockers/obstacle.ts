// A blocker before it is known which step it is in the way of.

import type { Blocker } from "../plan.ts";

/** What is wrong and what to do about it. */
export type Obstacle = Omit<Blocker, "step">;
