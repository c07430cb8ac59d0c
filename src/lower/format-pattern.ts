// Dates, times and UUIDs as JSON holds them → patterns, for values that stand in jsonb or text and have no column type to check them.

import type { StringFormat } from "../constraint/shape.ts";

/** Every day of the calendar from the year 1 on. */
const DAY =
  "(?!0000)(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))" +
  "|(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
const MINUTE = "(?:[01]\\d|2[0-3]):[0-5]\\d";
const SECOND = ":[0-5]\\d(?:\\.\\d{1,6})?";
const OFFSET = "(?:Z|[+-](?:0\\d|1[0-5]):[0-5]\\d)?";
/** An offset must not lead out of the years 1 to 9999. */
const INSIDE = "(?!0001-01-01T.*\\+(?!00:00)|9999-12-31T.*-(?!00:00))";

const PATTERNS: Readonly<Record<StringFormat, string | undefined>> = {
  date: `^${DAY}$`,
  time: `^${MINUTE}(?:${SECOND})?$`,
  // An offset comes after seconds only.
  "date-time": `^${INSIDE}${DAY}T${MINUTE}(?:${SECOND}${OFFSET})?$`,
  uuid: "^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
  // The patterns of the shape say what is checked of these.
  uri: undefined,
  email: undefined,
};

/** What a text of this format must look like, as a regular expression of JavaScript; undefined where its patterns say it all. */
export function formatPattern(format: StringFormat | undefined): string | undefined {
  return format === undefined ? undefined : PATTERNS[format];
}
