// Changes that people make to schemas, each with rows in the tables: from, to, and what the plan should be.
import type { Database } from "../../src/relational/database.ts";
import {
  check,
  column,
  database,
  index,
  primaryKey,
  reference,
  required,
  table,
  unique,
} from "./build.ts";

export interface MigrationCase {
  readonly name: string;
  readonly before: Database;
  /** SQL that fills the tables of `before`. */
  readonly rows?: string;
  readonly after: Database;
  /** The steps, as `kind object`, in order. */
  readonly steps: readonly string[];
  /** `allow` entries that it needs. */
  readonly allow?: readonly string[];
  /** Blockers instead of an application: code, count, keys. */
  readonly blockers?: readonly (readonly [
    code: string,
    count?: number,
    keys?: readonly string[],
  ])[];
}

const people = `INSERT INTO "Person" (id) VALUES ('a'), ('b'), ('c')`;

export const cases: readonly MigrationCase[] = [
  {
    name: "a table is added beside another",
    before: database(table("Person")),
    rows: people,
    after: database(
      table("Person"),
      table(
        "Pet",
        column("owner", "text"),
        reference("Pet_owner_fkey", "owner", "Person"),
        index("Pet_owner", ["owner"]),
      ),
    ),
    steps: ["create_table Pet", "create_index Pet.Pet_owner", "add_constraint Pet.Pet_owner_fkey"],
  },
  {
    name: "tables that refer to each other are added at once",
    before: database(),
    after: database(
      table("A", column("b", "text"), reference("A_b_fkey", "b", "B")),
      table(
        "B",
        column("a", "text"),
        reference("B_a_fkey", "a", "A"),
        column("self", "text"),
        reference("B_self_fkey", "self", "B"),
      ),
    ),
    steps: [
      "create_table A",
      "create_table B",
      "add_constraint A.A_b_fkey",
      "add_constraint B.B_a_fkey",
      "add_constraint B.B_self_fkey",
    ],
  },
  {
    name: "columns are added: optional, with a default, commented, referring to another table",
    before: database(table("Person"), table("Team")),
    rows: people,
    after: database(
      table(
        "Person",
        column("nick", "text", { comment: "what friends say" }),
        required("level", "bigint", "1"),
        required("token", "uuid", "gen_random_uuid()"),
        required("flag", "boolean", "1 IN (1, 2) AND NOT false"),
        column("team", "text"),
        check("Person_level_check", "level > 0", "level"),
        unique("Person_token_key", ["token"]),
        reference("Person_team_fkey", "team", "Team"),
      ),
      table("Team"),
    ),
    steps: [
      "add_column Person.nick",
      "add_column Person.level",
      "add_column Person.token",
      "add_column Person.flag",
      "add_column Person.team",
      "add_constraint Person.Person_level_check",
      "add_constraint Person.Person_token_key",
      "add_constraint Person.Person_team_fkey",
    ],
  },
  {
    name: "a required column without a default is added to an empty table",
    before: database(table("Person")),
    after: database(table("Person", required("name", "text"))),
    steps: ["add_column Person.name"],
  },
  {
    name: "a required column without a default is added to a filled table",
    before: database(table("Person")),
    rows: people,
    after: database(table("Person", required("name", "text"))),
    steps: ["add_column Person.name"],
    blockers: [["rows_violate_not_null", 3, ["a", "b", "c"]]],
  },
  {
    name: "a column is retired with its default, check, unique key, index and foreign key",
    before: database(
      table("Team"),
      table(
        "Person",
        required("code", "text", "md5(random()::text)"),
        column("team", "text"),
        check("Person_code_check", "length(code) > 1", "code"),
        unique("Person_code_key", ["code"]),
        index("Person_code", ["code"], { where: "team IS NULL" }),
        reference("Person_team_fkey", "team", "Team"),
      ),
    ),
    rows: `INSERT INTO "Team" VALUES ('t'); INSERT INTO "Person" (id, code, team) VALUES ('a', 'xx', 't'), ('b', 'yy', NULL)`,
    after: database(table("Team"), table("Person")),
    steps: [
      "drop_constraint Person.Person_team_fkey",
      "drop_index Person.Person_code",
      "drop_constraint Person.Person_code_check",
      "drop_constraint Person.Person_code_key",
      "retire_column Person.code",
      "retire_column Person.team",
    ],
    allow: ["drop_column:Person.code", "drop_column:Person.team"],
  },
  {
    name: "a table is retired that another one refers to",
    before: database(
      table(
        "Team",
        primaryKey("Team_pkey", "id"),
        column("id", "bigint", { notNull: true, identity: "by default" }),
        unique("Team_name_key", ["name"]),
        column("name", "text"),
        index("Team_name", ["name"]),
      ),
      table(
        "Person",
        column("team", "bigint"),
        reference("Person_team_fkey", "team", "Team"),
        index("Person_team", ["team"]),
      ),
    ),
    rows: `INSERT INTO "Team" (name) VALUES ('t'); INSERT INTO "Person" VALUES ('a', 1)`,
    after: database(table("Person")),
    steps: [
      "drop_constraint Person.Person_team_fkey",
      "drop_index Person.Person_team",
      "retire_column Person.team",
      "retire_table Team",
    ],
    allow: ["drop_column:Person.team", "drop_table:Team"],
  },
  {
    name: "checks are added, changed and dropped",
    before: database(
      table(
        "Person",
        column("age", "bigint"),
        check("a_check", "age > 0", "age"),
        check("b_check", "age < 200", "age"),
      ),
    ),
    rows: `INSERT INTO "Person" VALUES ('a', 1), ('b', 120)`,
    after: database(
      table(
        "Person",
        column("age", "bigint"),
        check("b_check", "age < 150", "age"),
        check("c_check", "age <> 7", "age"),
      ),
    ),
    steps: [
      "drop_constraint Person.a_check",
      "drop_constraint Person.b_check",
      "add_constraint Person.b_check",
      "add_constraint Person.c_check",
    ],
  },
  {
    name: "a check is added that rows break",
    before: database(table("Person", column("age", "bigint"))),
    rows: `INSERT INTO "Person" VALUES ('a', 1), ('b', -1), ('c', NULL), ('d', -2)`,
    after: database(
      table("Person", column("age", "bigint"), check("age_check", "age >= 0", "age")),
    ),
    steps: ["add_constraint Person.age_check"],
    blockers: [["rows_violate_check", 2, ["b", "d"]]],
  },
  {
    name: "a check is added over a column that is new as well",
    before: database(table("Person")),
    rows: people,
    after: database(
      table("Person", required("age", "bigint", "-1"), check("age_check", "age >= 0", "age")),
    ),
    steps: ["add_column Person.age", "add_constraint Person.age_check"],
    blockers: [["rows_violate_check", 3, ["a", "b", "c"]]],
  },
  {
    name: "an optional column becomes required, and back",
    before: database(table("Person", column("a", "text"), required("b", "text", "'x'"))),
    rows: `INSERT INTO "Person" VALUES ('1', 'a', 'b')`,
    after: database(
      table("Person", required("a", "text"), column("b", "text", { default: "'x'" })),
    ),
    steps: ["set_not_null Person.a", "drop_not_null Person.b"],
  },
  {
    name: "a column becomes required that has gaps",
    before: database(table("Person", column("a", "text"))),
    rows: `INSERT INTO "Person" VALUES ('1', 'a'), ('2', NULL)`,
    after: database(table("Person", required("a", "text"))),
    steps: ["set_not_null Person.a"],
    blockers: [["rows_violate_not_null", 1, ["2"]]],
  },
  {
    name: "defaults are added, changed and dropped",
    before: database(
      table(
        "Person",
        column("a", "text"),
        column("b", "text", { default: "'x'" }),
        column("c", "bigint", { default: "1 + 1" }),
      ),
    ),
    rows: `INSERT INTO "Person" VALUES ('1', 'a', 'b', 3)`,
    after: database(
      table(
        "Person",
        column("a", "text", { default: "'y'" }),
        column("b", "text", { default: "'z'" }),
        column("c", "bigint"),
      ),
    ),
    steps: ["drop_default Person.c", "set_default Person.a", "set_default Person.b"],
  },
  {
    name: "a unique key is added, where NULLs are equal",
    before: database(table("Person", column("email", "text"))),
    rows: `INSERT INTO "Person" VALUES ('a', 'x'), ('b', 'x'), ('c', NULL), ('d', NULL), ('e', 'y')`,
    after: database(table("Person", column("email", "text"), unique("email_key", ["email"]))),
    steps: ["add_constraint Person.email_key"],
    blockers: [["rows_violate_unique", 4, ["a", "b", "c", "d"]]],
  },
  {
    name: "a unique key is added, where NULLs are distinct, and a unique index over some rows",
    before: database(table("Person", column("email", "text"), column("rank", "bigint"))),
    rows: `INSERT INTO "Person" VALUES ('a', 'x', 1), ('b', 'y', 1), ('c', NULL, -1), ('d', NULL, -1)`,
    after: database(
      table(
        "Person",
        column("email", "text"),
        column("rank", "bigint"),
        unique("email_key", ["email"], false),
        index("Person_rank", ["rank"], { unique: true, where: "rank > 0" }),
      ),
    ),
    steps: ["add_constraint Person.email_key", "create_index Person.Person_rank"],
    blockers: [["rows_violate_unique", 2, ["a", "b"]]],
  },
  {
    name: "a foreign key is added that rows break, to a table that is new",
    before: database(table("Person", column("team", "text"))),
    rows: `INSERT INTO "Person" VALUES ('a', 't'), ('b', NULL)`,
    after: database(
      table("Person", column("team", "text"), reference("team_fkey", "team", "Team")),
      table("Team"),
    ),
    steps: ["create_table Team", "add_constraint Person.team_fkey"],
    blockers: [["rows_violate_foreign_key", 1, ["a"]]],
  },
  {
    name: "a foreign key changes its action",
    before: database(
      table("Person", column("boss", "text"), reference("boss_fkey", "boss", "Person")),
    ),
    rows: `INSERT INTO "Person" VALUES ('a', NULL), ('b', 'a')`,
    after: database(
      table(
        "Person",
        column("boss", "text"),
        reference("boss_fkey", "boss", "Person", { onDelete: "set null" }),
      ),
    ),
    steps: ["drop_constraint Person.boss_fkey", "add_constraint Person.boss_fkey"],
  },
  {
    name: "a primary key gets another column, under a foreign key",
    before: database(
      table("Person", column("name", "text"), unique("id_key", ["id"], false)),
      table("Pet", column("owner", "text"), reference("owner_fkey", "owner", "Person")),
    ),
    rows: `INSERT INTO "Person" VALUES ('a', 'x'); INSERT INTO "Pet" VALUES ('p', 'a')`,
    after: database(
      table(
        "Person",
        required("id", "text"),
        required("name", "text"),
        primaryKey("Person_pkey", "id", "name"),
        unique("id_key", ["id"], false),
      ),
      table("Pet", column("owner", "text"), reference("owner_fkey", "owner", "Person")),
    ),
    steps: [
      "drop_constraint Pet.owner_fkey",
      "drop_constraint Person.Person_pkey",
      "set_not_null Person.name",
      "add_constraint Person.Person_pkey",
      "add_constraint Pet.owner_fkey",
    ],
  },
  {
    name: "indexes are added, changed and dropped",
    before: database(
      table(
        "Person",
        column("a", "text"),
        column("b", "jsonb"),
        index("one", ["a"]),
        index("two", ["a"]),
      ),
    ),
    rows: `INSERT INTO "Person" VALUES ('1', 'a', '{"x": 1}')`,
    after: database(
      table(
        "Person",
        column("a", "text"),
        column("b", "jsonb"),
        index("two", ["a"], { descending: true, include: ["b"] }),
        index("three", ["b"], { method: "gin" }),
        index("four", ["a"], { where: "a IS NOT NULL AND length(a) > 3", method: "hash" }),
      ),
    ),
    steps: [
      "drop_index Person.one",
      "drop_index Person.two",
      "create_index Person.four",
      "create_index Person.three",
      "create_index Person.two",
    ],
  },
  {
    name: "comments are added, changed and dropped",
    before: database({
      ...table(
        "Person",
        column("a", "text", { comment: "old" }),
        column("b", "text", { comment: "gone" }),
      ),
      comment: "people",
    }),
    rows: `INSERT INTO "Person" VALUES ('1', 'a', 'b')`,
    after: database({
      ...table("Person", column("a", "text", { comment: "it's new" }), column("b", "text")),
      comment: "People",
    }),
    steps: ["comment_column Person.a", "comment_column Person.b", "comment_table Person"],
  },
  {
    name: "types grow without a loss, with checks, defaults, indexes and keys on them",
    before: database(
      table(
        "Person",
        primaryKey("Person_pkey", "id"),
        required("id", "integer"),
        required("small", "smallint", "3"),
        column("name", "character varying(10)"),
        column("born", "date"),
        column("amount", "numeric(8,2)"),
        column("many", "integer[]"),
        check("small_check", "small >= 2", "small"),
        index("Person_small", ["small"], { where: "small > 5" }),
      ),
      table("Pet", column("owner", "integer"), reference("owner_fkey", "owner", "Person")),
    ),
    rows: `INSERT INTO "Person" VALUES (1, 7, 'name', '2020-02-29', 123456.78, '{1,2}'); INSERT INTO "Pet" VALUES ('p', 1)`,
    after: database(
      table(
        "Person",
        primaryKey("Person_pkey", "id"),
        required("id", "bigint"),
        required("small", "numeric", "3"),
        column("name", "text"),
        column("born", "timestamp with time zone"),
        column("amount", "numeric(12,2)"),
        column("many", "bigint[]"),
        check("small_check", "small >= 2", "small"),
        index("Person_small", ["small"], { where: "small > 5" }),
      ),
      table("Pet", column("owner", "bigint"), reference("owner_fkey", "owner", "Person")),
    ),
    steps: [
      "drop_constraint Pet.owner_fkey",
      "drop_index Person.Person_small",
      "drop_constraint Person.small_check",
      "drop_default Person.small",
      "change_type Person.id",
      "change_type Person.small",
      "change_type Person.name",
      "change_type Person.born",
      "change_type Person.amount",
      "change_type Person.many",
      "change_type Pet.owner",
      "set_default Person.small",
      "add_constraint Person.small_check",
      "create_index Person.Person_small",
      "add_constraint Pet.owner_fkey",
    ],
  },
  {
    name: "a type changes that could lose values, and loses none",
    before: database(table("Person", column("age", "text"))),
    rows: `INSERT INTO "Person" VALUES ('a', '12')`,
    after: database(table("Person", column("age", "bigint"))),
    steps: ["change_type Person.age"],
  },
  {
    name: "a column becomes an identity, going on after the numbers that are there",
    before: database(table("Person", primaryKey("Person_pkey", "id"), required("id", "bigint"))),
    rows: `INSERT INTO "Person" VALUES (41)`,
    after: database(
      table(
        "Person",
        primaryKey("Person_pkey", "id"),
        column("id", "bigint", { notNull: true, identity: "by default" }),
      ),
    ),
    steps: ["change_identity Person.id"],
  },
  {
    name: "names need quotes",
    before: database(table('a "b" $body$', column("select", "text", { default: "'it''s'" }))),
    rows: `INSERT INTO "a ""b"" $body$" VALUES ('1', 'x')`,
    after: database(
      table(
        'a "b" $body$',
        column("select", "text", { default: "'$body$ \\ ''quoted'''" }),
        column("Ünï'cödé", "text"),
        check("it's", `"Ünï'cödé" <> 'é'`, "Ünï'cödé"),
        index('i"x', ["select"]),
      ),
    ),
    steps: [
      'add_column a "b" $body$.Ünï\'cödé',
      'set_default a "b" $body$.select',
      'add_constraint a "b" $body$.it\'s',
      'create_index a "b" $body$.i"x',
    ],
  },
  {
    name: "an expression that Postgres refuses",
    before: database(table("Person", column("age", "bigint"))),
    after: database(
      table(
        "Person",
        column("age", "bigint", { default: "no_such_function()" }),
        check("age_check", "agee > 1", "age"),
      ),
    ),
    steps: ["set_default Person.age", "add_constraint Person.age_check"],
    blockers: [["invalid_expression"], ["invalid_expression"]],
  },
  {
    name: "a rule that cannot be computed for a row",
    before: database(table("Person", column("age", "text"))),
    rows: `INSERT INTO "Person" VALUES ('a', 'secret')`,
    after: database(
      table("Person", column("age", "text"), check("age_check", "age::integer > 0", "age")),
    ),
    steps: ["add_constraint Person.age_check"],
    blockers: [["probe_failed"]],
  },
  ...[
    index("by_share", [], { expressions: ["1 / age"] }),
    index("some", ["name"], { where: "1 / age > 0" }),
    // A missing name is equal to none, so that Postgres need not look further to see that no two are the same.
    index("pair", ["name"], { unique: true, expressions: ["1 / age"] }),
  ].map((made): MigrationCase => {
    const columns = [column("name", "text"), column("age", "integer")];
    return {
      name: `an index that cannot be computed for a row: ${made.name}`,
      before: database(table("Person", ...columns)),
      rows: `INSERT INTO "Person" VALUES ('1', NULL, 0)`,
      after: database(table("Person", ...columns, made)),
      steps: [`create_index Person.${made.name}`],
      blockers: [["probe_failed"]],
    };
  }),
];
