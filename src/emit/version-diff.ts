// Two versions of a schema → what changes from one to the other for those who use its API, its Zod schemas and its database, in words:
// what breaks them first. It needs no database, so it knows nothing of rows.

import type { EnumShape, ObjectShape, PropertyShape, Shape } from "../constraint/shape.ts";
import { diff } from "../migration/diff/diff.ts";
import type { LiveDatabase } from "../migration/live.ts";
import { match } from "../migration/match/match.ts";
import { withBackfills } from "../migration/fill/backfill.ts";
import { planSteps, type Step } from "../migration/plan.ts";
import type { Database } from "../relational/database.ts";
import { normalize } from "../relational/normalize.ts";
import { shapeWords } from "./explain/shape-words.ts";
import type { Resource } from "./resource.ts";

/** What is compared of a compiled schema. */
export interface ComparedVersion {
  readonly resources: readonly Resource[];
  readonly classes: ReadonlyMap<string, ObjectShape>;
  readonly database: Database;
}

export interface VersionChange {
  readonly area: "REST" | "Zod" | "SQL";
  readonly breaking: boolean;
  /** A sentence without a full stop: `User.email is gone`. */
  readonly text: string;
}

/** What breaks first; then by area and name. */
export function versionDiff(
  before: ComparedVersion,
  after: ComparedVersion,
): readonly VersionChange[] {
  const changes = [
    ...resourceChanges(before.resources, after.resources),
    ...classChanges(before.classes, after.classes),
    ...databaseChanges(before.database, after.database),
  ];
  return changes.toSorted((left, right) => Number(right.breaking) - Number(left.breaking));
}

/** The changes as the text of a commit message; one line where there are none. */
export function renderVersionDiff(changes: readonly VersionChange[]): string {
  if (changes.length === 0) return "Nothing changes in REST, Zod or SQL.";
  const section = (title: string, breaking: boolean): string[] => {
    const lines = changes.filter((change) => change.breaking === breaking);
    if (lines.length === 0) return [];
    return [[title, ...lines.map(({ area, text }) => `  ${area.padEnd(4)}  ${text}`)].join("\n")];
  };
  return [...section("Breaking:", true), ...section("Compatible:", false)].join("\n\n");
}

type Say = (breaking: boolean, text: string) => VersionChange;
const about =
  (area: VersionChange["area"]): Say =>
  (breaking, text) => ({ area, breaking, text });

function resourceChanges(
  before: readonly Resource[],
  after: readonly Resource[],
): readonly VersionChange[] {
  const say = about("REST");
  return paired(before, after, (resource) => resource.class).flatMap(([, old, wanted]) => {
    if (wanted === undefined) return old === undefined ? [] : [say(true, `${old.path} is gone`)];
    if (old === undefined) return [say(false, `${wanted.path} is new`)];
    const moved = old.path === wanted.path ? [] : [say(true, `${old.path} is ${wanted.path} now`)];
    const operations = paired(old.operations, wanted.operations, (name) => name);
    return [
      ...moved,
      ...operations.flatMap(([name, was, is]) => {
        if (was === is) return [];
        return is === undefined
          ? [say(true, `${wanted.path} can no longer ${name}`)]
          : [say(false, `${wanted.path} can ${name} now`)];
      }),
    ];
  });
}

function classChanges(
  before: ReadonlyMap<string, ObjectShape>,
  after: ReadonlyMap<string, ObjectShape>,
): readonly VersionChange[] {
  const say = about("Zod");
  const pairs = paired([...before.values()], [...after.values()], ({ name }) => name);
  return pairs.flatMap(([name, old, wanted]) => {
    if (wanted === undefined) return [say(true, `${name} is gone`)];
    if (old === undefined) return [say(false, `${name} is new`)];
    const members = paired(old.properties, wanted.properties, (property) => property.name);
    return [
      ...members.flatMap(([member, was, is]) => memberChanges(`${name}.${member}`, was, is, say)),
      ...ruleChanges(name, old, wanted, say),
    ];
  });
}

