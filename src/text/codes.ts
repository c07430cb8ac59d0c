// Every diagnostic there is: its severity, its sentence, and what the author can do about it.
// A code is never renamed and never used again for something else. To add one: a line here, and a case in test/linkml/diagnostics.

type Severity = "error" | "warning" | "info";

interface Template<P> {
  readonly severity: Severity;
  readonly message: (params: P) => string;
  readonly hint?: (params: P) => string | undefined;
}

type Message<P> = (params: P) => string;
type Hint<P> = (params: P) => string | undefined;

function error<P>(message: Message<P>, hint?: Hint<P>): Template<P> {
  return { severity: "error", message, ...(hint && { hint }) };
}
function warning<P>(message: Message<P>, hint?: Hint<P>): Template<P> {
  return { severity: "warning", message, ...(hint && { hint }) };
}

function info<P>(message: Message<P>, hint?: Hint<P>): Template<P> {
  return { severity: "info", message, ...(hint && { hint }) };
}

/** A reference to something that is not there. */
interface Missing {
  /** What refers, e.g. `is_a of class "Person"`. */
  readonly from: string;
  readonly name: string;
  readonly suggestion?: string | undefined;
}

/** Two elements whose names do not go together. */
interface NamePair {
  readonly kind: string;
  readonly name: string;
  readonly otherKind: string;
}

function didYouMean({
  suggestion,
}: {
  readonly suggestion?: string | undefined;
}): string | undefined {
  return suggestion === undefined ? undefined : `did you mean "${suggestion}"?`;
}

/** `a, b or c`. */
function oneOf(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}

function missing(kind: string): Template<Missing> {
  return error<Missing>(({ from, name }) => `${from}: there is no ${kind} "${name}".`, didYouMean);
}

