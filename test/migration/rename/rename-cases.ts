// Things that go on under another name, with rows in the tables: what the plan is, and where the rows are afterwards.
import type { Column, Database, Table } from "../../../src/relational/database.ts";
import {
  check,
  column,
  database,
  index,
  past,
  primaryKey,
  reference,
  required,
  table,
  unique,
  withIdentity,
} from "../build.ts";

export interface RenameCase {
  readonly name: string;
  readonly before: Database;
  /** SQL that fills the tables of `before`. */
  readonly rows: string;
  readonly after: Database;
  readonly answers?: Readonly<Record<string, string>>;
  /** The steps, as `kind object`, in order. */
  readonly steps: readonly string[];
  /** `allow` entries that it needs. */
  readonly allow?: readonly string[];
  /** Questions of a plan without the answers: object and candidates. */
  readonly questions?: Readonly<Record<string, readonly string[]>>;
  /** A query with one column, and what it gives afterwards. */
  readonly finds: readonly (readonly [query: string, values: readonly (string | null)[]])[];
}

function renamed<T extends Column | Table>(thing: T, ...renamedFrom: string[]): T {
  return past(thing, { renamedFrom });
}

const person = table("Person", column("alias", "text"), column("age", "bigint"));
const people = `INSERT INTO "Person" (id, alias, age) VALUES ('a', 'x', 1), ('b', NULL, 2)`;

