// The named risks of a step. A plan that has one is applied only with its hash; those marked so only when allowed by name as well.

/** A risk of one step, in the JSON of the admin API. */
export interface Hazard {
  readonly code: HazardCode;
  /** For the person who decides: what would happen. */
  readonly message: string;
  /** The entry that `allow` must hold; absent where no permission is needed. Where rows are concerned it ends with their number. */
  readonly allow?: string;
  /** Rows concerned, where it is about rows. */
  readonly count?: number;
  /** Primary keys of some of those rows, as text. */
  readonly sample_keys?: readonly string[];
}

interface HazardKind {
  readonly title: string;
  /** What it means and what to do, for the docs. */
  readonly description: string;
  readonly needsAllow: boolean;
  /** It is about rows: `allow` says how many at most. */
  readonly counted?: true;
}

/** Every hazard there is, by its code. */
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
  narrow_type: {
    title: "A column's new type does not hold all of its values",
    description:
      "The entry ends with the number of rows whose value would change or be lost, and permits no more. Their old values stay: the column is retired, and a new one takes the converted values, or none where there is no conversion. Where every value survives there is no such hazard. Where lists become single references the first of each stays, and the number is that of the lists with more.",
    needsAllow: true,
    counted: true,
  },
  rename_value: {
    title: "A permissible value gets another name",
    description:
      "Rows that hold the old value are given the new one. The entry ends with their number, and permits no more.",
    needsAllow: true,
    counted: true,
  },
  backfill: {
    title: "Rows get a value that they did not have",
    description:
      "The slot becomes required, and sql.backfill says what it is for rows without a value. The entry ends with their number, and permits no more. Nobody can tell afterwards which rows these were. A new slot is filled without asking.",
    needsAllow: true,
    counted: true,
  },
  restore_table: {
    title: "A retired table comes back",
    description:
      "The schema has a class again that was retired. Its table comes back with the rows that it had then. To begin with an empty one, answer `new`.",
    needsAllow: false,
  },
  restore_column: {
    title: "A retired column comes back",
    description:
      "The schema has a slot again that was retired. Its column comes back with the values that it had then; rows written since have none. To begin with an empty one, answer `new`.",
    needsAllow: false,
  },
  long_rewrite: {
    title: "A large table is locked for long",
    description:
      "The change reads or writes every row of a table over the size limit (ONLINE_ABOVE_MIB) while nobody else can read or write it. No way is known to do it in parts: choose a quiet hour, or add a slot of another name and move over step by step.",
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

/** `drop_table`, `narrow_type`, … */
export type HazardCode = keyof typeof hazardKinds;

/** The hazards whose `allow` ends with a number of rows. */
export type CountedHazardCode = {
  [Code in HazardCode]: (typeof hazardKinds)[Code] extends { readonly counted: true }
    ? Code
    : never;
}[HazardCode];

/** A hazard of `object` (`User.age`); `allow` is the code and the object. Without an object the code alone. */
export function hazard(code: HazardCode, object: string | undefined, message: string): Hazard {
  const kind: HazardKind = hazardKinds[code];
  return kind.needsAllow ? { code, message, allow: entryOf(code, object) } : { code, message };
}

/** What was counted for a hazard about rows. */
export interface RowCount {
  readonly count: number;
  readonly sampleKeys: readonly string[];
}

/** A hazard about rows: `allow` is the code, the object and their number. */
export function countedHazard(
  code: CountedHazardCode,
  object: string,
  message: string,
  { count, sampleKeys }: RowCount,
): Hazard {
  const allow = `${entryOf(code, object)}#${count}`;
  return { code, message, allow, count, sample_keys: sampleKeys };
}

/** `narrow_type:User.bio`: an `allow` entry without the number of rows. */
export function entryOf(code: HazardCode, object: string | undefined): string {
  return object === undefined ? code : `${code}:${object}`;
}

/** An `allow` entry as the caller wrote it; `limit` is the number of rows after `#`. */
export interface AllowEntry {
  readonly text: string;
  readonly entry: string;
  readonly limit?: number;
}

/** `narrow_type:User.bio#12` → its entry and its limit. Names may hold a `#`, so only digits at the end count as one. */
export function parseAllow(text: string): AllowEntry {
  const [, entry, digits] = /^(.+)#(\d{1,15})$/su.exec(text) ?? [];
  return entry === undefined ? { text, entry: text } : { text, entry, limit: Number(digits) };
}

/** The `allow` entries that hazards need and that are not given, each once: `narrow_type:User.bio#20` also allows 12 rows. */
export function missingEntries(
  hazards: readonly Hazard[],
  allow: readonly string[],
): readonly string[] {
  const given = allow.map(parseAllow);
  const missing = hazards.flatMap((each) => (isAllowed(each, given) ? [] : (each.allow ?? [])));
  return [...new Set(missing)];
}

/** A hazard about rows is allowed by an entry with at least their number. */
function isAllowed({ allow, count }: Hazard, given: readonly AllowEntry[]): boolean {
  if (allow === undefined) return true;
  if (count === undefined) return given.some(({ text }) => text === allow);
  const needed = parseAllow(allow).entry;
  return given.some(({ entry, limit }) => entry === needed && (limit ?? -1) >= count);
}
