// The progress of one run after the other → that of the whole migration: what is left is planned anew, but batches are counted on.

import type { MigrationEvent } from "./migration-request.ts";

type Tell = (event: MigrationEvent) => void;

/** A listener for each run of one migration in turn, which passes on to `tell`. */
export function countBatches(tell: Tell): Tell {
  let before = 0;
  let done = 0;
  return (event) => {
    if (event.event !== "batch_started" && event.event !== "batch_done") return tell(event);
    if (event.event === "batch_started" && event.batch === 1) before = done;
    if (event.event === "batch_done") done = before + event.batch;
    tell({ ...event, batch: before + event.batch, batches: before + event.batches });
  };
}
