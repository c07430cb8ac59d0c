// How much a run tries: everything, or a part that is another one each time. Who takes a part prints the seed, which repeats the run.

/** `TEST_FULL=1` */
export const FULL = process.env["TEST_FULL"] === "1";

/** An integer: `TEST_SEED`, or another one for each file and run. */
export const SEED = Number(process.env["TEST_SEED"] ?? Date.now() % 2 ** 31);
