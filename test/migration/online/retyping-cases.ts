// Columns of a large table that get another type, with somebody who writes them meanwhile: as the version before writes them, and in a
// session of other settings.
import type { Database } from "../../../src/relational/database.ts";
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
  withIdentity,
} from "../build.ts";
import type { OnlineCase } from "./online-cases.ts";

/** A key, an index with a predicate, a check and a default on the same column. */
const people = (type: string, start: string): Database =>
  database(
    table(
      "Person",
      required("name", "text"),
      required("age", type, start),
      column("city", "text"),
      unique("Person_age_key", ["age"]),
      index("Person_city_age", ["city", "age"], { where: "age > 1" }),
      check("Person_age_range", "age >= 0", "age"),
    ),
  );

/** Writes both columns, so that what they say agrees. */
const older = (id: string, age: string): string =>
  `UPDATE "Person" SET age = ${age}, name = 'name ' || (${age}) WHERE id = '${id}'`;

/** People count by an identity, notes by a serial. */
const numbered = (type: string): Database =>
  database(
    table(
      "Person",
      column("id", type, { notNull: true, identity: "by default" }),
      column("name", "text"),
      column("parent", type),
      primaryKey("Person_pkey", "id"),
      reference("Person_parent_fkey", "parent", "Person"),
      index("Person_parent", ["parent"]),
    ),
    table(
      "Note",
      { ...column("n", type, { notNull: true }), serial: "Note_n_seq" },
      column("person", type),
      reference("Note_person_fkey", "person", "Person", { onDelete: "cascade" }),
    ),
  );

/** Others are computed from `age`; one of them, `next`, not for ever. */
const computed = (type: string, twice: string, next?: string): Database =>
  database(
    table(
      "Person",
      column("name", "text"),
      column("age", type),
      column("city", "text"),
      column("twice", twice, { generated: "age * 2" }),
      next === undefined
        ? column("next", "numeric")
        : column("next", "bigint", { generated: next }),
      unique("Person_age_next_key", ["age", "next"]),
      unique("Person_twice_key", ["twice"]),
      check("Person_age_range", "twice >= age", "age", "twice"),
      check("Person_twice_range", "twice >= 0", "twice"),
    ),
  );

/** `name` and `said` say what `age` and `at` are. */
const entries = (age: string, at: string): Database =>
  database(
    table(
      "Person",
      column("name", "text"),
      column("age", age),
      column("at", at),
      column("said", "text"),
      index("Person_age", ["age"]),
    ),
  );

/** Notes are about people or pets. */
const beings = (type: string): Database =>
  withIdentity(
    database(
      table(
        "Person",
        required("id", type),
        column("name", "text"),
        primaryKey("Person_pkey", "id"),
      ),
      table("Pet", required("id", type), primaryKey("Pet_pkey", "id")),
      table(
        "Note",
        column("being", type),
        reference("Note_being_fkey", "being", "Being", { onUpdate: "cascade", deferred: true }),
      ),
    ),
    "Being",
    type,
    ["Person", "Pet"],
  );

const replaced = (...columns: readonly string[]): readonly string[] => [
  ...columns.map((each) => `add_shadow ${each}`),
  ...columns.map((each) => `fill_shadow ${each} *`),
];

