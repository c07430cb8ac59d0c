// What there is to say of a class and its members → the lines of their comments in the Zod module.

import type { JsonValue, ObjectShape, PropertyShape } from "../constraint/shape.ts";
import { literalText } from "./typescript-text.ts";
import type { RowForm } from "./zod-names.ts";

/** What is said of a form. */
export interface FormWords {
  readonly summary: string;
  /** Where the object has rules. */
  readonly note?: string;
}

/** To be read behind the title of the class. */
export const ROW_FORM_WORDS: Readonly<Record<RowForm, FormWords>> = {
  read: { summary: "as the API answers with it" },
  create: { summary: "the body of POST" },
  update: {
    summary: "the body of PATCH: null removes a value, an absent member stays",
    note: "What must hold between members is for the database to judge: it knows them all.",
  },
  nested: { summary: "inside the answer with another row" },
  input: { summary: "inside the body of another row" },
};

interface Described {
  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly examples?: readonly JsonValue[];
  readonly seeAlso?: readonly string[];
}

/** The paragraphs about one form of a class. */
export function objectDoc(object: ObjectShape, { summary, note }: FormWords): readonly string[] {
  const { title = object.name, description } = object;
  return [
    `${title}, ${summary}.`,
    ...(note === undefined || object.rules.length === 0 ? [] : [note]),
    ...(description === undefined ? [] : [description]),
    ...tags(object),
  ];
}

/** The paragraphs about a member. */
export function memberDoc(property: PropertyShape): readonly string[] {
  const { title, description } = property;
  return [title, description].filter((text) => text !== undefined).concat(tags(property));
}

function tags({ deprecated, examples = [], seeAlso = [] }: Described): string[] {
  return [
    ...(deprecated ? ["@deprecated"] : []),
    ...examples.map((example) => `@example ${literalText(example)}`),
    ...seeAlso.map((place) => `@see ${place}`),
  ];
}
