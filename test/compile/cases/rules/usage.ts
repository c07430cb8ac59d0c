// What the types of one row must allow, and what they must refuse.

import type { State, Task, TaskCreate, TaskUpdate } from "./schemas/index.ts";

export const created: TaskCreate = { id: 1, state: "open" };
export const updated: TaskUpdate = { ended: null, hours: undefined };
export const state: State = "done";

export function titles({ state: value, steps }: Task): readonly string[] {
  return value === null ? [] : [value, ...(steps ?? [])];
}

// @ts-expect-error: no such state
export const unknown: TaskCreate = { id: 1, state: "lost" };

// @ts-expect-error: the server sets it
export const fixed: TaskCreate = { id: 1, created: "2026-01-01T00:00:00Z" };

// @ts-expect-error: rows have all their members
export const partial: Task = { id: 1 };
