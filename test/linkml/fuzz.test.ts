// Schemas damaged at random: whatever an author may have typed, compile() answers, with diagnostics that have a place, within two seconds
// of CPU. TEST_SEED repeats a run.

import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readSchemaFiles } from "../../src/bin/schema-files.ts";
import { compile, type SchemaBundle } from "../../src/compile.ts";
import { artifactTexts } from "../support/artifacts.ts";
import { corpusSchemas } from "../support/corpus.ts";
import { FULL, SEED } from "../support/seed.ts";

const RUNS = FULL ? 10_000 : 300;
const MAX_CPU_SECONDS = 2;
/** Larger ones take their turn less often. */
const LARGE = 60_000;

/** A number from 0 up to `below`, by the seed. */
type Random = (below: number) => number;

function randomBy(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[random(items.length)]!;
}

/** What may stand where something else is expected. */
const VALUES =
  `|null|~|true|yes|-1|0|1e400|.nan|0x10|1_000|2024-02-30|''|[]|{}|[[]]|[{}]|{a: {}}|[a, b]|{a: [b]}
{range: string}|[string]|string|integer|linkml:Any|Any|date|a b|a.b|__proto__|constructor|*a|&a x|&a [*a]|!!binary x
!x y|>-|%|@|'|"|"\\0"|"\\uD800"|(|[|(a+)+|^$|\\|string(x)|int(|list([])|{x}|{{x}}|#|- x|? x|${"😀".repeat(50)}`
    .split(/[|\n]/)
    .concat("|\n  x", "x".repeat(500));

const METASLOTS =
  `is_a mixins range slots attributes slot_usage classes enums types imports prefixes settings identifier
key required multivalued inlined inlined_as_list inverse unique_keys rules any_of all_of none_of exactly_one_of typeof
union_of inherits minus include permissible_values pattern structured_pattern minimum_value maximum_value equals_string
equals_number ifabsent readonly annotations tree_root abstract mixin alias apply_to designates_type extra_slots array
has_member preconditions postconditions slot_conditions value_presence default_range default_prefix`.split(
    /\s/,
  );

type Mutation = (lines: string[], random: Random) => void;

