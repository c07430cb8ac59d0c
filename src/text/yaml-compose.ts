// The YAML parser's flat events → a tree of nodes: scalars resolved, aliases and merge keys followed, keys checked.

import { EVENT_ID, SCALAR_STYLE, getScalarValue, type Event, type ScalarEvent } from "js-yaml";

/** Offsets count UTF-16 units from 0; -1 where nothing is written (`key:` with an empty value). */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

export interface YamlScalar {
  readonly kind: "scalar";
  readonly start: number;
  readonly value: string | number | boolean | null;
  /** As written, without quotes: `1.0` where the value is 1. */
  readonly text: string;
  readonly weight: number;
}

export interface YamlSequence {
  readonly kind: "sequence";
  readonly start: number;
  readonly items: readonly YamlNode[];
  readonly weight: number;
}

export interface YamlMapping {
  readonly kind: "mapping";
  readonly start: number;
  /** In the author's order; what a merge key brings in comes first. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
  /** Nodes in the tree with all aliases written out. */
  readonly weight: number;
}

export interface YamlEntry {
  readonly keyStart: number;
  readonly node: YamlNode;
}

/** Why a document that the parser took is not read any further. */
export class YamlProblem extends Error {
  readonly kind: "limit" | "unsupported";
  readonly offset: number;

  constructor(kind: "limit" | "unsupported", offset: number, message: string) {
    super(message);
    this.kind = kind;
    this.offset = offset;
  }
}

export type ReportKey = (
  code: "duplicate-key" | "repeated-key",
  offset: number,
  key: string,
  first: number,
) => void;

const MAX_ALIASES = 100;
/** A few nested aliases can stand for more nodes than there is memory for. */
const MAX_WEIGHT = 1_000_000;

/** Reads the one document of an event list. Throws YamlProblem. */
export class YamlComposer {
  readonly #text: string;
  readonly #events: readonly Event[];
  /** Those of the scalars among the events, in order. */
  readonly #scalarTexts: Iterator<string>;
  readonly #reportKey: ReportKey;
  readonly #anchors = new Map<string, YamlNode | "open">();
  #next = 0;
  #aliases = 0;

  constructor(text: string, events: readonly Event[], reportKey: ReportKey) {
    this.#text = text;
    this.#events = events;
    this.#scalarTexts = scalarTexts(text, events).values();
    this.#reportKey = reportKey;
  }

