// Where a filter of an SQL/JSON path is being made, and what has been made at such places before.

import { distinct, type Unsaid } from "./unsaid.ts";

/** Where a filter is being made. */
export interface Place {
  /** How many objects inside each other are still looked into. */
  readonly depth: number;
  /** Grows by what the filter leaves out. */
  readonly unsaid: Unsaid[];
  /** The value may be null: an element of a list that nothing has been asked about. */
  readonly nullable?: boolean;
}

/** What `Unsaid.what` is for objects that are not looked into. */
export const INNER_SHAPE = "inner shape";

/** What has been made, by depth. */
export type Known<Made> = {
  readonly made: Made;
  readonly unsaid: readonly Unsaid[];
  readonly depth: number;
  /** Nothing was too deep, so that it is the same however much deeper one looks. */
  readonly isWhole: boolean;
}[];

/** What `make` gives at this place, or has given before. */
export function madeOnce<Of, Made>(
  known: Map<Of, Known<Made>>,
  of: Of,
  { depth, unsaid }: Place,
  make: (place: Place) => Made,
): Made {
  let all = known.get(of);
  if (all === undefined) known.set(of, (all = []));
  let one = all.find((each) => each.depth === depth || (each.isWhole && each.depth < depth));
  if (one === undefined) {
    const left: Unsaid[] = [];
    const made = make({ depth, unsaid: left });
    const isWhole = !left.some(({ what }) => what === INNER_SHAPE);
    one = { made, unsaid: distinct(left), depth, isWhole };
    all.push(one);
  }
  unsaid.push(...one.unsaid);
  return one.made;
}