/** Each changes the lines of a file in place. */
const mutations: Readonly<Record<string, Mutation>> = {
  "delete a line": (lines, random) => void lines.splice(random(lines.length), 1),
  "repeat a line": (lines, random) => {
    const at = random(lines.length);
    lines.splice(random(lines.length), 0, lines[at] ?? "");
  },
  "swap two lines": (lines, random) => {
    const [a, b] = [random(lines.length), random(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? "", lines[a] ?? ""];
  },
  "indent a line": (lines, random) => {
    const at = random(lines.length);
    lines[at] = pick(["  ", " ", "\t", "    "], random) + (lines[at] ?? "");
  },
  "unindent a line": (lines, random) => {
    const at = random(lines.length);
    lines[at] = (lines[at] ?? "").replace(/^ {1,2}/, "");
  },
  "cut the file off": (lines, random) => {
    lines.length = Math.max(1, random(lines.length));
  },
  "change a character": (lines, random) => {
    const at = random(lines.length);
    const line = lines[at] ?? "";
    const column = random(line.length + 1);
    const put = pick([..."{}[]:,#&*!|>'\"%@`?-\\ \t\0\u202e😀aA0"], random);
    lines[at] = line.slice(0, column) + put + line.slice(column + random(2));
  },
  "give another value": (lines, random) => {
    const at = lineLike(lines, /^\s*(?:- )?[\w ]+:/, random);
    lines[at] = (lines[at] ?? "").replace(/:.*$/, () => `: ${pick(VALUES, random)}`);
  },
  "give another metaslot": (lines, random) => {
    const at = lineLike(lines, /^\s+\w+:/, random);
    lines[at] = (lines[at] ?? "").replace(/\w+:/, () => `${pick(METASLOTS, random)}:`);
  },
  "name something else": (lines, random) => {
    const names = lines.flatMap((line) => /^\s{2,4}(\w+):/.exec(line)?.[1] ?? []);
    const at = lineLike(lines, /:\s*\w+\s*$/, random);
    const name = names.length === 0 ? "x" : pick(names, random);
    lines[at] = (lines[at] ?? "").replace(/:\s*\w+\s*$/, () => `: ${name}`);
  },
  "add a metaslot": (lines, random) => {
    const at = lineLike(lines, /^\s+\w+:/, random);
    const indent = /^\s*/.exec(lines[at] ?? "")?.[0] ?? "";
    const value = random(2) === 0 ? pick(VALUES, random) : pick(lines, random).trim();
    lines.splice(at, 0, `${indent}${pick(METASLOTS, random)}: ${value}`);
  },
};

function lineLike(lines: readonly string[], pattern: RegExp, random: Random): number {
  const start = random(lines.length);
  for (let step = 0; step < lines.length; step++) {
    const at = (start + step) % lines.length;
    if (pattern.test(lines[at] ?? "")) return at;
  }
  return start;
}

interface Seed {
  readonly name: string;
  readonly bundle: SchemaBundle;
}

function seeds(): readonly Seed[] {
  const own = globSync("../{compile/cases,explain,linkml/diagnostics}/*/schema.yaml", {
    cwd: import.meta.dirname,
  }).toSorted();
  const ownSeeds = own.map((path) => {
    const text = readFileSync(join(import.meta.dirname, path), "utf8");
    const bundle = { root: "schema.yaml", files: { "schema.yaml": text } };
    return { name: basename(dirname(path)), bundle };
  });
  const real = corpusSchemas("damaging real schemas").map(({ name, root }) => ({
    name,
    bundle: readSchemaFiles(root).bundle,
  }));
  return [...ownSeeds, ...real];
}

function isLarge({ bundle }: Seed): boolean {
  return Object.values(bundle.files).reduce((sum, text) => sum + text.length, 0) > LARGE;
}

function damage(seed: Seed, random: Random): SchemaBundle {
  const files = { ...seed.bundle.files };
  const paths = Object.keys(files);
  const path = random(2) === 0 ? seed.bundle.root : pick(paths, random);
  const lines = (files[path] ?? "").split("\n");
  for (let count = 1 + random(4); count > 0; count--) {
    pick(Object.values(mutations), random)(lines, random);
    if (lines.length === 0) lines.push("");
  }
  files[path] = lines.join("\n");
  return { root: seed.bundle.root, files };
}

test(`damaged schemas never crash the compiler, seed ${SEED}`, { timeout: 1_800_000 }, () => {
  console.info(`test/linkml/fuzz: TEST_SEED=${SEED}, ${RUNS} schemas`);
  const all = seeds();
  const small = all.filter((seed) => !isLarge(seed));
  const outcomes = { refused: 0, accepted: 0 };
  for (let run = 0; run < RUNS; run++) {
    const random = randomBy(SEED + run * 7_919);
    const seed = pick(random(20) === 0 ? all : small, random);
    const bundle = damage(seed, random);
    const what = `run ${run} of seed ${SEED}, a damaged ${seed.name}`;
    try {
      const before = process.threadCpuUsage();
      const { diagnostics, compiled } = compile(bundle);
      const { user, system } = process.threadCpuUsage(before);
      expect((user + system) / 1e6, what).toBeLessThan(MAX_CPU_SECONDS);
      for (const { file, line, column, message } of diagnostics) {
        expect(file.startsWith("linkml:") || file in bundle.files, `${what}: ${message}`).toBe(
          true,
        );
        expect(line * column, `${what}: ${message}`).toBeGreaterThan(0);
      }
      if (compiled === undefined) outcomes.refused++;
      else {
        outcomes.accepted++;
        if (run % 10 === 0) artifactTexts(compiled);
      }
    } catch (error) {
      throw new Error(what, { cause: error });
    }
  }
  // Damage that is never, or always, noticed would prove nothing.
  expect(Math.min(outcomes.refused, outcomes.accepted)).toBeGreaterThan(RUNS / 20);
});
