// Ways there and back: each database of `forward` is applied in turn, then all but the first are taken back, one by one.
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

export interface RollbackCase {
  readonly name: string;
  readonly forward: readonly [Database, ...Database[]];
  /** Every filled table counts as one over the size limit. */
  readonly large?: true;
  /** SQL that fills the tables of the first. */
  readonly rows: string;
  /** SQL that is run after the last, and what it leaves in the tables of the first, as `[query, rows]`. */
  readonly between?: string;
  readonly after?: readonly (readonly [query: string, rows: readonly (string | null)[]])[];
  /** Instead of success: what the newest migration's way back is refused with, and the counts of its blockers. */
  readonly refused?: { readonly code: string; readonly counts: readonly number[] };
}

const numbered = column("id", "bigint", { notNull: true, identity: "by default" });

/** A person's friend, and the same as a list. */
export const withFriend = database(
  table("Person", column("friend", "text"), reference("Person_friend_fkey", "friend", "Person")),
);
export const withFriends = database(table("Person"), {
  ...table(
    "Person_friend",
    required("Person_id", "text"),
    required("friend_id", "text"),
    required("position", "integer"),
    primaryKey("Person_friend_pkey", "Person_id", "position"),
    reference("Person_friend_Person_id_fkey", "Person_id", "Person", { onDelete: "cascade" }),
    reference("Person_friend_friend_id_fkey", "friend_id", "Person"),
  ),
  partOf: { table: "Person", role: "friend" },
});

