// What there is to say of a class and its members → the lines of their comments in the Zod module.

import type { JsonValue, ObjectShape, PropertyShape } from "../constraint/shape.ts";
import type { Variant } from "../constraint/variant.ts";
import { literalText } from "./typescript-text.ts";

/** What is said of a form. */
interface FormWords {
  readonly summary: string;
  /** Where the object has rules. */
  readonly note?: string;
}

/** To be read behind the title of the class. */
const FORM_WORDS: Readonly<Record<Variant, FormWords>> = {
  read: { summary: "as the API answers with it" },
  create: { summary: "the body of POST" },
  update: {
    summary: "the body of PATCH: null removes a value, an absent member stays",
    note: "What must hold between members is for the database to judge: it knows them all.",
  },
  nested: { summary: "inside the answer with another row" },
  input: { summary: "inside the body of another row" },
  document: { summary: "in a document or inside another object" },
};

interface Described {
  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly examples?: readonly JsonValue[];
  readonly seeAlso?: readonly string[];
}

/** The first paragraphs about one form of a class; the others are those about the class. */
export function formDoc(object: ObjectShape, variant: Variant): readonly string[] {
  const { title = object.name, rules } = object;
  const { summary, note } = FORM_WORDS[variant];
  const first = `${title}, ${summary}.`;
  return note === undefined || rules.length === 0 ? [first] : [first, note];
}

/** The paragraphs about a class. */
export function objectDoc(object: ObjectShape): readonly string[] {
  const { description } = object;
  return description === undefined ? tags(object) : [description, ...tags(object)];
}

/** The paragraphs about a member. */
export function memberDoc(property: PropertyShape): readonly string[] {
  const { title, description } = property;
  const paragraphs: string[] = [];
  if (title !== undefined) paragraphs.push(title);
  if (description !== undefined) paragraphs.push(description);
  paragraphs.push(...tags(property));
  return paragraphs;
}

function tags({ deprecated, examples, seeAlso }: Described): readonly string[] {
  const lines = deprecated ? ["@deprecated"] : [];
  examples?.forEach((example) => lines.push(`@example ${literalText(example)}`));
  seeAlso?.forEach((place) => lines.push(`@see ${place}`));
  return lines;
}
