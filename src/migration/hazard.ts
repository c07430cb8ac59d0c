// The named risks of a step. A plan that has one is applied only with its hash; those marked so only when allowed by name as well.

/** A risk of one step, in the JSON of the admin API. */
export interface Hazard {
  readonly code: HazardCode;
  /** For the person who decides: what would happen. */
  readonly message: string;
  /** The entry that `allow` must hold; absent where no permission is needed. */
  readonly allow?: string;
}

interface HazardKind {
  readonly title: string;
  /** What it means and what to do, for the docs. */
  readonly description: string;
  readonly needsAllow: boolean;
}

export const hazardKinds = {
  drop_table: {
    title: "A table is retired",
    description:
      "The schema no longer has the class. Its table moves, with all rows, to the namespace of retired things, where it stays until it is purged.",
    needsAllow: true,
  },
  drop_column: {
    title: "A column is retired",
    description:
      "The schema no longer has the slot. Its column is renamed and becomes optional; the values stay until they are purged. A renamed slot looks the same: check that this is not one.",
    needsAllow: true,
  },
  reset: {
    title: "Everything is dropped",
    description:
      "The last resort: tables and rows are really gone, and everything is made afresh. What was retired before stays. It is confirmed by the name of the database.",
    needsAllow: false,
  },
  downgrade: {
    title: "The schema is an older one",
    description:
      "The database has already been at a newer schema than this one. Applying it goes back; an old Worker may be running by mistake.",
    needsAllow: true,
  },
} as const satisfies Record<string, HazardKind>;

export type HazardCode = keyof typeof hazardKinds;

/** A hazard of `object` (`User.age`); `allow` is the code and the object. Without an object the code alone. */
export function hazard(code: HazardCode, object: string | undefined, message: string): Hazard {
  const kind: HazardKind = hazardKinds[code];
  const entry = object === undefined ? code : `${code}:${object}`;
  return kind.needsAllow ? { code, message, allow: entry } : { code, message };
}
