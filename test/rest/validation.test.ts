// Findings of the validators → the errors of a problem: what a client is told about rules, dictionaries and type designators.

import { join } from "node:path";
import { expect, test } from "vitest";
import { liveValidators } from "../../src/emit/live-zod.ts";
import { validationErrors } from "../../src/rest/validation.ts";
import { compileFiles } from "../support/compile.ts";

const CASES = join(import.meta.dirname, "../compile/cases");

interface Case {
  readonly name: string;
  readonly schema: string;
  readonly class: string;
  readonly body: unknown;
  /** Pointer, code and detail of each error. */
  readonly errors: readonly (readonly [pointer: string, code: string, detail: string])[];
}

const rules = { schema: "rules", class: "Task" };
const collections = { schema: "collections", class: "Person" };

const cases: readonly Case[] = [
  {
    name: "a broken rule is said in its author's words, at the object",
    ...rules,
    body: { id: 1, state: "done" },
    errors: [["#", "rules", "Must satisfy: what is done has an end."]],
  },
  {
    name: "a rule without a name is said as it reads",
    ...rules,
    body: { id: 1, hours: 100 },
    errors: [
      [
        "#",
        "rules",
        'Must satisfy: if "hours" is a whole number of at least 100 then "reason" is given.',
      ],
    ],
  },
  {
    name: "rules about one member are found at it",
    ...rules,
    body: { id: 1, reason: "x", steps: ["a", "b", "a"] },
    errors: [
      ["#/reason", "any_of", 'Must be "none" or be a text that matches /^[A-Z]/.'],
      ["#/steps/2", "list_elements_unique", "Must not be the same as element 1."],
      ["#/steps", "has_member", 'Must have an element that is "start".'],
    ],
  },
  {
    name: "a mistyped member, one of the server, a value that is no state",
    ...rules,
    body: { id: 1, sate: "open", created: "2026-01-01T00:00:00Z", state: "opn" },
    errors: [
      ["#/state", "invalid_value", 'Must be one of "open", "done"; did you mean "open"?'],
      ["#/sate", "unknown_property", 'There is no member "sate"; did you mean "state"?'],
      ["#/created", "read_only", '"created" is set by the server.'],
    ],
  },
  {
    name: "entries of dictionaries, in all their forms",
    ...collections,
    body: {
      id: "p",
      aliases: { sam: 5, Sam: null, x: { text: "y" }, z: { sine: null } },
      scores: { 1: 3, one: { points: 4, judge: "a" }, 3: {} },
    },
    errors: [
      ["#/aliases/sam", "invalid_type", "Must be a text, not a number."],
      [
        "#/aliases/Sam",
        "key",
        'The key is no valid "text": Invalid string: must match pattern /^[a-z]+$/u.',
      ],
      ["#/aliases/x/text", "key", 'Must be "x", the key it stands under.'],
      ["#/aliases/z/sine", "unknown_property", 'There is no member "sine".'],
      ["#/scores/3/points", "required", "This member is required."],
      [
        "#/scores/one",
        "key",
        'The key is no valid "round": Invalid input: expected number, received string.',
      ],
      ["#/scores/3", "unique_keys", 'Must differ from "1" in judge.'],
    ],
  },
  {
    name: "the class that a type designator names is the one that counts",
    ...collections,
    body: { id: "p", pets: [{ kind: "Dog", lives: 9 }, { name: "x" }, { kind: "Fsh", name: "" }] },
    errors: [
      ["#/pets/0/name", "required", "This member is required."],
      ["#/pets/0/lives", "unknown_property", 'There is no member "lives".'],
      ["#/pets/1/kind", "required", "This member is required."],
      ["#/pets/2/kind", "invalid_value", 'Must be one of "Cat", "Dog".'],
    ],
  },
  {
    name: "what is wrong deep inside is found there",
    ...collections,
    body: {
      id: "p",
      tree: { label: "a", children: [{ label: "b", named: { n: { node: { label: 1 } } } }] },
    },
    errors: [
      ["#/tree/children/0/named/n/node/label", "invalid_type", "Must be a text, not a number."],
    ],
  },
];

test.for(cases)("$name", ({ schema, class: className, body, errors }) => {
  const { compiled } = compileFiles(join(CASES, schema, "schema.yaml"));
  const { model, resources } = compiled!;
  const resource = resources.find((candidate) => candidate.class === className)!;
  const { error } = liveValidators(model.classes).validator(className, "create").safeParse(body);
  const found = validationErrors(error!.issues, body, resource);
  expect(found.map(({ pointer, code, detail }) => [pointer, code, detail])).toEqual(errors);
});
