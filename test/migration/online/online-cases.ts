// Changes of a filled table that are taken apart when it is large: from, to, and the steps they become.
import type { Database, Table } from "../../../src/relational/database.ts";
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
} from "../build.ts";
import { movingCases } from "./moving-cases.ts";
import { retypingCases } from "./retyping-cases.ts";

export interface OnlineCase {
  readonly name: string;
  readonly from: Database;
  readonly to: Database;
  /** `kind object`, with a star where the step goes alone. */
  readonly steps: readonly string[];
  /** Fills the tables of `from`; absent: as most cases have it. */
  readonly rows?: string;
  /** What the version before writes while it is migrated; some of it may be refused. */
  readonly writes?: readonly string[];
  /** A query that finds what is not as it should be afterwards. */
  readonly wrong?: string;
  /** The same where it was given up, and what was before is wanted again. */
  readonly stays?: string;
}

const city = table("City");
/** Cities of each person, in a list called `slot`. */
const cities = (slot: string): Table => ({
  ...table(
    `Person_${slot}`,
    required("Person_id", "text"),
    required("city_id", "text"),
    required("position", "integer"),
    primaryKey(`Person_${slot}_pkey`, "Person_id", "position"),
    reference(`Person_${slot}_Person_id_fkey`, "Person_id", "Person", { onDelete: "cascade" }),
    reference(`Person_${slot}_city_id_fkey`, "city_id", "City"),
    index(`Person_${slot}_city_id_idx`, ["city_id"]),
  ),
  partOf: { table: "Person", role: slot },
});
const cityKey = reference("Person_city_fkey", "city", "City");
const plain = [column("name", "text"), column("age", "bigint"), column("city", "text")];

export const onlineCases: readonly OnlineCase[] = [
  {
    name: "a check and a foreign key are added first, and asked of the rows later",
    from: database(city, table("Person", ...plain)),
    to: database(
      city,
      table(
        "Person",
        ...plain,
        check("Person_age_range", "age >= 0", "age"),
        reference("Person_city_fkey", "city", "City"),
      ),
    ),
    steps: [
      "add_constraint Person.Person_age_range",
      "add_constraint Person.Person_city_fkey",
      "validate_constraint Person.Person_age_range *",
      "validate_constraint Person.Person_city_fkey *",
    ],
  },
  {
    name: "a column becomes required by the proof of a check",
    from: database(table("Person", ...plain)),
    to: database(table("Person", required("name", "text"), ...plain.slice(1))),
    steps: [
      "add_constraint Person.Person_name_present",
      "validate_constraint Person.Person_name_present *",
      "set_not_null Person.name",
    ],
  },
  {
    name: "a key is built beside the table's use, then attached, and a foreign key stands on it",
    from: database(table("Person", ...plain), table("Note", column("person", "text"))),
    to: database(
      table("Person", ...plain, unique("Person_name_key", ["name"], true)),
      table(
        "Note",
        column("person", "text"),
        reference("Note_person_fkey", "person", "Person", { targetColumns: ["name"] }),
      ),
    ),
    steps: [
      "create_index Person.Person_name_key *",
      "attach_index Person.Person_name_key",
      "add_constraint Note.Note_person_fkey",
      "validate_constraint Note.Note_person_fkey *",
    ],
  },
  {
    name: "indexes come, go and change",
    from: database(
      table("Person", ...plain, index("Person_age", ["age"]), index("Person_city", ["city"])),
    ),
    to: database(
      table(
        "Person",
        ...plain,
        index("Person_name", ["name"], { where: "age > 1" }),
        index("Person_city", ["city", "name"]),
      ),
    ),
    steps: [
      "drop_index Person.Person_age *",
      "drop_index Person.Person_city *",
      "create_index Person.Person_city *",
      "create_index Person.Person_name *",
    ],
  },
  {
    name: "a default that differs from row to row is written in slices",
    from: database(table("Person", ...plain)),
    to: database(
      table(
        "Person",
        ...plain,
        required("key", "uuid", "gen_random_uuid()"),
        column("other", "uuid", { default: "gen_random_uuid()" }),
        unique("Person_key_key", ["key"], false),
      ),
    ),
    steps: [
      "add_column Person.key",
      "add_column Person.other",
      "fill_column Person.key *",
      "fill_column Person.other *",
      "add_constraint Person.Person_key_present",
      "validate_constraint Person.Person_key_present *",
      "set_not_null Person.key",
      "create_index Person.Person_key_key *",
      "attach_index Person.Person_key_key",
    ],
  },
  {
    name: "a reference becomes a list while others go on",
    from: database(city, table("Person", ...plain, cityKey)),
    to: database(city, table("Person", ...plain.slice(0, 2)), cities("city")),
    steps: [
      "drop_constraint Person.Person_city_fkey",
      "retire_column Person.city",
      "create_table Person_city",
      "create_index Person_city.Person_city_city_id_idx",
      "add_constraint Person_city.Person_city_Person_id_fkey",
      "add_constraint Person_city.Person_city_city_id_fkey",
      "fill_list Person_city *",
    ],
  },
  ...movingCases,
  ...retypingCases,
];