function memberChanges(
  name: string,
  old: PropertyShape | undefined,
  wanted: PropertyShape | undefined,
  say: Say,
): readonly VersionChange[] {
  if (wanted === undefined) return [say(true, `${name} is gone`)];
  const isAsked = mustBeGiven(wanted);
  if (old === undefined)
    return [say(isAsked, isAsked ? `${name} is new and must be given` : `${name} is new`)];
  const wasAsked = mustBeGiven(old);
  return [
    ...(isAsked && !wasAsked ? [say(true, `${name} must be given now`)] : []),
    ...(!isAsked && wasAsked ? [say(false, `${name} need not be given any more`)] : []),
    ...(old.required && !wanted.required ? [say(true, `${name} may be null in answers now`)] : []),
    ...(old.readonly === wanted.readonly
      ? []
      : [
          say(
            wanted.readonly,
            `${name} is ${wanted.readonly ? "set by the server" : "writable"} now`,
          ),
        ]),
    ...shapeChanges(name, old.shape, wanted.shape, say),
    ...ruleChanges(name, old, wanted, say),
  ];
}

const mustBeGiven = ({ required, hasDefault, readonly }: PropertyShape): boolean =>
  required && !hasDefault && !readonly;

function shapeChanges(name: string, old: Shape, wanted: Shape, say: Say): readonly VersionChange[] {
  if (JSON.stringify(values(old)) === JSON.stringify(values(wanted))) return [];
  if (old.kind === "enum" && wanted.kind === "enum") return valueChanges(name, old, wanted, say);
  const [was, is] = [shapeWords(old), shapeWords(wanted)];
  const text = was === is ? `${name} takes other values` : `${name} is ${is}; it was ${was}`;
  return [say(true, text)];
}

/** Without the words about the values of enums, which nobody's program reads. */
function values(shape: Shape): Shape {
  return shape.kind === "enum"
    ? { ...shape, values: shape.values.map(({ text }) => ({ text })) }
    : shape;
}

function valueChanges(
  name: string,
  old: EnumShape,
  wanted: EnumShape,
  say: Say,
): readonly VersionChange[] {
  return paired(old.values, wanted.values, ({ text }) => text).flatMap(([text, was, is]) => {
    if (was !== undefined && is !== undefined) return [];
    return is === undefined
      ? [say(true, `${name} can no longer be ${JSON.stringify(text)}`)]
      : [say(false, `${name} can be ${JSON.stringify(text)} now`)];
  });
}

function ruleChanges(
  name: string,
  old: Pick<ObjectShape, "rules">,
  wanted: Pick<ObjectShape, "rules">,
  say: Say,
): readonly VersionChange[] {
  const texts = (side: Pick<ObjectShape, "rules">): readonly string[] =>
    side.rules.map(({ condition, metaslot }) => JSON.stringify([metaslot, condition]));
  const [was, is] = [new Set(texts(old)), new Set(texts(wanted))];
  const isNew = [...is].some((text) => !was.has(text));
  const isGone = [...was].some((text) => !is.has(text));
  if (isNew) return [say(true, `${name} has another rule to keep`)];
  return isGone ? [say(false, `${name} has a rule less to keep`)] : [];
}

function databaseChanges(before: Database, after: Database): readonly VersionChange[] {
  const say = about("SQL");
  const [from, to] = [normalize(before), normalize(after)];
  const matched = match({ applied: from, desired: to, live: liveAs(from), answers: {} });
  const changes = [...matched.changes, ...withBackfills(diff(matched.managed, to), to)];
  const planned = planSteps(changes, {
    namespace: to.namespace,
    number: 0,
    rows: new Map(),
    retiredNamespaceExists: true,
    downgrade: false,
    former: matched.former,
    others: [],
  });
  const questions = matched.questions.map(({ object, candidates }) =>
    say(
      true,
      `${object} may be ${candidates.join(" or ")} under another name: say so in sql.renamed_from`,
    ),
  );
  return [...questions, ...planned.map(({ step }) => say(step.phase === "contract", words(step)))];
}

function words({ kind, object, hazards }: Step): string {
  const allowed = hazards.flatMap(({ allow }) => allow ?? []);
  const asks = allowed.length === 0 ? "" : ` (asks to allow ${allowed.join(", ")})`;
  return `${kind} ${object}${asks}`;
}

/** As it would be in a database that nobody else has touched. */
function liveAs(database: Database): LiveDatabase {
  return { database, tables: new Map(), relations: [], dependents: [], retired: [] };
}

/** Both sides of each name, the old ones in their order, then the new. */
function paired<Item>(
  before: readonly Item[],
  after: readonly Item[],
  nameOf: (item: Item) => string,
): readonly (readonly [name: string, old: Item | undefined, wanted: Item | undefined])[] {
  const old = new Map(before.map((item) => [nameOf(item), item]));
  const wanted = new Map(after.map((item) => [nameOf(item), item]));
  return [...new Set([...old.keys(), ...wanted.keys()])].map((name) => [
    name,
    old.get(name),
    wanted.get(name),
  ]);
}
