/** Tries again until the answer is neither undefined nor false; fails after `seconds` with the last answer or error. */
export async function until<T>(
  attempt: () => Promise<T | undefined | false>,
  seconds = 30,
): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const outcome = await attempt().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if ("value" in outcome && outcome.value !== undefined && outcome.value !== false) {
      return outcome.value;
    }
    if (Date.now() > deadline) {
      throw new Error(`not within ${seconds} s`, {
        cause: "error" in outcome ? outcome.error : outcome,
      });
    }
    await new Promise((next) => setTimeout(next, 100));
  }
}
