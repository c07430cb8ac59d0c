// Conditions → English, for the people whose values do not satisfy them.

import { memberConditions } from "../constraint/condition.ts";
import type { Condition, EnumShape, Shape, StringShape } from "../constraint/shape.ts";

/** Longer sentences help nobody. */
const MAX_LENGTH = 400;

/** A sentence of what must hold: `Must satisfy: if "status" is "done" then "ended" is given`. */
export function ruleWords(condition: Condition): string {
  const words = speaksOfMembers(condition)
    ? `Must satisfy: ${say(condition, CLAUSE)}`
    : `Must ${say(condition, DEMAND)}`;
  return words.length <= MAX_LENGTH ? words : `${words.slice(0, MAX_LENGTH - 1)}…`;
}

/** How a verb stands in the sentence. */
interface Voice {
  /** What the sentence is about, with a space behind it; none where the verb comes first. */
  readonly subject: string;
  readonly verb: (verb: Verb, negative: boolean) => string;
}

type Verb = "be" | "have" | "satisfy";

const THIRD_PERSON = { be: "is", have: "has", satisfy: "satisfies" };

const infinitive = (verb: Verb, negative: boolean): string => (negative ? `not ${verb}` : verb);

function thirdPerson(verb: Verb, negative: boolean): string {
  if (!negative) return THIRD_PERSON[verb];
  return verb === "be" ? "is not" : `does not ${verb}`;
}

const DEMAND: Voice = { subject: "", verb: infinitive };
const CLAUSE: Voice = { subject: "it ", verb: thirdPerson };

function about(subject: string): Voice {
  return { subject, verb: thirdPerson };
}

function speaksOfMembers(condition: Condition): boolean {
  return memberConditions(condition).length > 0;
}

function say(condition: Condition, voice: Voice, negative = false): string {
  const predicate = (verb: Verb, rest: string, isNegative = negative): string =>
    `${voice.subject}${voice.verb(verb, isNegative)} ${rest}`;
  switch (condition.kind) {
    case "absent":
      return predicate("be", negative ? "given" : "absent", false);
    case "is":
      return condition.shape.kind === "any"
        ? predicate("be", negative ? "absent" : "given", false)
        : predicate("be", shapeWords(condition.shape));
    case "some":
      return predicate("have", `an element that ${say(condition.element, about(""))}`);
    case "every":
      return predicate(
        "be",
        `a list of elements each of which ${say(condition.element, about(""))}`,
      );
    case "member":
      return voice.subject === "" && voice.verb === thirdPerson
        ? `${negative ? "does not have" : "has"} a ${quote(condition.name)} that ${say(condition.value, about(""))}`
        : say(condition.value, about(`${quote(condition.name)} `), negative);
    case "one": {
      const options = parts(condition.of, CLAUSE, false).join("; ");
      return speaksOfMembers(condition)
        ? `${negative ? "not " : ""}exactly one of these holds: ${options}`
        : predicate("satisfy", `exactly one of: ${options}`);
    }
    case "all":
      return joined(condition.of, negative ? "or" : "and", voice, negative);
    case "none":
      return joined(condition.of, negative ? "or" : "and", voice, !negative);
    case "any":
      return negative ? joined(condition.of, "and", voice, true) : choice(condition.of, voice);
  }
}

/** What holds unless something else does, is said as a consequence. */
function choice(of: readonly Condition[], voice: Voice): string {
  const premises = of.flatMap((option) => (option.kind === "none" ? option.of : []));
  const rest = of.filter((option) => option.kind !== "none");
  if (premises.length === 0 || rest.length === 0 || voice.verb === infinitive) {
    return joined(of, "or", voice, false);
  }
  // Several denials side by side: one of them suffices, so the premises hold together.
  const single = of.filter((option) => option.kind === "none").length === 1;
  const premise = joined(premises, single ? "or" : "and", voice, false);
  return `if ${premise} then ${joined(rest, "or", voice, false)}`;
}

function joined(
  of: readonly Condition[],
  connective: "and" | "or",
  voice: Voice,
  negative: boolean,
): string {
  if (of.length === 0) {
    const holds = connective === "and";
    return `${voice.subject}${voice.verb("be", !holds)} anything at all`;
  }
  return parts(of, voice, negative).join(` ${connective} `);
}

function parts(of: readonly Condition[], voice: Voice, negative: boolean): readonly string[] {
  return of.map((condition) => {
    const words = say(condition, voice, negative);
    const isCompound = "of" in condition && condition.of.length > 1 && of.length > 1;
    return isCompound ? `(${words})` : words;
  });
}

function shapeWords(shape: Shape): string {
  switch (shape.kind) {
    case "string":
      return textWords(shape);
    case "integer":
      return `a whole number${range(shape.minimum, shape.maximum)}${matching(shape.patterns)}`;
    case "number":
      return `a number${range(shape.minimum, shape.maximum)}`;
    case "boolean":
      return "true or false";
    case "literal":
      return JSON.stringify(shape.value);
    case "enum":
      return enumWords(shape);
    case "array":
      return `a list${sizeOf(shape.minItems, shape.maxItems, "element")}${elementWords(shape.items)}`;
    case "dictionary":
      return `an object of ${shapeWords(shape.values)} for each ${quote(shape.key)}`;
    case "object":
      return `an object of class ${quote(shape.name)}`;
    case "record":
      return "an object";
    case "union":
      return shape.anyOf.map(shapeWords).join(" or ");
    case "any":
      return "anything";
  }
}

function elementWords(items: Shape): string {
  return items.kind === "any" ? "" : `, each ${shapeWords(items)}`;
}

const KINDS = {
  date: "a date",
  time: "a time",
  "date-time": "a date and time",
  uri: "a URI",
  uuid: "a UUID",
  email: "an e-mail address",
};

function textWords({
  format,
  patterns,
  earliest,
  latest,
  minLength,
  maxLength,
}: StringShape): string {
  const from = earliest === undefined ? "" : ` from ${earliest}`;
  const to = latest === undefined ? "" : ` up to ${latest}`;
  return [
    (format === undefined ? "a text" : KINDS[format]) + from + to,
    sizeOf(minLength, maxLength, "character"),
    matching(patterns),
  ].join("");
}

function matching(patterns: readonly string[] = []): string {
  const list = patterns.map((pattern) => `/${pattern}/`).join(" and ");
  return list && ` that matches ${list}`;
}

function enumWords({ name, values }: EnumShape): string {
  if (values.length > 8 && name !== undefined) return `a value of ${quote(name)}`;
  const texts = values.map(({ text }) => quote(text));
  return texts.length === 1 ? texts[0]! : `one of ${texts.join(", ")}`;
}

function range(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? "" : ` of at most ${maximum}`;
}

function sizeOf(minimum: number | undefined, maximum: number | undefined, unit: string): string {
  if (minimum === undefined && maximum === undefined) return "";
  const units = (maximum ?? minimum) === 1 ? unit : `${unit}s`;
  if (minimum === maximum) return ` of ${minimum} ${units}`;
  if (maximum === undefined) return ` of at least ${minimum} ${units}`;
  return ` of ${minimum === undefined ? "at most" : `${minimum} to`} ${maximum} ${units}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