export const rollbackCases: readonly RollbackCase[] = [
  {
    name: "a column is added, and written to",
    forward: [
      database(table("Person", required("name", "text"))),
      database(table("Person", required("name", "text"), required("level", "bigint", "7"))),
    ],
    rows: `INSERT INTO "Person" (id, name) VALUES ('a', 'Ada')`,
    between: `INSERT INTO "Person" (id, name, level) VALUES ('b', 'Bo', 9)`,
    after: [
      [`SELECT id || name FROM "Person" ORDER BY 1`, ["aAda", "bBo"]],
      [`SELECT _retired_3_level::text FROM "Person" ORDER BY id`, ["7", "9"]],
    ],
  },
  {
    name: "a required column is retired with its default, check, key and index",
    forward: [
      database(
        table(
          "Person",
          required("code", "text", "'zz'"),
          column("nick", "text", { comment: "what friends say" }),
          check("Person_code_check", "length(code) > 1", "code"),
          unique("Person_nick_key", ["nick"], false),
          index("Person_code", ["code"], { where: "nick IS NULL" }),
        ),
      ),
      database(table("Person")),
    ],
    rows: `INSERT INTO "Person" (id, code, nick) VALUES ('a', 'xx', 'A'), ('b', 'yy', NULL)`,
    between: `INSERT INTO "Person" (id) VALUES ('c')`,
    after: [
      [
        `SELECT concat_ws(',', id, code, nick) FROM "Person" ORDER BY id`,
        ["a,xx,A", "b,yy", "c,zz"],
      ],
    ],
  },
  {
    name: "rows written since have no value for a column that is required again",
    forward: [database(table("Person", required("code", "text"))), database(table("Person"))],
    rows: `INSERT INTO "Person" (id, code) VALUES ('a', 'xx')`,
    between: `INSERT INTO "Person" (id) VALUES ('b'), ('c')`,
    refused: { code: "rows_violate", counts: [2] },
  },
  {
    name: "rows written since break a check that comes back",
    forward: [
      database(
        table("Person", column("age", "bigint"), check("Person_age_check", "age >= 0", "age")),
      ),
      database(table("Person", column("age", "bigint"))),
    ],
    rows: `INSERT INTO "Person" VALUES ('a', 1)`,
    between: `INSERT INTO "Person" VALUES ('b', -1)`,
    refused: { code: "rows_violate", counts: [1] },
  },
  {
    name: "tables that refer to each other are retired, with numbered rows",
    forward: [
      database(
        table(
          "Team",
          numbered,
          primaryKey("Team_pkey", "id"),
          column("name", "text", { default: "'x'" }),
          unique("Team_name_key", ["name"]),
          check("Team_name_check", "name <> ''", "name"),
        ),
        table(
          "Person",
          column("team", "bigint"),
          reference("Person_team_fkey", "team", "Team", { onDelete: "cascade" }),
          index("Person_team", ["team"]),
        ),
        table("Other"),
      ),
      database(table("Other")),
    ],
    rows: `INSERT INTO "Team" (name) VALUES ('one'), ('two'); INSERT INTO "Person" VALUES ('a', 1), ('b', 2); INSERT INTO "Other" VALUES ('o')`,
    between: `INSERT INTO "Other" VALUES ('p')`,
    after: [
      [`SELECT id || name FROM "Team" ORDER BY 1`, ["1one", "2two"]],
      [`SELECT id || team FROM "Person" ORDER BY 1`, ["a1", "b2"]],
      [`SELECT id FROM "Other" ORDER BY 1`, ["o", "p"]],
      [`INSERT INTO "Team" (name) VALUES ('three') RETURNING id::text`, ["3"]],
    ],
  },
  {
    name: "one column is retired twice under one name, with other values",
    forward: [
      database(table("Person", column("note", "text"))),
      database(table("Person")),
      database(table("Person", column("note", "bigint"))),
      database(table("Person")),
    ],
    rows: `INSERT INTO "Person" VALUES ('a', 'first')`,
    after: [[`SELECT note FROM "Person"`, ["first"]]],
  },
  {
    name: "a column is retired and restored by going forward",
    forward: [
      database(table("Person", column("note", "text"))),
      database(table("Person")),
      database(table("Person", column("note", "text"))),
    ],
    rows: `INSERT INTO "Person" VALUES ('a', 'first')`,
    between: `INSERT INTO "Person" VALUES ('b', 'second')`,
    after: [[`SELECT note FROM "Person" ORDER BY id`, ["first", "second"]]],
  },
  {
    name: "a table is retired and restored by going forward, with a column less",
    forward: [
      database(table("Person", column("note", "text"), column("age", "bigint")), table("Other")),
      database(table("Other")),
      database(table("Person", column("note", "text")), table("Other")),
    ],
    rows: `INSERT INTO "Person" VALUES ('a', 'first', 3)`,
    between: `INSERT INTO "Person" VALUES ('b', 'second')`,
    after: [
      [`SELECT concat_ws(',', id, note, age) FROM "Person" ORDER BY id`, ["a,first,3", "b,second"]],
    ],
  },
  {
    name: "a column becomes computed, which retires its values",
    forward: [
      database(table("Person", column("first", "text"), column("full", "text"))),
      database(
        table(
          "Person",
          column("first", "text"),
          column("full", "text", { generated: "first || '!'" }),
        ),
      ),
    ],
    rows: `INSERT INTO "Person" VALUES ('a', 'Ada', 'Ada L.')`,
    between: `INSERT INTO "Person" (id, first) VALUES ('b', 'Bo')`,
    after: [
      [
        `SELECT concat_ws(',', id, first, "full") FROM "Person" ORDER BY id`,
        ["a,Ada,Ada L.", "b,Bo"],
      ],
    ],
  },
  {
    name: "a computed column goes, and comes back computed",
    forward: [
      database(
        table(
          "Person",
          column("first", "text"),
          column("full", "text", { generated: "first || '!'" }),
        ),
      ),
      database(table("Person", column("first", "text"))),
    ],
    rows: `INSERT INTO "Person" (id, first) VALUES ('a', 'Ada')`,
    between: `INSERT INTO "Person" (id, first) VALUES ('b', 'Bo')`,
    after: [[`SELECT "full" FROM "Person" ORDER BY id`, ["Ada!", "Bo!"]]],
  },
  {
    name: "an identity table goes with one of its sources",
    forward: [
      withIdentity(database(table("Cat"), table("Dog")), "Animal", "text", ["Cat", "Dog"]),
      database(table("Cat")),
    ],
    rows: `INSERT INTO "Cat" VALUES ('c'); INSERT INTO "Dog" VALUES ('d')`,
    between: `INSERT INTO "Cat" VALUES ('e')`,
    after: [
      [`SELECT id || ' ' || type FROM "Animal" ORDER BY id`, ["c a Cat", "d a Dog", "e a Cat"]],
    ],
  },
  {
    // Its own table is back before one of its sources has its key again.
    name: "an identity table goes with one of its sources, which are large",
    forward: [
      withIdentity(database(table("Cat"), table("Dog")), "Animal", "text", ["Cat", "Dog"]),
      database(table("Cat")),
    ],
    large: true,
    rows: `INSERT INTO "Cat" VALUES ('c'); INSERT INTO "Dog" VALUES ('d')`,
    between: `INSERT INTO "Cat" VALUES ('e')`,
    after: [
      [`SELECT id || ' ' || type FROM "Animal" ORDER BY id`, ["c a Cat", "d a Dog", "e a Cat"]],
    ],
  },
  {
    name: "a conversion that lost something, with rows written since",
    forward: [
      database(
        table("Person", column("age", "text", { default: "'none'" }), index("Person_age", ["age"])),
      ),
      database(table("Person", column("age", "bigint"), index("Person_age", ["age"]))),
    ],
    rows: `INSERT INTO "Person" VALUES ('a', '007'), ('b', 'x'), ('c', '5'), ('d', NULL)`,
    between: `UPDATE "Person" SET age = 6 WHERE id IN ('c', 'd'); INSERT INTO "Person" (id, age) VALUES ('e', 12), ('f', NULL)`,
    after: [
      [`SELECT concat(id, age) FROM "Person" ORDER BY id`, ["a007", "bx", "c6", "d6", "e12", "f"]],
    ],
  },
  {
    name: "a conversion, with a row written since that the older type has no value for",
    forward: [
      database(table("Person", column("v", "integer"))),
      database(table("Person", column("v", "boolean"))),
      database(table("Person", column("v", "date"))),
    ],
    rows: `INSERT INTO "Person" VALUES ('a', 7)`,
    between: `UPDATE "Person" SET v = '2020-02-29'`,
    refused: { code: "rows_violate", counts: [1] },
  },
  {
    name: "a type that was widened, with a row written since that does not fit",
    forward: [
      database(table("Person", column("age", "bigint"))),
      database(table("Person", column("age", "text"))),
    ],
    rows: `INSERT INTO "Person" VALUES ('a', 7), ('b', NULL)`,
    between: `INSERT INTO "Person" VALUES ('c', '8'), ('d', 'nine')`,
    after: [
      [`SELECT concat(id, age) FROM "Person" ORDER BY id`, ["a7", "b", "c8", "d"]],
      [`SELECT _retired_3_age FROM "Person" WHERE id = 'd'`, ["nine"]],
    ],
  },
  {
    name: "a table and its columns are renamed, one retired, one added",
    forward: [
      database(
        table("Person", column("alias", "text"), column("age", "bigint")),
        table("Pet", column("owner", "text"), reference("Pet_owner_fkey", "owner", "Person")),
      ),
      database(
        {
          ...table(
            "Human",
            { ...column("nickname", "text"), past: { renamedFrom: ["alias"] } },
            column("height", "bigint"),
          ),
          past: { renamedFrom: ["Person"] },
        },
        table("Pet", column("owner", "text"), reference("Pet_owner_fkey", "owner", "Human")),
      ),
    ],
    rows: `INSERT INTO "Person" VALUES ('a', 'x', 1); INSERT INTO "Pet" VALUES ('p', 'a')`,
    between: `INSERT INTO "Human" (id, nickname, height) VALUES ('b', 'y', 180)`,
    after: [
      [`SELECT concat_ws(',', id, alias, age) FROM "Person" ORDER BY id`, ["a,x,1", "b,y"]],
      [`SELECT _retired_3_height::text FROM "Person" ORDER BY id`, [null, "180"]],
    ],
  },
  {
    name: "values are renamed, and written by their new name",
    forward: [
      database(
        table(
          "Person",
          column("state", "text"),
          check("Person_state_check", "state IN ('on', 'off')", "state"),
        ),
      ),
      database(
        table(
          "Person",
          { ...column("state", "text"), past: { values: { on: "active" } } },
          check("Person_state_check", "state IN ('active', 'off')", "state"),
        ),
      ),
    ],
    rows: `INSERT INTO "Person" VALUES ('a', 'on'), ('b', 'off')`,
    between: `INSERT INTO "Person" VALUES ('c', 'active')`,
    after: [[`SELECT state FROM "Person" ORDER BY id`, ["on", "off", "on"]]],
  },
  {
    name: "everything from the beginning",
    forward: [
      database(table("Other")),
      database(table("Person", column("note", "text")), table("Other", column("n", "bigint"))),
      database(table("Person", column("note", "text"), column("age", "bigint")), table("Other")),
      database(table("Person", column("age", "bigint"))),
    ],
    rows: `INSERT INTO "Other" VALUES ('o')`,
    between: `INSERT INTO "Person" VALUES ('b', 2)`,
    after: [[`SELECT id FROM "Other"`, ["o"]]],
  },
  {
    name: "a reference becomes a list: unchanged, changed, emptied, new",
    forward: [withFriend, withFriends],
    rows: `INSERT INTO "Person" (id, friend) VALUES ('a', 'b'), ('b', 'a'), ('c', 'a'), ('d', NULL)`,
    between: `UPDATE "Person_friend" SET friend_id = 'd' WHERE "Person_id" = 'b'; DELETE FROM "Person_friend" WHERE "Person_id" = 'c';
      INSERT INTO "Person_friend" VALUES ('d', 'c', 1)`,
    after: [
      [
        `SELECT id || ':' || coalesce(friend, '') FROM "Person" ORDER BY 1`,
        ["a:b", "b:d", "c:", "d:c"],
      ],
    ],
  },
  {
    name: "lists become references, which have changed since, and whose rows have gone",
    forward: [withFriends, withFriend],
    rows: `INSERT INTO "Person" (id) VALUES ('a'), ('b'), ('c'), ('d'), ('e');
      INSERT INTO "Person_friend" VALUES ('a', 'b', 1), ('a', 'c', 2), ('b', 'a', 4), ('b', 'c', 7), ('c', 'a', 1), ('e', 'a', 1)`,
    between: `UPDATE "Person" SET friend = 'd' WHERE id = 'b'; UPDATE "Person" SET friend = NULL WHERE id = 'c';
      UPDATE "Person" SET friend = 'a' WHERE id = 'd'; DELETE FROM "Person" WHERE id = 'e'`,
    after: [
      [
        `SELECT concat_ws(' ', "Person_id", friend_id, position) FROM "Person_friend" ORDER BY "Person_id", position`,
        ["a b 1", "a c 2", "b d 1", "d a 1"],
      ],
    ],
  },
  {
    name: "a reference becomes a list, a reference and a list again",
    forward: [withFriend, withFriends, withFriend, withFriends],
    rows: `INSERT INTO "Person" (id, friend) VALUES ('a', 'b'), ('b', 'a'), ('c', NULL)`,
    after: [
      [`SELECT id || ':' || coalesce(friend, '') FROM "Person" ORDER BY 1`, ["a:b", "b:a", "c:"]],
    ],
  },
  {
    name: "a column comes back in another type",
    forward: [
      database(table("Person", column("code", "text"))),
      database(table("Person")),
      database(table("Person", column("code", "bigint"))),
    ],
    rows: `INSERT INTO "Person" (id, code) VALUES ('a', '1'), ('b', 'two'), ('c', NULL)`,
    between: `UPDATE "Person" SET code = 3 WHERE id = 'c'`,
    after: [
      [`SELECT id || ':' || coalesce(code, '') FROM "Person" ORDER BY 1`, ["a:1", "b:two", "c:"]],
    ],
  },
];