export const renameCases: readonly RenameCase[] = [
  {
    name: "a column",
    before: database(person),
    rows: people,
    after: database(
      table("Person", renamed(column("nickname", "text"), "alias"), column("age", "bigint")),
    ),
    steps: ["rename_column Person.nickname"],
    finds: [[`SELECT nickname FROM "Person" ORDER BY id`, ["x", null]]],
  },
  {
    name: "a column of an older name than the last",
    before: database(person),
    rows: people,
    after: database(
      table(
        "Person",
        renamed(column("nickname", "text"), "handle", "alias"),
        column("age", "bigint"),
      ),
    ),
    steps: ["rename_column Person.nickname"],
    finds: [[`SELECT nickname FROM "Person" ORDER BY id`, ["x", null]]],
  },
  {
    name: "a table",
    before: database(person),
    rows: people,
    after: database(
      renamed(table("Human", column("alias", "text"), column("age", "bigint")), "Person"),
    ),
    steps: ["rename_table Human", "rename_constraint Human.Human_pkey"],
    finds: [[`SELECT alias FROM "Human" ORDER BY id`, ["x", null]]],
  },
  {
    name: "a table and a column of it",
    before: database(person),
    rows: people,
    after: database(
      renamed(
        table("Human", renamed(column("nickname", "text"), "alias"), column("age", "bigint")),
        "Person",
      ),
    ),
    steps: [
      "rename_table Human",
      "rename_column Human.nickname",
      "rename_constraint Human.Human_pkey",
    ],
    finds: [[`SELECT nickname FROM "Human" ORDER BY id`, ["x", null]]],
  },
  {
    name: "a column with all that stands on it",
    before: database(
      table(
        "Person",
        required("code", "text", "'none'"),
        column("size", "bigint", { generated: "length(code)" }),
        check("Person_code_check", "length(code) > 1 AND code <> 'code'", "code"),
        unique("Person_code_key", ["code"]),
        index("Person_code_idx", ["code"], { where: "code <> 'x'" }),
      ),
    ),
    rows: `INSERT INTO "Person" (id, code) VALUES ('a', 'xx'), ('b', 'yyy')`,
    after: database(
      table(
        "Person",
        renamed(required("Key", "text", "'none'"), "code"),
        column("size", "bigint", { generated: `length("Key")` }),
        check("Person_Key_check", `length("Key") > 1 AND "Key" <> 'code'`, "Key"),
        unique("Person_Key_key", ["Key"]),
        index("Person_Key_idx", ["Key"], { where: `"Key" <> 'x'` }),
      ),
    ),
    steps: [
      "rename_column Person.Key",
      "rename_constraint Person.Person_Key_check",
      "rename_constraint Person.Person_Key_key",
      "rename_index Person.Person_Key_idx",
    ],
    finds: [[`SELECT "Key" || size FROM "Person" ORDER BY id`, ["xx2", "yyy3"]]],
  },
  {
    name: "two columns that swap",
    before: database(table("Person", column("a", "text"), column("b", "text"))),
    rows: `INSERT INTO "Person" VALUES ('1', 'was a', 'was b')`,
    after: database(
      table("Person", renamed(column("a", "text"), "b"), renamed(column("b", "text"), "a")),
    ),
    steps: ["rename_column Person.a", "rename_column Person.b", "rename_column Person.a"],
    finds: [[`SELECT a || ', ' || b FROM "Person"`, ["was b, was a"]]],
  },
  {
    name: "columns in a chain",
    before: database(table("Person", column("a", "text"), column("b", "text"))),
    rows: `INSERT INTO "Person" VALUES ('1', 'was a', 'was b')`,
    after: database(
      table("Person", renamed(column("b", "text"), "a"), renamed(column("c", "text"), "b")),
    ),
    steps: ["rename_column Person.c", "rename_column Person.b"],
    finds: [[`SELECT b || ', ' || c FROM "Person"`, ["was a, was b"]]],
  },
  {
    name: "tables that swap, with keys, indexes and references",
    before: database(
      table("A", column("of", "text"), unique("A_of_key", ["of"]), index("A_of", ["of"])),
      table("B", column("of", "text"), unique("B_of_key", ["of"]), index("B_of", ["of"])),
      table("C", column("a", "text"), reference("C_a_fkey", "a", "A")),
    ),
    rows: `INSERT INTO "A" VALUES ('1', 'was a'); INSERT INTO "B" VALUES ('2', 'was b'); INSERT INTO "C" VALUES ('c', '1')`,
    after: database(
      renamed(
        table("A", column("of", "text"), unique("A_of_key", ["of"]), index("A_of", ["of"])),
        "B",
      ),
      renamed(
        table("B", column("of", "text"), unique("B_of_key", ["of"]), index("B_of", ["of"])),
        "A",
      ),
      table("C", column("a", "text"), reference("C_a_fkey", "a", "B")),
    ),
    steps: [],
    finds: [
      [`SELECT "of" FROM "A"`, ["was b"]],
      [`SELECT "of" FROM "B"`, ["was a"]],
    ],
  },
  {
    name: "a column of another type",
    before: database(person),
    rows: people,
    after: database(
      table("Person", column("alias", "text"), renamed(required("years", "numeric"), "age")),
    ),
    steps: ["rename_column Person.years", "change_type Person.years", "set_not_null Person.years"],
    finds: [[`SELECT years FROM "Person" ORDER BY id`, ["1", "2"]]],
  },
  {
    name: "a column, and a new one under its old name",
    before: database(person),
    rows: people,
    after: database(
      table(
        "Person",
        renamed(column("nickname", "text"), "alias"),
        column("alias", "text"),
        column("age", "bigint"),
      ),
    ),
    questions: { "Person.nickname": ["Person.alias"] },
    answers: { "Person.nickname": "renamed_from:Person.alias" },
    steps: ["rename_column Person.nickname", "add_column Person.alias"],
    finds: [
      [`SELECT nickname FROM "Person" ORDER BY id`, ["x", null]],
      [`SELECT alias FROM "Person" ORDER BY id`, [null, null]],
    ],
  },
  {
    name: "a likeness that is a rename",
    before: database(person),
    rows: people,
    after: database(
      table(
        "Person",
        column("nickname", "text"),
        column("handle", "text"),
        column("age", "bigint"),
      ),
    ),
    questions: { "Person.nickname": ["Person.alias"], "Person.handle": ["Person.alias"] },
    answers: { "Person.handle": "renamed_from:Person.alias" },
    steps: ["rename_column Person.handle", "add_column Person.nickname"],
    finds: [[`SELECT handle FROM "Person" ORDER BY id`, ["x", null]]],
  },
  {
    name: "a likeness that is none",
    before: database(person),
    rows: people,
    after: database(table("Person", column("nickname", "text"), column("age", "bigint"))),
    questions: { "Person.nickname": ["Person.alias"] },
    answers: { "Person.nickname": "new" },
    steps: ["retire_column Person.alias", "add_column Person.nickname"],
    allow: ["drop_column:Person.alias"],
    finds: [[`SELECT nickname FROM "Person" ORDER BY id`, [null, null]]],
  },
  {
    name: "tables that look alike",
    before: database(person),
    rows: people,
    after: database(table("Human", column("alias", "text"), column("years", "bigint"))),
    questions: { Human: ["Person"] },
    answers: { Human: "renamed_from:Person", "Human.years": "renamed_from:Person.age" },
    steps: [
      "rename_table Human",
      "rename_column Human.years",
      "rename_constraint Human.Human_pkey",
    ],
    finds: [[`SELECT years FROM "Human" ORDER BY id`, ["1", "2"]]],
  },
  {
    name: "by a URI, a table and a column",
    before: database(
      past(table("Person", past(column("alias", "text"), { uri: "https://schema.org/nick" })), {
        uri: "https://schema.org/Person",
      }),
    ),
    rows: `INSERT INTO "Person" VALUES ('a', 'x')`,
    after: database(
      past(table("Human", past(column("nickname", "text"), { uri: "https://schema.org/nick" })), {
        uri: "https://schema.org/Person",
      }),
    ),
    steps: [
      "rename_table Human",
      "rename_column Human.nickname",
      "rename_constraint Human.Human_pkey",
    ],
    finds: [[`SELECT nickname FROM "Human"`, ["x"]]],
  },
  {
    name: "not by a URI that two have",
    before: database(
      table(
        "Person",
        past(column("a", "text"), { uri: "urn:same" }),
        past(column("b", "text"), { uri: "urn:same" }),
      ),
    ),
    rows: `INSERT INTO "Person" VALUES ('1', 'was a', 'was b')`,
    after: database(
      table(
        "Person",
        past(column("a", "text"), { uri: "urn:same" }),
        past(column("c", "text"), { uri: "urn:same" }),
      ),
    ),
    questions: { "Person.c": ["Person.b"] },
    answers: { "Person.c": "renamed_from:Person.b" },
    steps: ["rename_column Person.c"],
    finds: [[`SELECT c FROM "Person"`, ["was b"]]],
  },
  {
    name: "what its author calls as before",
    before: database(table("Person", column("alias", "text"))),
    rows: `INSERT INTO "Person" VALUES ('a', 'x')`,
    after: database(
      past(table("people", past(column("nick", "text"), { element: "alias" })), {
        element: "Person",
      }),
    ),
    steps: [
      "rename_table people",
      "rename_column people.nick",
      "rename_constraint people.people_pkey",
    ],
    finds: [[`SELECT nick FROM people`, ["x"]]],
  },
  {
    name: "a table that others refer to, with a join table and numbers of its own",
    before: database(
      table(
        "Team",
        primaryKey("Team_pkey", "id"),
        column("id", "bigint", { notNull: true, identity: "by default" }),
        column("lead", "bigint"),
        reference("Team_lead_fkey", "lead", "Team"),
        index("Team_lead_idx", ["lead"]),
      ),
      table("Person", column("team", "bigint"), reference("Person_team_fkey", "team", "Team")),
      joinTable("Team", "members", "Person"),
    ),
    rows: `INSERT INTO "Team" (lead) VALUES (1); INSERT INTO "Person" VALUES ('p', 1); INSERT INTO "Team_members" VALUES (1, 'p', 0)`,
    after: database(
      renamed(
        table(
          "Group",
          primaryKey("Group_pkey", "number"),
          renamed(column("number", "bigint", { notNull: true, identity: "by default" }), "id"),
          column("lead", "bigint"),
          reference("Group_lead_fkey", "lead", "Group", { targetColumns: ["number"] }),
          index("Group_lead_idx", ["lead"]),
        ),
        "Team",
      ),
      table(
        "Person",
        column("team", "bigint"),
        reference("Person_team_fkey", "team", "Group", { targetColumns: ["number"] }),
      ),
      joinTable("Group", "members", "Person", "number"),
    ),
    steps: [],
    finds: [
      [`SELECT "Group_number" FROM "Group_members"`, ["1"]],
      [`INSERT INTO "Group" DEFAULT VALUES RETURNING number`, ["2"]],
      [`SELECT to_regclass('public."Group_number_seq"')::text`, [`"Group_number_seq"`]],
      [`SELECT to_regclass('public."Team_id_seq"')::text`, [null]],
    ],
  },
  {
    name: "tables that feed an identity table, which is renamed with one of them",
    before: withIdentity(
      database(
        table("Cat"),
        table("Dog"),
        table(
          "Owner",
          column("pet", "text"),
          reference("Owner_pet_fkey", "pet", "Cat_identity", {
            deferred: true,
            onUpdate: "cascade",
          }),
        ),
      ),
      "Cat_identity",
      "text",
      ["Cat", "Dog"],
    ),
    rows: `INSERT INTO "Cat" VALUES ('c'); INSERT INTO "Dog" VALUES ('d'); INSERT INTO "Owner" VALUES ('o', 'c')`,
    after: partOf(
      withIdentity(
        database(
          renamed(table("Feline"), "Cat"),
          table("Dog"),
          table(
            "Owner",
            column("pet", "text"),
            reference("Owner_pet_fkey", "pet", "Feline_identity", {
              deferred: true,
              onUpdate: "cascade",
            }),
          ),
        ),
        "Feline_identity",
        "text",
        ["Feline", "Dog"],
      ),
      "Feline_identity",
      ["Cat_identity"],
    ),
    steps: [],
    finds: [
      [`SELECT id || ' ' || type FROM "Feline_identity" ORDER BY 1`, ["c a Feline", "d a Dog"]],
      [`INSERT INTO "Feline" VALUES ('f') RETURNING id`, ["f"]],
      [`SELECT count(*)::text FROM "Feline_identity"`, ["3"]],
    ],
  },
  {
    name: "permissible values, which swap, in a column and in lists",
    before: database(
      table(
        "Task",
        required("state", "text", "'open'"),
        column("tags", "text[]"),
        check("Task_state_check", "state IN ('open', 'shut', 'kept')", "state"),
      ),
    ),
    rows: `INSERT INTO "Task" VALUES ('1', 'open', '{open,kept,NULL}'), ('2', 'shut', '{}'), ('3', 'kept', NULL), ('4', 'open', '{kept}')`,
    after: database(
      table(
        "Task",
        past(required("state", "text", "'active'"), { values: { open: "active", shut: "done" } }),
        past(column("tags", "text[]"), { values: { open: "kept", kept: "open" } }),
        check("Task_state_check", "state IN ('active', 'done', 'kept')", "state"),
      ),
    ),
    steps: [
      "drop_constraint Task.Task_state_check",
      "rename_value Task.state",
      "rename_value Task.tags",
      "set_default Task.state",
      "add_constraint Task.Task_state_check",
    ],
    allow: ["rename_value:Task.state#3", "rename_value:Task.tags#2"],
    finds: [
      [`SELECT state FROM "Task" ORDER BY id`, ["active", "done", "kept", "active"]],
      [`SELECT tags::text FROM "Task" ORDER BY id`, ["{kept,open,NULL}", "{}", null, "{open}"]],
    ],
  },
  {
    name: "a permissible value of a column that is renamed with its table",
    before: database(
      table(
        "Task",
        required("state", "text"),
        check("Task_state_check", "state IN ('a', 'b')", "state"),
      ),
    ),
    rows: `INSERT INTO "Task" VALUES ('1', 'a'), ('2', 'b')`,
    after: database(
      renamed(
        table(
          "Job",
          past(required("phase", "text"), { renamedFrom: ["state"], values: { a: "z" } }),
          check("Job_phase_check", "phase IN ('z', 'b')", "phase"),
        ),
        "Task",
      ),
    ),
    steps: [
      "drop_constraint Job.Task_state_check",
      "rename_table Job",
      "rename_column Job.phase",
      "rename_constraint Job.Job_pkey",
      "rename_value Job.phase",
      "add_constraint Job.Job_phase_check",
    ],
    allow: ["rename_value:Job.phase#1"],
    finds: [[`SELECT phase FROM "Job" ORDER BY id`, ["z", "b"]]],
  },
];

function joinTable(owner: string, role: string, target: string, key = "id"): Table {
  const name = `${owner}_${role}`;
  const columns = [`${owner}_${key}`, `${role}_id`, "position"] as const;
  return {
    ...table(
      name,
      primaryKey(`${name}_pkey`, columns[0], columns[2]),
      required(columns[0], "bigint"),
      required(columns[1], "text"),
      required(columns[2], "integer"),
      reference(`${name}_owner_fkey`, columns[0], owner, {
        onDelete: "cascade",
        targetColumns: [key],
      }),
      reference(`${name}_target_fkey`, columns[1], target),
    ),
    partOf: { table: owner, role },
  };
}

function partOf(given: Database, name: string, renamedFrom: readonly string[]): Database {
  return {
    ...given,
    tables: given.tables.map((each) =>
      each.name === name ? { ...each, past: { renamedFrom } } : each,
    ),
  };
}
