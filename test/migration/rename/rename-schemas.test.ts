// Names change in the schema's own words: classes, slots, values, and what is made from them. What REST serves from the rows that were there
// before is what it would have served under the new names all along.
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { CompiledSchema } from "../../../src/compile.ts";
import { compiledApp } from "../../rest/compiled-app.ts";
import { compileBundle } from "../../support/compile.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { apply, clear, outcome, plan, rollBack, sessionOf, status } from "../run.ts";

const ROOT = `id: https://example.org/case
name: case
prefixes: {linkml: "https://w3id.org/linkml/", schema: "https://schema.org/"}
imports: ["linkml:types"]
default_range: string
`;

const BEFORE = `
classes:
  Agent:
    abstract: true
    attributes:
      id: {identifier: true}
      alias: {}
  Person:
    is_a: Agent
    class_uri: schema:Person
    attributes:
      state: {range: State}
      moods: {range: State, multivalued: true}
      friends: {range: Person, multivalued: true}
      full name: {slot_uri: "schema:name"}
  Robot:
    is_a: Agent
  Pet:
    attributes:
      id: {identifier: true}
      keeper: {range: Agent}
      owner: {range: Person}
enums:
  State:
    permissible_values: {open: {}, shut: {}}
`;

const ROWS = `INSERT INTO "Person" (id, alias, state, moods, full_name) VALUES ('ada', 'A', 'open', '{open,shut}', 'Ada'), ('bob', NULL, 'shut', NULL, NULL);
INSERT INTO "Robot" VALUES ('r2', 'R'); INSERT INTO "Person_friends" VALUES ('ada', 'bob', 0);
INSERT INTO "Pet" VALUES ('rex', 'ada', 'bob'), ('tom', 'r2', NULL)`;

interface Change {
  readonly name: string;
  readonly after: string;
  /** Table → what stands in `id`, and which member shows what. */
  readonly shows: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const changes: readonly Change[] = [
  {
    name: "a class, with its join table and as part of an identity table",
    after: BEFORE.replace(
      "  Person:\n",
      "  Human:\n    annotations: {sql.renamed_from: Person}\n",
    ).replaceAll("range: Person", "range: Human"),
    shows: {
      Human: { id: "ada", alias: "A", friends: ["bob"], full_name: "Ada" },
      Pet: { id: "rex", keeper: "ada", owner: "bob" },
    },
  },
  {
    name: "a class that has kept its URI, and a slot that has",
    after: BEFORE.replace("  Person:\n", "  Human:\n")
      .replaceAll("range: Person", "range: Human")
      .replace("full name:", "whole name:"),
    shows: {
      Human: { id: "ada", alias: "A", friends: ["bob"], whole_name: "Ada" },
      Pet: { id: "rex", keeper: "ada", owner: "bob" },
    },
  },
  {
    name: "an abstract class, with the identity table of references to it",
    after: BEFORE.replace("  Agent:\n", "  Actor:\n    annotations: {sql.renamed_from: Agent}\n")
      .replaceAll("is_a: Agent", "is_a: Actor")
      .replace("range: Agent", "range: Actor"),
    shows: { Pet: { id: "tom", keeper: "r2", owner: null } },
  },
  {
    name: "slots, one of them inherited, one a list of references, one with a space in its name",
    after: BEFORE.replace("alias: {}", "nickname: {annotations: {sql.renamed_from: alias}}")
      .replace("friends: {", "mates: {annotations: {sql.renamed_from: friends}, ")
      .replace("full name: {", "name: {annotations: {sql.renamed_from: full name}, "),
    shows: {
      Person: { id: "ada", nickname: "A", mates: ["bob"], name: "Ada" },
      Robot: { id: "r2", nickname: "R" },
    },
  },
  {
    name: "values, in a column and in lists",
    after: BEFORE.replace(
      "{open: {}, shut: {}}",
      `
      active: {annotations: {sql.renamed_from: open}}
      shut:`,
    ),
    shows: { Person: { id: "ada", state: "active", moods: ["active", "shut"] } },
  },
  {
    name: "everything at once",
    after: BEFORE.replace(
      "  Person:\n",
      "  Human:\n    annotations: {sql.renamed_from: [Being, Person]}\n",
    )
      .replaceAll("range: Person", "range: Human")
      .replace("  Agent:\n", "  Actor:\n    annotations: {sql.renamed_from: Agent}\n")
      .replaceAll("is_a: Agent", "is_a: Actor")
      .replace("range: Agent", "range: Actor")
      .replace(
        "id: {identifier: true}\n      alias: {}",
        "code: {identifier: true, annotations: {sql.renamed_from: id}}\n      nickname: {annotations: {sql.renamed_from: alias}}",
      )
      .replace("friends: {", "mates: {annotations: {sql.renamed_from: friends}, ")
      .replace(
        "{open: {}, shut: {}}",
        `
      shut: {annotations: {sql.renamed_from: open}}
      open: {annotations: {sql.renamed_from: shut}}`,
      ),
    shows: {
      Human: { code: "ada", nickname: "A", mates: ["bob"], state: "shut", moods: ["shut", "open"] },
      Pet: { id: "rex", keeper: "ada", owner: "bob" },
    },
  },
];

describe("renamed in the schema", () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await createDatabase();
  });
  afterAll(() => opened.drop());

  test.each(changes)("$name", async ({ after, shows }) => {
    const session = sessionOf(opened);
    await clear(opened);
    const [before, wanted] = [compiled(BEFORE), compiled(after)];
    expect(outcome(await apply(session, before.database))).toBe("applied");
    await opened.query(ROWS);

    const planned = await plan(session, wanted.database);
    expect(planned).toMatchObject({ questions: [], blockers: [] });
    const steps = planned.steps.map(({ kind, object }) => `${kind} ${object}`).join("\n");
    expect(steps).not.toMatch(/retire_|create_table|drop_derived|add_column|create_index/);
    expect(outcome(await apply(session, wanted.database))).toBe("applied");
    expect(await plan(session, wanted.database)).toMatchObject({ steps: [], questions: [] });
    expect(await status(session, wanted.database)).toMatchObject({ in_sync: true, drift: false });
    await expectServed(wanted, shows);

    expect(outcome(await rollBack(session, "2"))).toBe("applied");
    await expectServed(before, {
      Person: { id: "ada", alias: "A", state: "open", moods: ["open", "shut"], friends: ["bob"] },
      Pet: { id: "rex", keeper: "ada", owner: "bob" },
    });
  });

  async function expectServed(schema: CompiledSchema, shows: Change["shows"]): Promise<void> {
    const app = compiledApp(schema, opened);
    for (const [name, members] of Object.entries(shows)) {
      const resource = schema.resources.find((each) => each.class === name);
      const key = Object.values(members)[0];
      const answer = await app.request(`${resource?.path}/${String(key)}`);
      expect(answer.status, `${name} ${String(key)}`).toBe(200);
      expect(await answer.json()).toMatchObject(members);
    }
  }
});

function compiled(text: string): CompiledSchema {
  const files = { "schema.yaml": ROOT + text };
  const { compiled, errors } = compileBundle({ root: "schema.yaml", files });
  expect(errors).toEqual([]);
  return compiled!;
}