export const retypingCases: readonly OnlineCase[] = [
  {
    name: "a type that holds every value, with a key, an index and a check",
    from: people("bigint", "1000000"),
    to: people("numeric", "1000000"),
    steps: [
      ...replaced("Person.age"),
      "validate_constraint Person._new_2_age *",
      "create_index Person.Person_age_key *",
      "create_index Person.Person_city_age *",
      "drop_index Person.Person_city_age",
      "drop_constraint Person.Person_age_key",
      "drop_constraint Person.Person_age_range",
      "rename_index Person.Person_age_key",
      "rename_index Person.Person_city_age",
      "change_type Person.age",
      "set_default Person.age",
      "add_constraint Person.Person_age_range",
      "attach_index Person.Person_age_key",
      "validate_constraint Person.Person_age_range *",
    ],
    writes: [
      older("5", "age + 10000"),
      `DELETE FROM "Person" WHERE id = '6'; INSERT INTO "Person" (id, name) VALUES ('6', 'name 1000000')`,
    ],
    wrong: `SELECT id FROM "Person" WHERE name IS DISTINCT FROM 'name ' || age`,
  },
  {
    name: "numbers that others refer to: all of one type at each moment, and none is given twice",
    from: numbered("integer"),
    to: numbered("bigint"),
    steps: [
      ...replaced("Note.n", "Note.person", "Person.id", "Person.parent"),
      "validate_constraint Note._new_2_n *",
      "validate_constraint Note._new_2_person *",
      "validate_constraint Person._new_2_id *",
      "validate_constraint Person._new_2_parent *",
      "create_index Person.Person_pkey *",
      "create_index Person.Person_parent *",
      "drop_constraint Note.Note_person_fkey",
      "drop_constraint Person.Person_parent_fkey",
      "drop_index Person.Person_parent",
      "drop_constraint Person.Person_pkey",
      "rename_index Person.Person_pkey",
      "rename_index Person.Person_parent",
      "change_type Note.n",
      "change_type Note.person",
      "change_type Person.id",
      "change_type Person.parent",
      "change_identity Note.n",
      "attach_index Person.Person_pkey",
      "add_constraint Note.Note_person_fkey",
      "add_constraint Person.Person_parent_fkey",
      "validate_constraint Note.Note_person_fkey *",
      "validate_constraint Person.Person_parent_fkey *",
    ],
    rows: `INSERT INTO "Person" (name) VALUES ('gone'); DELETE FROM "Person"; INSERT INTO "Person" (name, parent) SELECT 'name ' || n, nullif(n / 2, 0) + 1 FROM generate_series(1, 3000) n; INSERT INTO "Note" (id, person) SELECT 'n' || id, id FROM "Person"; INSERT INTO "Note" (id) VALUES ('gone'); DELETE FROM "Note" WHERE id = 'gone'`,
    writes: [
      `INSERT INTO "Note" (id, person) SELECT 'x' || max(id), max(id) FROM "Person" ON CONFLICT DO NOTHING`,
      `WITH gone AS (DELETE FROM "Person" WHERE id = (SELECT max(id) FROM "Person") RETURNING name, parent) INSERT INTO "Person" (name, parent) SELECT name, parent FROM gone`,
    ],
    wrong: `SELECT 'Person' WHERE nextval('"Person_id_seq"') <= (SELECT greatest(3001, max(id)) FROM "Person") UNION ALL SELECT 'Note' WHERE nextval('"Note_n_seq"') <= (SELECT greatest(3001, max(n)) FROM "Note") UNION ALL SELECT id FROM "Note" WHERE person IS NULL`,
  },
  {
    name: "values some of which may be left out, and moments whatever the time zone of who writes",
    from: entries("text", "timestamp without time zone"),
    to: entries("bigint", "timestamp with time zone"),
    steps: [
      ...replaced("Person.age", "Person.at"),
      "validate_constraint Person._new_2_at *",
      "create_index Person.Person_age *",
      "drop_index Person.Person_age",
      "rename_index Person.Person_age",
      "convert_column Person.age",
      "change_type Person.at",
    ],
    rows: `INSERT INTO "Person" SELECT n::text, CASE WHEN n % 10 = 0 THEN 'old' ELSE n::text END, CASE WHEN n % 10 = 0 THEN 'old' ELSE n::text END, timestamp '2020-01-01' + n * interval '1 hour', timestamp '2020-01-01' + n * interval '1 hour' FROM generate_series(1, 3000) n`,
    writes: [
      `UPDATE "Person" SET age = 'none', name = 'none' WHERE id = '7'`,
      `UPDATE "Person" SET age = '12', name = '12' WHERE id = '10'`,
      `SET timezone = 'Asia/Tokyo'; UPDATE "Person" SET at = at + interval '1 day', said = at + interval '1 day' WHERE id = '9' AND pg_typeof(at)::text = 'timestamp without time zone'; RESET timezone`,
    ],
    wrong: `SELECT id FROM "Person" WHERE age::text IS DISTINCT FROM CASE WHEN name ~ '^\\d' THEN name END OR _retired_2_age <> name OR (at AT TIME ZONE 'UTC')::text IS DISTINCT FROM said`,
  },
  {
    name: "a column that others are computed from, with keys and checks on them",
    from: computed("integer", "bigint", "age + 1"),
    to: computed("bigint", "numeric"),
    steps: [
      "drop_expression Person.next",
      ...replaced("Person.age", "Person.next"),
      "validate_constraint Person._new_2_age *",
      "validate_constraint Person._new_2_next *",
      "create_index Person.Person_age_next_key *",
      "drop_constraint Person.Person_age_next_key",
      "drop_constraint Person.Person_age_range",
      "drop_constraint Person.Person_twice_key",
      "drop_constraint Person.Person_twice_range",
      "drop_derived_column Person.twice",
      "rename_index Person.Person_age_next_key",
      "change_type Person.age",
      "change_type Person.next",
      "add_column Person.twice",
      "add_constraint Person.Person_age_range",
      "add_constraint Person.Person_twice_range",
      "attach_index Person.Person_age_next_key",
      "validate_constraint Person.Person_age_range *",
      "validate_constraint Person.Person_twice_range *",
      "create_index Person.Person_twice_key *",
      "attach_index Person.Person_twice_key",
    ],
    writes: [`UPDATE "Person" SET age = age + 10000 WHERE id = '5' AND age < 50000`],
    wrong: `SELECT id FROM "Person" WHERE twice <> age * 2 OR next IS NULL`,
    stays: `SELECT id FROM "Person" WHERE twice <> age * 2 OR next <> age + 1`,
  },
  {
    name: "keys that an identity table holds too, for references to several classes",
    from: beings("integer"),
    to: beings("bigint"),
    steps: [
      ...replaced("Being.id", "Note.being", "Person.id", "Pet.id"),
      "validate_constraint Being._new_2_id *",
      "validate_constraint Note._new_2_being *",
      "validate_constraint Person._new_2_id *",
      "validate_constraint Pet._new_2_id *",
      "create_index Being.Being_pkey *",
      "create_index Person.Person_pkey *",
      "create_index Pet.Pet_pkey *",
      "drop_constraint Note.Note_being_fkey",
      "drop_constraint Person.Person_id_Being_fkey",
      "drop_constraint Pet.Pet_id_Being_fkey",
      "drop_trigger Person.Being_row",
      "drop_trigger Pet.Being_row",
      "drop_constraint Being.Being_pkey",
      "drop_constraint Person.Person_pkey",
      "drop_constraint Pet.Pet_pkey",
      "rename_index Being.Being_pkey",
      "rename_index Person.Person_pkey",
      "rename_index Pet.Pet_pkey",
      "change_type Being.id",
      "change_type Note.being",
      "change_type Person.id",
      "change_type Pet.id",
      "attach_index Being.Being_pkey",
      "attach_index Person.Person_pkey",
      "attach_index Pet.Pet_pkey",
      "create_trigger Person.Being_row",
      "create_trigger Pet.Being_row",
      "add_constraint Note.Note_being_fkey",
      "add_constraint Person.Person_id_Being_fkey",
      "add_constraint Pet.Pet_id_Being_fkey",
      "validate_constraint Note.Note_being_fkey *",
      "validate_constraint Person.Person_id_Being_fkey *",
      "validate_constraint Pet.Pet_id_Being_fkey *",
    ],
    rows: `INSERT INTO "Person" SELECT n, 'name ' || n FROM generate_series(1, 3000) n; INSERT INTO "Pet" SELECT n FROM generate_series(3001, 3010) n; INSERT INTO "Note" SELECT 'n' || id, id FROM "Being"`,
    writes: [
      `INSERT INTO "Person" VALUES (4000, 'name 4000'); DELETE FROM "Person" WHERE id = 4000`,
      `UPDATE "Pet" SET id = id + 100 WHERE id = (SELECT max(id) FROM "Pet")`,
    ],
    wrong: `SELECT id, type FROM "Being" EXCEPT (SELECT id, 'a Person' FROM "Person" UNION ALL SELECT id, 'a Pet' FROM "Pet")`,
  },
];
