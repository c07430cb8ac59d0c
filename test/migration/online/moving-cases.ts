// Changes that write the rows of a large table, with somebody who writes some of them meanwhile.
import type { Column, Database } from "../../../src/relational/database.ts";
import { check, column, database, reference, table, unique, withIdentity } from "../build.ts";
import type { OnlineCase } from "./online-cases.ts";

/** People with a name and other names, each one of three. `past`: what the values were called. */
function people(
  [first, second, third]: readonly [string, string, string],
  past: Readonly<Record<string, string>> = {},
): Database {
  const named = (name: string, type: string): Column => ({
    ...column(name, type),
    past: { values: past },
  });
  return database(
    table(
      "Person",
      named("name", "text"),
      named("names", "text[]"),
      column("age", "bigint"),
      check("Person_age_range", "age >= 0", "age"),
      check("Person_name_values", `name IN ('${first}', '${second}', '${third}')`, "name"),
      check(
        "Person_names_agree",
        `name <> '${first}' OR '${second}' = ANY (names)`,
        "name",
        "names",
      ),
      check("Person_names_values", `names <@ ARRAY['${first}', '${second}', '${third}']`, "names"),
    ),
  );
}

const person = table("Person", column("name", "text"));
const dog = table("Dog");
const note = (target: string) =>
  table("Note", column("about", "text"), reference("Note_about_fkey", "about", target));

const separate = database(person, dog, note("Person"));
const beings = (...feeders: readonly string[]): Database =>
  withIdentity(database(person, dog, note("Being")), "Being", "text", feeders);

/** The same, with another type for what a table feeds. */
function called(database: Database, from: string, to: string): Database {
  return JSON.parse(JSON.stringify(database).replaceAll(`"${from}"`, `"${to}"`)) as Database;
}

const crowd = `INSERT INTO "Person" SELECT n::text, 'name ' || n FROM generate_series(1, 3000) n; INSERT INTO "Dog" VALUES ('d'); INSERT INTO "Note" VALUES ('n', '7'), ('m', '2000')`;

/** Keys that change, rows that go and come again. */
const shuffled = [
  `UPDATE "Person" SET id = CASE id WHEN '1500' THEN 'x' ELSE '1500' END WHERE id IN ('1500', 'x')`,
  `DELETE FROM "Person" WHERE id = '2999'`,
  `INSERT INTO "Person" VALUES ('2999', 'again')`,
  `UPDATE "Person" SET name = name || '.' WHERE id IN ('1', '3000')`,
];

/** Rows of some tables that are not in `Being` under these types, and what is in it beside them. */
const strangers = (types: Readonly<Record<string, string>>): string => {
  const parts = Object.entries(types).map(
    ([name, type]) => `SELECT id, '${type}'::text AS type FROM "${name}"`,
  );
  const rows = `(${parts.join(" UNION ALL ")})`;
  return `(${rows} EXCEPT SELECT id, type FROM "Being") UNION ALL (SELECT id, type FROM "Being" EXCEPT ${rows})`;
};

