// Things that are there and things that are wanted, all tables or all columns of one table → which wanted one is which live one under
// another name. What the schema or an answer says is taken; a mere likeness is a question.

import type { Past } from "../../relational/database.ts";
import type { Hop } from "../rename/hops.ts";

/** Something live. */
export interface LiveThing {
  readonly name: string;
  /** A migration of ours has made it. */
  readonly isOurs: boolean;
  /** What was known of it when it was last migrated. */
  readonly past?: Past | undefined;
}

/** Something desired. */
export interface WantedThing {
  readonly name: string;
  readonly past?: Past | undefined;
  /** What was known when something of this name was last migrated. */
  readonly known?: Past | undefined;
}

/** Both sides, and what is known about them. */
export interface PairRequest {
  readonly live: readonly LiveThing[];
  readonly wanted: readonly WantedThing[];
  /** Known already: from live to wanted. */
  readonly settled: readonly Hop[];
  /** What a person has said: the name of a live thing, or that it is new. */
  readonly answer: (wanted: string) => { readonly from?: string } | undefined;
  /** Whether it was retired before, so that it comes back by itself. */
  readonly isRestorable: (wanted: string) => boolean;
  /** Whether the two could be one; asked only of what goes and what comes. */
  readonly isLike: (wanted: string, live: string) => boolean;
}

/** Which is which, and what is not known. */
export interface Paired {
  readonly pairs: readonly Hop[];
  /** Wanted things that could be one of several live ones, or something new. */
  readonly open: readonly { readonly wanted: string; readonly candidates: readonly string[] }[];
  /** Wanted things whose answer has decided something. */
  readonly answered: readonly string[];
}

/** Pairs by what the schema and the answers say, then by the element that a thing was made from, then by its URI. */
export function pairUp(request: PairRequest): Paired {
  const state = new Pairing(request);
  state.take(explicit(request, state));
  state.take(sameElement(request, state));
  state.take(sameUri(request, state));
  return { ...ask(request, state), pairs: state.pairs };
}

/** Which names are spoken for. */
class Pairing {
  readonly pairs: Hop[] = [];
  readonly #live: ReadonlySet<string>;
  readonly #wanted: ReadonlySet<string>;
  readonly #from = new Set<string>();
  readonly #to = new Set<string>();

  constructor({ live, wanted, settled }: PairRequest) {
    this.#live = new Set(live.map(({ name }) => name));
    this.#wanted = new Set(wanted.map(({ name }) => name));
    this.take(settled);
  }

  take(pairs: readonly Hop[]): void {
    for (const pair of pairs) {
      this.pairs.push(pair);
      this.#from.add(pair.from);
      this.#to.add(pair.to);
    }
  }

  isFrom(live: string): boolean {
    return this.#from.has(live);
  }

  isTo(wanted: string): boolean {
    return this.#to.has(wanted);
  }

  /** Not there under its own name, and not known to be anything else. */
  comes(wanted: string): boolean {
    return !this.isTo(wanted) && (!this.#live.has(wanted) || this.isFrom(wanted));
  }

  /** Not wanted under its own name, and not known to go on under another. */
  goes(live: string): boolean {
    return !this.isFrom(live) && (!this.#wanted.has(live) || this.isTo(live));
  }
}

/**
 * What `renamedFrom` and answers say. A name that is there already only makes way where it is itself renamed, and where the schema
 * has not said so before: else a swap would be swapped back the next time.
 */
function explicit(request: PairRequest, state: Pairing): readonly Hop[] {
  const { live, wanted, answer } = request;
  const names = new Set(live.map(({ name }) => name));
  let found: Hop[] = [];
  for (const { name, past, known } of wanted) {
    if (state.isTo(name)) continue;
    const said = answer(name);
    const isNews = (earlier: string): boolean => known?.renamedFrom?.includes(earlier) !== true;
    const earlier = (past?.renamedFrom ?? []).filter((each) => !names.has(name) || isNews(each));
    if (said === undefined && earlier.length === 0) continue;
    const source =
      said === undefined
        ? live.find((thing) => thing.isOurs && earlier.some((each) => isCalled(thing, each)))
        : live.find((thing) => thing.name === said.from);
    if (source === undefined || source.name === name || state.isFrom(source.name)) continue;
    if (found.some(({ from }) => from === source.name)) continue;
    found.push({ from: source.name, to: name });
  }
  // What is in the way of one of them must be one of them.
  for (;;) {
    const kept = found.filter(({ to }) => !names.has(to) || found.some(({ from }) => from === to));
    if (kept.length === found.length) break;
    found = kept;
  }
  // What is still wanted under its own name is only taken away from it by an answer, or where something else becomes that.
  const own = new Set(wanted.map(({ name }) => name));
  return found.filter(
    ({ from, to }) =>
      !own.has(from) || answer(to) !== undefined || found.some((other) => other.to === from),
  );
}

/** `related to` is `related_to` in every schema. */
function isCalled({ name, past }: LiveThing, wanted: string): boolean {
  const fold = (text: string): string => text.trim().replaceAll(/\s+/g, "_");
  return [name, past?.element].some((each) => each !== undefined && fold(each) === fold(wanted));
}

/** The author calls it as before; only its name in Postgres is another. */
function sameElement({ live, wanted, answer }: PairRequest, state: Pairing): readonly Hop[] {
  return wanted.flatMap(({ name, past }): Hop[] => {
    if (!state.comes(name) || answer(name) !== undefined) return [];
    const element = past?.element ?? name;
    const sources = live.filter(
      (thing) =>
        thing.isOurs && state.goes(thing.name) && (thing.past?.element ?? thing.name) === element,
    );
    return sources.length === 1 ? [{ from: sources[0]!.name, to: name }] : [];
  });
}

function sameUri({ live, wanted, answer }: PairRequest, state: Pairing): readonly Hop[] {
  const alone = <T extends { readonly past?: Past | undefined }>(things: readonly T[]) =>
    new Map(
      [...Map.groupBy(things, ({ past }) => past?.uri)].flatMap(([uri, same]) =>
        uri !== undefined && same.length === 1 ? [[uri, same[0]!] as const] : [],
      ),
    );
  const sources = alone(live.filter(({ isOurs }) => isOurs));
  return [...alone(wanted)].flatMap(([uri, { name }]): Hop[] => {
    const source = sources.get(uri);
    if (source === undefined || !state.comes(name) || !state.goes(source.name)) return [];
    return answer(name) === undefined ? [{ from: source.name, to: name }] : [];
  });
}

function ask(
  { live, wanted, answer, isLike, isRestorable }: PairRequest,
  state: Pairing,
): Pick<Paired, "open" | "answered"> {
  const open: { wanted: string; candidates: readonly string[] }[] = [];
  const answered: string[] = [];
  for (const { name, past } of wanted) {
    const said = answer(name);
    if (state.isTo(name)) {
      if (said !== undefined) answered.push(name);
      continue;
    }
    if (!state.comes(name)) continue;
    if (isRestorable(name)) {
      if (said !== undefined && said.from === undefined) answered.push(name);
      continue;
    }
    const candidates = live
      .filter(
        (thing) =>
          !state.isFrom(thing.name) &&
          (past?.renamedFrom?.some((each) => isCalled(thing, each)) === true ||
            (thing.isOurs && state.goes(thing.name) && isLike(name, thing.name))),
      )
      .map((thing) => thing.name);
    if (candidates.length === 0) continue;
    if (said === undefined) open.push({ wanted: name, candidates });
    else if (said.from === undefined) answered.push(name);
  }
  return { open, answered };
}