export const codes = {
  // text: what is no YAML, or more of it than we read
  "yaml-syntax": error(
    ({ reason }: { reason: string }) => `This is not valid YAML: ${reason}.`,
    ({ reason }) => (reason.includes("tab") ? "indent with spaces, not tabs" : undefined),
  ),
  "yaml-limit": error(({ limit }: { limit: string }) => `The file is refused: ${limit}.`),
  "yaml-unsupported": error(
    ({ feature }: { feature: string }) => `${feature} cannot be read here.`,
  ),
  "yaml-mended": warning(
    (_params: object) => `This line continues a text, but is indented too little for it.`,
    () => "indent it further than the key that the text belongs to; it is read as if it were",
  ),
  "unusable-character": error(
    ({ character }: { character: string }) =>
      `This text has a character that no output can hold: ${character}.`,
    () => "leave the character away",
  ),
  "duplicate-key": error(
    ({ key }: { key: string }) =>
      `The key "${key}" stands twice in this mapping, with different values.`,
    () => "merge the two, or rename one",
  ),
  "repeated-key": warning(
    ({ key }: { key: string }) =>
      `The key "${key}" stands twice in this mapping; the later value is used.`,
    () => "remove one of the two",
  ),

  // linkml: files and imports
  "empty-schema": error(
    (_params: object) => `The file holds no schema.`,
    () => "start with id, name and classes",
  ),
  "missing-root": error(
    ({ path }: { path: string }) => `The schema file "${path}" does not exist.`,
  ),
  "missing-import": error(
    ({
      name,
      tried,
    }: {
      name: string;
      tried: readonly string[];
      /** The URI that is looked for among the files' own. */
      id?: string | undefined;
      suggestion?: string | undefined;
    }) =>
      tried.length === 0
        ? `The import "${name}" cannot be found.`
        : `The import "${name}" cannot be found: there is no ${tried.map((path) => `"${path}"`).join(" or ")}.`,
    ({ id, suggestion }) => {
      if (suggestion !== undefined) return `did you mean "${suggestion}"?`;
      return id === undefined
        ? "imports are never fetched: put the file beside the schema"
        : `imports are never fetched: put a file with the id ${id} into the folder of the schema`;
    },
  ),
  "schema-too-large": error(
    ({ what, limit }: { what: string; limit: number }) =>
      `The schema is too large: it has more than ${limit} ${what}.`,
  ),
  "unknown-prefix": error(
    ({ from, prefix }: { from: string; prefix: string; suggestion?: string | undefined }) =>
      `${from} uses the prefix "${prefix}", which is not declared.`,
    ({ prefix, suggestion }) =>
      suggestion === undefined ? `add "${prefix}" to prefixes` : `did you mean "${suggestion}"?`,
  ),
  "undeclared-prefix": warning(
    ({ from, prefix }: { from: string; prefix: string; suggestion?: string | undefined }) =>
      `${from} uses the prefix "${prefix}", which is not declared.`,
    ({ prefix, suggestion }) =>
      suggestion === undefined ? `add "${prefix}" to prefixes` : `did you mean "${suggestion}"?`,
  ),
  "ignored-usage": warning(
    ({ text }: { text: string }) =>
      `The text "${text}" says nothing about the slot; it is ignored.`,
    () => "write a metaslot before it, such as `equals_string:`",
  ),
  "unquoted-colon": warning(
    ({ text }: { text: string }) =>
      `YAML takes this for a mapping, because of its colon; it is read as the text "${text}".`,
    () => "put it in quotes",
  ),
  "invalid-curie": warning(
    ({ from, text }: { from: string; text: string }) =>
      `${from} is no URI and no CURIE: "${text}".`,
    () => "write it as prefix:name",
  ),
  "missing-schema-name": warning(
    ({ name }: { name: string }) => `The schema has no name; "${name}" is used.`,
    ({ name }) => `add "name: ${name}"`,
  ),
  "missing-schema-id": warning(
    (_params: object) => `The schema has no id.`,
    () => `add an id, a URI such as "https://example.org/my-schema"`,
  ),

  // linkml: the shape of a definition
  "unknown-metaslot": error(
    ({ metaslot, kind }: { metaslot: string; kind: string; suggestion?: string | undefined }) =>
      `${kind} cannot have "${metaslot}".`,
    didYouMean,
  ),
  "wrong-shape": error(
    ({
      what,
      expected,
      found,
    }: {
      what: string;
      expected: string;
      found: string;
      instead?: string | undefined;
    }) => `${what} must be ${expected}, but is ${found}.`,
    ({ instead }) => (instead === undefined ? undefined : `write ${instead}`),
  ),
  "loose-boolean": warning(
    ({ what, text, value }: { what: string; text: string; value: boolean }) =>
      `${what} is written "${text}"; YAML 1.2 reads that as text. It is taken as ${value}.`,
    ({ value }) => `write ${value}`,
  ),
  "loose-number": warning(
    ({ what, text, value }: { what: string; text: string; value: number }) =>
      `${what} is written "${text}"; YAML 1.2 reads that as text. It is taken as ${value}.`,
    ({ value }) => `write ${value}`,
  ),
  "name-mismatch": error(
    ({ kind, key, name }: { kind: string; key: string; name: string }) =>
      `The ${kind} under the key "${key}" names itself "${name}".`,
    ({ key }) => `write "${key}" in both places, or leave the inner name away`,
  ),
  "missing-name": error(
    ({ kind, key }: { kind: string; key: string }) => `This ${kind} in a list has no "${key}".`,
  ),

  // linkml: references
  "unknown-class": missing("class"),
  "unknown-slot": missing("slot"),
  "unknown-enum": missing("enum"),
  "unknown-type": missing("type"),
  "unknown-subset": warning(
    ({ from, name }: Missing) => `${from}: there is no subset "${name}".`,
    didYouMean,
  ),
  "unknown-range": error(
    ({ from, name }: Missing) => `${from}: there is no class, enum or type "${name}".`,
    didYouMean,
  ),
  "foreign-slot": error(
    ({ from, name, owner }: Missing & { owner: string }) =>
      `${from}: class "${owner}" has no slot "${name}".`,
    ({ suggestion, name, owner }) =>
      suggestion === undefined
        ? `add "${name}" to the slots or attributes of "${owner}"`
        : `did you mean "${suggestion}"?`,
  ),
  "foreign-rule-slot": warning(
    ({ name, owner }: { name: string; owner: string; suggestion?: string | undefined }) =>
      `Class "${owner}" has no slot "${name}"; the condition is read as if it never had a value.`,
    ({ suggestion, name, owner }) =>
      suggestion === undefined
        ? `add "${name}" to the slots or attributes of "${owner}"`
        : `did you mean "${suggestion}"?`,
  ),
  "undeclared-any": warning(
    ({ from }: { from: string }) =>
      `${from} is Any, which is not declared; it is read as linkml:Any.`,
    () => `add to classes: "Any: {class_uri: linkml:Any}"`,
  ),
  "unused-slot-usage": warning(
    ({ name, owner }: { name: string; owner: string; suggestion?: string | undefined }) =>
      `slot_usage of class "${owner}" refines slot "${name}", which the class does not have; it has no effect.`,
    ({ name, owner, suggestion }) =>
      suggestion === undefined
        ? `add "${name}" to the slots of "${owner}"`
        : `did you mean "${suggestion}"?`,
  ),
  "inheritance-cycle": error(
    ({ kind, cycle }: { kind: string; cycle: readonly string[] }) =>
      `The ${kind} "${cycle[0] ?? ""}" inherits from itself: ${cycle.join(" → ")}.`,
    () => "break the cycle at one of these is_a, mixins, typeof or inherits",
  ),
  "union-cycle": error(
    ({ kind, cycle }: { kind: string; cycle: readonly string[] }) =>
      `The ${kind} "${cycle[0] ?? ""}" is a union that contains itself: ${cycle.join(" → ")}.`,
    () => "break the cycle at one of these union_of",
  ),
  "identifier-cycle": error(
    ({ cycle }: { cycle: readonly string[] }) =>
      `The identifier of class "${cycle[0] ?? ""}" is in the end a reference to itself: ${cycle.join(" → ")}.`,
    () => "give one of these identifiers a type for its range",
  ),
  "chain-too-long": error(
    ({ kind, name, limit }: { kind: string; name: string; limit: number }) =>
      `The ${kind} "${name}" hangs on a chain of more than ${limit} others.`,
  ),
  "no-range": warning(
    ({ slot, count }: { slot: string; count: number }) =>
      count === 1
        ? `The slot "${slot}" has no range and the schema no default_range; it is read as string.`
        : `${count} slots, the first is "${slot}", have no range and the schema no default_range; they are read as string.`,
    () => "add default_range: string to the schema",
  ),

  // linkml: names
  "duplicate-element": error(
    ({ kind, name }: { kind: string; name: string }) => `The ${kind} "${name}" is defined twice.`,
    () => "rename one, or keep it in one file only",
  ),
  "name-conflict": error(
    ({ kind, name, otherKind }: NamePair) =>
      kind === otherKind
        ? `There are two ${kind}s "${name}".`
        : `The name "${name}" stands for two things, ${otherKind} and ${kind}.`,
    () => "rename one of the two",
  ),
  "builtin-name": error(
    ({ kind, name }: { kind: string; name: string }) =>
      `The ${kind} "${name}" has the name of a type that LinkML has built in; a range could mean either.`,
    () => "rename it",
  ),
  "unusable-name": error(
    ({ kind, name, reason }: { kind: string; name: string; reason: string }) =>
      `The ${kind} name ${JSON.stringify(name)} cannot be used: it ${reason}.`,
    () => "give it a name of letters, digits, blanks and underscores",
  ),
  "similar-names": warning(
    ({ kind, name, otherKind, other }: NamePair & { other: string }) =>
      `The ${kind} "${name}" and the ${otherKind} "${other}" differ only in the way they are written.`,
    () => "rename one of the two: generated code can hardly tell them apart",
  ),

  // linkml: what contradicts itself
  "several-identifiers": error(
    ({ owner, slots }: { owner: string; slots: readonly string[] }) =>
      `Class "${owner}" has ${slots.length} identifiers: ${slots.map((slot) => `"${slot}"`).join(", ")}.`,
    () => "keep identifier: true on one of them; use unique_keys for the others",
  ),
  "index-identifier": error(
    ({ from }: { from: string }) =>
      `${from}: it is the identifier, but its range declares indexes and no value.`,
    () => "give it a type for its range, and declare indexes in a slot of their own",
  ),
  "slow-pattern": warning(
    ({ from }: { from: string }) =>
      `The pattern of ${from} repeats what repeats itself: for some texts, looking for it takes time without end.`,
    () =>
      "let each round of the outer repeat begin or end with something that the inner one does not take",
  ),
  "invalid-pattern": warning(
    ({ from, reason }: { from: string; reason: string }) =>
      `The pattern of ${from} is no regular expression (${reason}); no value is checked against it.`,
    () => "write it as in JavaScript",
  ),
  "unknown-setting": error(
    ({ from, name }: Missing) => `The pattern of ${from} uses {${name}}, which is no setting.`,
    ({ name, suggestion }) =>
      suggestion === undefined
        ? `add "${name}" to settings, or write {{${name}}} for the text itself`
        : `did you mean {${suggestion}}?`,
  ),
  "setting-cycle": error(
    ({ cycle }: { cycle: readonly string[] }) =>
      `The setting "${cycle[0] ?? ""}" contains itself: ${cycle.join(" → ")}.`,
    () => "break the cycle at one of these settings",
  ),
  "pattern-too-long": error(
    ({ from, limit }: { from: string; limit: number }) =>
      `The pattern of ${from} is longer than ${limit} characters.`,
    () => "where it is made of settings: those that contain others several times multiply",
  ),
  "pattern-too-deep": error(
    ({ from, limit }: { from: string; limit: number }) =>
      `The pattern of ${from} has more than ${limit} groups inside each other.`,
  ),
  "empty-bounds": warning(
    ({
      from,
      low,
      high,
      lowName,
      highName,
    }: {
      from: string;
      low: string;
      high: string;
      lowName: string;
      highName: string;
    }) => `${from} can have no value: ${lowName} ${low} is greater than ${highName} ${high}.`,
  ),

  // lower: what a database can and cannot hold
  "unknown-annotation": warning(
    ({ name }: { name: string; suggestion?: string | undefined }) =>
      `The annotation "${name}" means nothing here.`,
    didYouMean,
  ),
  "renamed-from-itself": error(
    ({ what, name }: { what: string; name: string }) =>
      `The annotation sql.renamed_from of ${what} names "${name}", which is what it is called now.`,
    () => "name what it was called before",
  ),
  "renamed-from-existing": warning(
    ({
      what,
      name,
      other,
      effect,
    }: {
      what: string;
      name: string;
      other: string;
      effect: string;
    }) =>
      `The annotation sql.renamed_from of ${what} names "${name}", which ${other} is called now: ${effect}.`,
    () => "remove it once every database has been migrated",
  ),
  "renamed-from-twice": error(
    ({ name, first, second }: { name: string; first: string; second: string }) =>
      `Both ${first} and ${second} say that they were called "${name}" before.`,
    () => "only one of them can have the rows or values",
  ),
  "not-renamed": warning(
    ({ what, reason }: { what: string; reason: string }) =>
      `The annotation sql.renamed_from of ${what} changes nothing that is stored: ${reason}.`,
    () => "rewrite what is stored by hand",
  ),
  "unsupported-default": error(
    ({ from, text }: { from: string; text: string; instead: string; suggestion?: string }) =>
      `The default of ${from} cannot be read: ${text}.`,
    ({ instead, suggestion }) =>
      suggestion === undefined ? `write ifabsent: ${instead}` : `did you mean "${suggestion}"?`,
  ),
  "default-mismatch": error(
    ({
      from,
      text,
      expected,
    }: {
      from: string;
      text: string;
      expected: string;
      instead?: string;
    }) => `The default of ${from}, ${text}, is no ${expected}.`,
    ({ instead }) => (instead === undefined ? undefined : `write ifabsent: ${instead}`),
  ),
  "default-not-applied": warning(
    ({ from, text, reason }: { from: string; text: string; reason: string }) =>
      `The default ${text} of ${from} is not applied: ${reason}.`,
  ),
  "unsupported-sql-type": error(
    ({ type, range, allowed }: { type: string; range: string; allowed: readonly string[] }) =>
      allowed.length === 0
        ? `The sql.type "${type}" is not for the range ${range}, whose values have a type of their own.`
        : `The sql.type "${type}" does not hold every value of the range ${range}; it can be ${oneOf(allowed)}.`,
  ),
  "unsupported-sql-default": error(
    ({ text, allowed }: { text: string; allowed: readonly string[] }) =>
      `sql.default "${text}" is not allowed; it can be ${allowed.join(", ")}.`,
    () => "for a constant, use ifabsent",
  ),
  "unsupported-on-update": error(
    ({ text }: { text: string }) =>
      `sql.on_update "${text}" is not allowed; it can only be "now", on a datetime.`,
  ),
  "unsupported-sql-index": error(
    ({ from, text, allowed }: { from: string; text: string; allowed: readonly string[] }) =>
      `The annotation sql.index "${text}" of ${from} is not allowed; it can be ${allowed.join(", ")}.`,
    () => "for an index over several slots or of some rows, use IndexDefinition",
  ),
  "unsupported-sql-backfill": error(
    ({ from, text, reason }: { from: string; text: string; reason: string }) =>
      `The sql.backfill "${text}" of ${from} is not usable: ${reason}.`,
    () => "write it as SQL over slots of the row, such as lower(name)",
  ),
  "backfill-of-former-slot": info(
    ({ from, names }: { from: string; names: readonly string[] }) =>
      `The sql.backfill of ${from} reads ${names.join(", ")}, no slot of its class: columns of that name that a database may still have.`,
    () => "remove sql.backfill once every database has been migrated",
  ),
  "invalid-index": error(
    ({ owner, reason }: { owner: string; reason: string }) =>
      `The index declaration of class "${owner}" cannot be read: ${reason}.`,
    () => `write it as list([{"name": "by_email", "fields": ["email"], "unique": true}])`,
  ),
  "unindexable-slot": error(
    ({ from, slot, reason }: { from: string; slot: string; reason: string }) =>
      `${from} cannot use the slot "${slot}": ${reason}.`,
  ),
  "redundant-index": info(
    ({ from, other }: { from: string; other: string }) =>
      `${from} gets no index: "${other}" does all that it would do.`,
  ),
  "optional-unique-slot": warning(
    ({ owner, key, slots }: { owner: string; key: string; slots: readonly string[] }) =>
      `The unique key "${key}" of class "${owner}" has optional slots (${slots.join(", ")}): two rows without a value collide.`,
    () => "make them required, or set consider_nulls_inequal: true",
  ),
  "name-collision": error(
    ({ name, first, second }: { name: string; first: string; second: string }) =>
      `${second} would get the name "${name}" in Postgres, which ${first} already has.`,
    () => "rename one of the two",
  ),
  "too-many-columns": error(
    ({ what, count, limit }: { what: string; count: number; limit: number }) =>
      `The table of ${what} would have ${count} columns; Postgres has room for ${limit}.`,
    () => "move some of the slots to a class without an identifier: its objects take one column",
  ),
  "reference-not-enforced": warning(
    ({ from, range }: { from: string; range: string }) =>
      `${from} refers to "${range}", of which no class has a table; the reference is stored, but no foreign key checks it.`,
  ),
  "identifier-types-differ": error(
    ({
      owner,
      target,
      type,
      expected,
    }: {
      owner: string;
      target: string;
      type: string;
      expected: string;
    }) =>
      `Rows of class "${owner}" are identified by ${type}, but references to ${target}, which may mean them, by ${expected}.`,
    () => "give the identifiers of all these classes one range",
  ),
  "not-enforced-in-database": info(
    ({ from, what, reason }: { from: string; what: string; reason: string }) =>
      `The ${what} of ${from} is checked by the API, not by Postgres: ${reason}.`,
  ),
  "not-enforced": warning(
    ({ from, what, reason }: { from: string; what: string; reason?: string }) =>
      `The ${what} of ${from} is accepted, but nothing enforces it${reason === undefined ? " yet" : `: ${reason}`}.`,
  ),
  "never-met": warning(
    ({ what, range }: { what: string; range: string }) =>
      `${what} is never met: the range is ${range}.`,
    () => "ask for a value that the range has; equals_string is for text and enums",
  ),
  "rule-without-preconditions": warning(
    ({ owner }: { owner: string }) =>
      `This rule of class "${owner}" has no preconditions; as in LinkML's own validators it applies to nothing.`,
    () => "write `preconditions: {}` if it is to apply always",
  ),
  "union-storage": info(
    ({ from, ranges, type }: { from: string; ranges: readonly string[]; type: string }) =>
      `${from} takes several ranges (${ranges.join(", ")}); its values are stored as ${type}.`,
  ),
  "served-as-reference": info(
    ({ from }: { from: string }) =>
      `${from} is inlined, but its objects have tables of their own; the API nests their rows once.`,
  ),
  "owned-without-inverse": warning(
    ({ from }: { from: string }) =>
      `${from} cannot own its rows: they do not hold the key of the row that they would go with.`,
    () => "give their class a single-valued slot with this one as its inverse",
  ),
  "surrogate-key": info(
    ({ owner, column }: { owner: string; column: string }) =>
      `Class "${owner}" has no identifier; its table gets the column "${column}", numbered by the database.`,
    () => "add a slot with identifier: true to choose it yourself",
  ),
  "path-collision": error(
    ({ path, first, second }: { path: string; first: string; second: string }) =>
      `Classes "${first}" and "${second}" are both served at ${path}.`,
    () => "set openapi.path on one of them",
  ),
} as const satisfies Record<string, Template<never>>;

export type Code = keyof typeof codes;

/** What the message of a code needs to know. */
export type Params<C extends Code> = Parameters<(typeof codes)[C]["message"]>[0] &
  Parameters<NonNullable<(typeof codes)[C]["hint"]>>[0];
