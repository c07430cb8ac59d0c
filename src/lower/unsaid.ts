// What Postgres does not check, and why: kept beside every CHECK that is made.

export interface Unsaid {
  /** The metaslot, or what else it is about. */
  readonly what: string;
  readonly reason: string;
}

/** Each once. */
export function distinct(unsaid: readonly Unsaid[]): readonly Unsaid[] {
  if (unsaid.length < 2) return unsaid;
  return [...new Map(unsaid.map((one) => [`${one.what}\n${one.reason}`, one])).values()];
}
