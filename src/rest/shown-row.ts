// A row in an answer: its JSON and its version, as expressions over `t`.

import type { NestingRows } from "../emit/resource.ts";
import type { Relations } from "./relations.ts";
import { rowJson } from "./row.ts";

export interface ShownRow {
  /** SQL for its JSON text. */
  readonly row: string;
  readonly version: string;
  /** What both need behind `t` in the FROM list. */
  readonly from: string;
}

export function answerOf(rows: NestingRows, relations: Relations): ShownRow {
  const row = `${rowJson(rows, relations)}::text`;
  if (!showsOthers(rows)) return { row, version: "t.xmin::text", from: "" };
  return {
    row: `a."row"`,
    version: nestingVersion(`a."row"`),
    from: `, lateral (select ${row} as "row") a`,
  };
}

/** SQL for the version of the row `t`. */
export function versionOf(rows: NestingRows, relations: Relations): string {
  return showsOthers(rows) ? nestingVersion(`${rowJson(rows, relations)}::text`) : "t.xmin::text";
}

/** Its answer changes with rows other than its own. */
function showsOthers({ nested = [] }: NestingRows): boolean {
  return nested.length > 0;
}

function nestingVersion(row: string): string {
  return `(t.xmin::text || '.' || left(md5(${row}), 16))`;
}
