// Renames that happen at once → one after the other, each finding its new name free. What goes round in a circle takes a detour.

import { shortenName } from "../../relational/name.ts";

/** One name becomes another. */
export interface Hop {
  readonly from: string;
  readonly to: string;
}

/** `names` are those that there are before. A new name that someone else has and keeps is run into: that is for Postgres to refuse. */
export function hopsOf(renames: readonly Hop[], names: Iterable<string>): readonly Hop[] {
  const taken = new Set(names);
  const wanted = new Set(renames.map(({ to }) => to));
  const hops: Hop[] = [];
  const move = (from: string, to: string): void => {
    hops.push({ from, to });
    taken.delete(from);
    taken.add(to);
  };
  let waiting = renames;
  while (waiting.length > 0) {
    const [ready, blocked] = [true, false].map((is) =>
      waiting.filter(({ to }) => taken.has(to) !== is),
    ) as [Hop[], Hop[]];
    const [first] = waiting;
    if (ready.length > 0 || first === undefined) {
      for (const { from, to } of ready) move(from, to);
      waiting = blocked;
    } else if (!waiting.some(({ from }) => from === first.to)) {
      move(first.from, first.to);
      waiting = waiting.slice(1);
    } else {
      const detour = freeName(first.from, (name) => taken.has(name) || wanted.has(name));
      move(first.from, detour);
      waiting = [...waiting.slice(1), { from: detour, to: first.to }];
    }
  }
  return hops;
}

function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let attempt = 1; ; attempt++) {
    const free = shortenName(`_renamed_${attempt}_${name}`);
    if (!isTaken(free)) return free;
  }
}