  /** An empty text is a document that holds null. */
  document(): YamlNode {
    const nothing: YamlScalar = { kind: "scalar", start: -1, value: null, text: "", weight: 1 };
    if (this.#take()?.type !== EVENT_ID.DOCUMENT) return nothing;
    if (this.#events[this.#next]?.type === EVENT_ID.POP) return nothing;
    const root = this.#node();
    this.#take();
    const more = this.#events[this.#next + 1];
    if (more !== undefined)
      throw new YamlProblem("unsupported", startOf(more), "A second document in one file");
    return root;
  }

  /** Every document of the text, in order; those that hold nothing are left out. */
  documents(): readonly YamlNode[] {
    const roots: YamlNode[] = [];
    while (this.#take()?.type === EVENT_ID.DOCUMENT) {
      this.#anchors.clear();
      if (this.#events[this.#next]?.type !== EVENT_ID.POP) roots.push(this.#node());
      this.#take();
    }
    return roots;
  }

  #take(): Event | undefined {
    return this.#events[this.#next++];
  }

  #node(): YamlNode {
    const event = this.#take();
    switch (event?.type) {
      case EVENT_ID.SCALAR: {
        const node = this.#scalar(event);
        this.#anchor(event, node);
        return node;
      }
      case EVENT_ID.SEQUENCE: {
        this.#collectionTag(event, "seq");
        this.#anchor(event, "open");
        const node = this.#sequence(event.start);
        this.#anchor(event, node);
        return node;
      }
      case EVENT_ID.MAPPING: {
        this.#collectionTag(event, "map");
        this.#anchor(event, "open");
        const node = this.#mapping(event.start);
        this.#anchor(event, node);
        return node;
      }
      case EVENT_ID.ALIAS:
        return this.#alias(event.anchorStart, event.anchorEnd);
      case EVENT_ID.DOCUMENT:
      case EVENT_ID.POP:
      case undefined:
        throw new YamlProblem("unsupported", 0, "This structure");
    }
  }

  #anchor(event: { anchorStart: number; anchorEnd: number }, node: YamlNode | "open"): void {
    if (event.anchorStart >= 0)
      this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), node);
  }

  #alias(start: number, end: number): YamlNode {
    const name = this.#text.slice(start, end);
    const node = this.#anchors.get(name);
    if (++this.#aliases > MAX_ALIASES) {
      throw new YamlProblem("limit", start, `it has more than ${MAX_ALIASES} aliases`);
    }
    if (node === undefined)
      throw new YamlProblem(
        "unsupported",
        start,
        `The alias "${name}" without an anchor before it`,
      );
    if (node === "open")
      throw new YamlProblem("unsupported", start, `The alias "${name}" inside its own anchor`);
    return node;
  }

  #sequence(start: number): YamlSequence {
    const items: YamlNode[] = [];
    let weight = 1;
    while (this.#events[this.#next]?.type !== EVENT_ID.POP) {
      const item = this.#node();
      items.push(item);
      weight = this.#weigh(weight, item, start);
    }
    this.#next++;
    return { kind: "sequence", start, items, weight };
  }

  #mapping(start: number): YamlMapping {
    const own = new Map<string, YamlEntry>();
    const merged: YamlNode[] = [];
    let weight = 1;
    while (this.#events[this.#next]?.type !== EVENT_ID.POP) {
      const keyEvent = this.#events[this.#next];
      const key = this.#key();
      const keyStart = keyEvent === undefined ? -1 : startOf(keyEvent);
      const node = this.#node();
      weight = this.#weigh(weight, node, start);
      if (key === "<<" && isPlain(keyEvent)) merged.push(node);
      else {
        const first = own.get(key);
        if (first)
          this.#reportKey(
            sameMeaning(first.node, node) ? "repeated-key" : "duplicate-key",
            keyStart,
            key,
            first.keyStart,
          );
        own.set(key, { keyStart, node });
      }
    }
    this.#next++;
    if (merged.length === 0) return { kind: "mapping", start, entries: own, weight };
    return { kind: "mapping", start, entries: merge(merged, own), weight };
  }

  #key(): string {
    const event = this.#events[this.#next];
    if (event?.type === EVENT_ID.SCALAR && event.tagStart < 0 && event.anchorStart < 0) {
      this.#next++;
      return this.#scalarText();
    }
    const node = this.#node();
    if (node.kind !== "scalar")
      throw new YamlProblem("unsupported", node.start, "A key that is no plain text");
    return node.text;
  }

  #weigh(weight: number, node: YamlNode, start: number): number {
    const sum = weight + node.weight;
    if (sum > MAX_WEIGHT + this.#events.length)
      throw new YamlProblem("limit", start, "its aliases stand for more than a million values");
    return sum;
  }

  #scalar(event: ScalarEvent): YamlScalar {
    const text = this.#scalarText();
    const tag = event.tagStart < 0 ? undefined : this.#text.slice(event.tagStart, event.tagEnd);
    return {
      kind: "scalar",
      start: startOf(event),
      value: this.#scalarValue(event, text, tag),
      text,
      weight: 1,
    };
  }

  #scalarText(): string {
    return this.#scalarTexts.next().value as string;
  }

  #scalarValue(event: ScalarEvent, text: string, tag: string | undefined): YamlScalar["value"] {
    if (tag === undefined) return event.style === SCALAR_STYLE.PLAIN ? resolveCore(text) : text;
    const name = coreTag(tag);
    if (name === "str") return text;
    const value = resolveCore(text);
    const kind = value === null ? "null" : typeof value === "boolean" ? "bool" : "number";
    const fits =
      name === kind ||
      (typeof value === "number" &&
        (name === "float" || (name === "int" && Number.isInteger(value))));
    if (!fits)
      throw new YamlProblem("unsupported", event.tagStart, `The tag "${tag}" on this value`);
    return value;
  }

  #collectionTag(event: { tagStart: number; tagEnd: number }, expected: string): void {
    if (event.tagStart < 0) return;
    const tag = this.#text.slice(event.tagStart, event.tagEnd);
    if (coreTag(tag) !== expected)
      throw new YamlProblem("unsupported", event.tagStart, `The tag "${tag}"`);
  }
}