export const movingCases: readonly OnlineCase[] = [
  {
    name: "values get other names some rows at a time",
    from: people(["old", "older", "kept"]),
    to: people(["new", "newer", "kept"], { old: "new", older: "newer" }),
    steps: [
      "swap_check Person.Person_name_values",
      "swap_check Person.Person_names_agree",
      "swap_check Person.Person_names_values",
      "rename_value Person.name *",
      "rename_value Person.names *",
      "swap_check Person.Person_name_values",
      "swap_check Person.Person_names_agree",
      "swap_check Person.Person_names_values",
      "rename_late_values Person *",
      "validate_constraint Person.Person_name_values *",
      "validate_constraint Person.Person_names_agree *",
      "validate_constraint Person.Person_names_values *",
    ],
    rows: `INSERT INTO "Person" (id, name, names, age) SELECT n::text, (ARRAY['old', 'older', 'kept'])[n % 3 + 1], ARRAY['kept', 'older', 'old'], n FROM generate_series(1, 3000) n`,
    writes: [
      `UPDATE "Person" SET age = age + 1 WHERE id = '3'`,
      `UPDATE "Person" SET name = 'old', names = '{older}' WHERE id = '4'`,
      `UPDATE "Person" SET name = 'new', names = '{newer}' WHERE id = '7'`,
    ],
    wrong: `SELECT id FROM "Person" WHERE name IN ('old', 'older') OR names && '{old,older}' OR names IS NULL`,
    stays: `SELECT id FROM "Person" WHERE name IN ('new', 'newer') OR names && '{new,newer}' OR names IS NULL`,
  },
  {
    name: "a class becomes one of several that a reference may point to",
    from: separate,
    to: beings("Person", "Dog"),
    steps: [
      "create_routine identity_sync()",
      "create_table Being",
      "create_trigger Dog.Being_row",
      "create_trigger Dog.Being_truncate",
      "create_trigger Person.Being_row",
      "create_trigger Person.Being_truncate",
      "add_constraint Dog.Dog_id_Being_fkey",
      "add_constraint Person.Person_id_Being_fkey",
      "fill_identity Dog.Being *",
      "fill_identity Person.Being *",
      "drop_constraint Note.Note_about_fkey",
      "add_constraint Note.Note_about_fkey",
      "validate_constraint Dog.Dog_id_Being_fkey *",
      "validate_constraint Note.Note_about_fkey *",
      "validate_constraint Person.Person_id_Being_fkey *",
    ],
    rows: crowd,
    writes: shuffled,
    wrong: strangers({ Person: "a Person", Dog: "a Dog" }),
    stays: `SELECT tgname FROM pg_trigger WHERE tgname LIKE 'Being%'`,
  },
  {
    name: "what a class is called changes in the identities of its rows",
    from: beings("Person", "Dog"),
    to: called(beings("Person", "Dog"), "a Person", "a Human"),
    steps: [
      "drop_trigger Person.Being_row",
      "drop_trigger Person.Being_truncate",
      "create_trigger Person.Being_row",
      "create_trigger Person.Being_truncate",
      "prune_identity Person.Being *",
      "fill_identity Person.Being *",
    ],
    rows: crowd,
    writes: shuffled,
    wrong: strangers({ Person: "a Human", Dog: "a Dog" }),
    stays: strangers({ Person: "a Person", Dog: "a Dog" }),
  },
  {
    name: "two classes take each other's names in the identities of their rows",
    from: beings("Person", "Dog"),
    to: called(
      called(called(beings("Person", "Dog"), "a Person", "neither"), "a Dog", "a Person"),
      "neither",
      "a Dog",
    ),
    steps: [
      "drop_trigger Dog.Being_row",
      "drop_trigger Dog.Being_truncate",
      "drop_trigger Person.Being_row",
      "drop_trigger Person.Being_truncate",
      "create_trigger Dog.Being_row",
      "create_trigger Dog.Being_truncate",
      "create_trigger Person.Being_row",
      "create_trigger Person.Being_truncate",
      "prune_identity Dog.Being *",
      "prune_identity Person.Being *",
      "fill_identity Dog.Being *",
      "fill_identity Person.Being *",
    ],
    rows: crowd,
    writes: shuffled,
    wrong: strangers({ Person: "a Dog", Dog: "a Person" }),
    stays: strangers({ Person: "a Person", Dog: "a Dog" }),
  },
  {
    name: "the rows of a class leave an identity table that others keep",
    from: beings("Person", "Dog"),
    to: beings("Dog"),
    steps: [
      "drop_constraint Person.Person_id_Being_fkey",
      "drop_trigger Person.Being_row",
      "drop_trigger Person.Being_truncate",
      "empty_identity Person.Being *",
    ],
    rows: crowd.replace("('n', '7'), ('m', '2000')", "('n', 'd')"),
    writes: shuffled,
    wrong: strangers({ Dog: "a Dog" }),
    stays: strangers({ Person: "a Person", Dog: "a Dog" }),
  },
  {
    name: "a reference points to one class again, whose rows leave the identities",
    from: beings("Person", "Dog"),
    to: {
      ...beings("Dog"),
      tables: [...beings("Dog").tables.filter(({ name }) => name !== "Note"), note("Person")],
    },
    steps: [
      "drop_constraint Note.Note_about_fkey",
      "drop_constraint Person.Person_id_Being_fkey",
      "drop_trigger Person.Being_row",
      "drop_trigger Person.Being_truncate",
      "add_constraint Note.Note_about_fkey",
      "empty_identity Person.Being *",
      "validate_constraint Note.Note_about_fkey *",
    ],
    rows: crowd,
    writes: shuffled,
    wrong: strangers({ Dog: "a Dog" }),
    stays: strangers({ Person: "a Person", Dog: "a Dog" }),
  },
  {
    name: "numbers are given to some rows at a time",
    from: database(table("Person", column("name", "text"))),
    to: database(
      table(
        "Person",
        column("name", "text"),
        {
          ...column("number", "bigint", { identity: "always", notNull: true, comment: "counted" }),
          counter: { increment: "-2" },
        },
        { ...column("count", "integer"), serial: "Person_count_seq" },
        unique("Person_number_key", ["number"]),
      ),
    ),
    steps: [
      "add_column Person.number",
      "add_column Person.count",
      "fill_column Person.number *",
      "fill_column Person.count *",
      "add_constraint Person.Person_number_present",
      "validate_constraint Person.Person_number_present *",
      "set_not_null Person.number",
      "change_identity Person.number",
      "change_identity Person.count",
      "create_index Person.Person_number_key *",
      "attach_index Person.Person_number_key",
    ],
    rows: `INSERT INTO "Person" SELECT n::text, 'name ' || n FROM generate_series(1, 3000) n`,
    writes: shuffled.slice(1),
    wrong: `SELECT id FROM "Person" WHERE number IS NULL OR count IS NULL OR number % 2 = 0
      UNION ALL SELECT 'next' FROM "Person" HAVING min(number) <> (SELECT last_value FROM "Person_number_seq") OR max(count) <> (SELECT last_value FROM "Person_count_seq")`,
    stays: `SELECT relname FROM pg_class WHERE relkind = 'S' AND relname LIKE '%numbers'`,
  },
];