/**
 * What the scalars say. Where one character of a file does not fit into a byte, V8 keeps two bytes for each, in whatever is cut out of it,
 * and in all that is made of that; texts that JSON has been through have what their own characters need.
 */
function scalarTexts(text: string, events: readonly Event[]): readonly string[] {
  const texts: string[] = [];
  for (const event of events)
    if (event.type === EVENT_ID.SCALAR) texts.push(getScalarValue(text, event));
  return /[\u0100-\uffff]/.test(text) ? (JSON.parse(JSON.stringify(texts)) as string[]) : texts;
}

/** `!!int` and its long form → `int`; `!` alone says "text". */
function coreTag(tag: string): string | undefined {
  if (tag === "!") return "str";
  return /^(?:!!|!<tag:yaml\.org,2002:)([a-z]+)>?$/.exec(tag)?.[1];
}

function startOf(event: Event): number {
  switch (event.type) {
    case EVENT_ID.SCALAR: {
      const quoted =
        event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
      return event.valueStart < 0 ? -1 : event.valueStart - (quoted ? 1 : 0);
    }
    case EVENT_ID.ALIAS:
      return event.anchorStart;
    case EVENT_ID.SEQUENCE:
    case EVENT_ID.MAPPING:
      return event.start;
    case EVENT_ID.DOCUMENT:
    case EVENT_ID.POP:
      return 0;
  }
}

function isPlain(event: Event | undefined): boolean {
  return event?.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN;
}

const NAMED_VALUES: ReadonlyMap<string, null | boolean> = new Map([
  ...["", "~", "null", "Null", "NULL"].map((text) => [text, null] as const),
  ...["true", "True", "TRUE"].map((text) => [text, true] as const),
  ...["false", "False", "FALSE"].map((text) => [text, false] as const),
]);
const LONGEST_NAME = "false".length;
const COLON = ":".charCodeAt(0);

/** An unquoted scalar by the rules of YAML 1.2's core schema. */
function resolveCore(text: string): YamlScalar["value"] {
  const named = text.length <= LONGEST_NAME ? NAMED_VALUES.get(text) : undefined;
  if (named !== undefined) return named;
  // Signs, the point and digits stand before the colon: most texts start with a letter.
  if (text.charCodeAt(0) >= COLON) return text;
  if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  if (/^0(?:o[0-7]+|x[\dA-Fa-f]+)$/.test(text)) return Number(text);
  const infinite = /^([-+]?)\.(?:inf|Inf|INF)$/.exec(text);
  if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? Number.NaN : text;
}

function merge(
  sources: readonly YamlNode[],
  own: ReadonlyMap<string, YamlEntry>,
): ReadonlyMap<string, YamlEntry> {
  const result = new Map<string, YamlEntry>();
  for (const source of sources.flatMap((node) =>
    node.kind === "sequence" ? node.items : [node],
  )) {
    if (source.kind !== "mapping")
      throw new YamlProblem("unsupported", source.start, "A merge key whose value is no mapping");
    // Of several sources the first wins.
    for (const [key, entry] of source.entries) if (!result.has(key)) result.set(key, entry);
  }
  for (const [key, entry] of own) result.set(key, entry);
  return result;
}

/** Whether dropping the first of two values under one key loses nothing that needs thought: two scalars, or equal trees. */
function sameMeaning(a: YamlNode, b: YamlNode): boolean {
  if (a.kind === "scalar" && b.kind === "scalar") return true;
  return equalNodes(a, b);
}

function equalNodes(a: YamlNode, b: YamlNode): boolean {
  if (a === b) return true;
  if (a.kind === "scalar") return b.kind === "scalar" && Object.is(a.value, b.value);
  if (a.kind === "sequence") {
    return (
      b.kind === "sequence" &&
      a.items.length === b.items.length &&
      a.items.every((item, index) => {
        const other = b.items[index];
        return other !== undefined && equalNodes(item, other);
      })
    );
  }
  if (b.kind !== "mapping" || a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([key, entry]) => {
    const other = b.entries.get(key);
    return other !== undefined && equalNodes(entry.node, other.node);
  });
}
