// Random databases of a few names, so that pairs of them share tables, columns and rules, and differ in every way a schema can.
import * as fc from "fast-check";

import type {
  Column,
  Constraint,
  Database,
  Index,
  Table,
} from "../../../src/relational/database.ts";
import {
  check,
  column,
  database,
  index,
  primaryKey,
  reference,
  unique,
  withIdentity,
} from "../build.ts";

/** Each column has one type, with two defaults and two checks to choose from: changing a type is another test. */
const COLUMNS: readonly {
  readonly name: string;
  readonly type: string;
  readonly defaults: readonly string[];
  readonly checks: readonly string[];
}[] = [
  {
    name: "num",
    type: "bigint",
    defaults: ["0", "1 + 1"],
    checks: ["num >= 0", "num in (1, 2, 3) or num > 10"],
  },
  {
    name: "Text",
    type: "text",
    defaults: ["'it''s'", "md5('a')"],
    checks: [`"Text" <> ''`, `length("Text") between 1 and 40`],
  },
  {
    name: "list",
    type: "text[]",
    defaults: ["'{}'", "ARRAY['a','b']"],
    checks: ["array_position(list, NULL) IS NULL", "cardinality(list) < 9"],
  },
  {
    name: "doc",
    type: "jsonb",
    defaults: [`'{"a": 1}'`, "'[]'"],
    checks: ["jsonb_typeof(doc) = 'object'", "doc is not null"],
  },
  {
    name: "at",
    type: "timestamp with time zone",
    defaults: ["now()", "'2020-01-01 00:00:00+02'"],
    checks: ["at > '2001-01-01'", "at < 'infinity'"],
  },
  {
    name: "amount",
    type: "numeric(12,2)",
    defaults: ["1.50", "'2'::numeric"],
    checks: ["amount::text <> 'NaN'", "amount > -5"],
  },
  {
    name: "uid",
    type: "uuid",
    defaults: ["gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'"],
    checks: ["uid is not null", "uid::text ~ '^[0-9a-f-]+$'"],
  },
];

export const TABLES = ["Alpha", "beta", 'Gamma "x"', "delta"];

/** Of a column that is computed, or else is a column like any other. */
const COMPUTED = ["id * 2", "id + 1", undefined];

const comment = fc.option(fc.constantFrom("one", "it's two", "line\nbreak \\ $body$"), {
  nil: undefined,
  freq: 2,
});

/** `table` → the columns, checks, keys and indexes of one table; `others` are the tables it may refer to. */
function randomTable(name: string, others: readonly string[]): fc.Arbitrary<Table> {
  return fc
    .record({
      columns: fc.shuffledSubarray([...COLUMNS], { minLength: 1 }),
      flags: fc.array(fc.nat(63), { minLength: COLUMNS.length, maxLength: COLUMNS.length }),
      identity: fc.boolean(),
      comment,
      columnComment: comment,
      target: fc.option(fc.constantFrom(...others), { nil: undefined, freq: 2 }),
      action: fc.constantFrom("no action", "cascade", "set null", "restrict"),
      computed: fc.option(fc.constantFrom(...COMPUTED), { nil: null }),
    })
    .map((choice) => {
      const parts = choice.columns.map((spec, position) =>
        randomColumn(
          name,
          spec,
          choice.flags[position] ?? 0,
          position === 0 ? choice.columnComment : undefined,
        ),
      );
      const constraints = parts.flatMap((part) => part.constraints);
      const columns = parts.map((part) => part.column);
      if (choice.target !== undefined) {
        columns.push(column("ref", "bigint"));
        constraints.push(
          reference(`${name}_ref_fkey`, "ref", choice.target, { onDelete: choice.action }),
        );
      }
      if (choice.computed !== null) {
        const generated = choice.computed === undefined ? {} : { generated: choice.computed };
        columns.push(column("twice", "bigint", generated));
        if (choice.identity) constraints.push(unique(`${name}_twice_key`, ["twice"]));
      }
      const id = column("id", "bigint", {
        notNull: true,
        ...(choice.identity ? { identity: "by default" as const } : {}),
      });
      return {
        name,
        columns: [id, ...columns],
        constraints: [primaryKey(`${name}_pkey`, "id"), ...constraints],
        indexes: parts.flatMap((part) => part.indexes),
        ...(choice.comment === undefined ? {} : { comment: choice.comment }),
      };
    });
}

function randomColumn(
  table: string,
  spec: (typeof COLUMNS)[number],
  flags: number,
  text: string | undefined,
): {
  readonly column: Column;
  readonly constraints: Constraint[];
  readonly indexes: readonly Index[];
} {
  const flag = (bit: number): boolean => (flags & (1 << bit)) !== 0;
  const { name, type } = spec;
  const value = spec.defaults[flag(1) ? 0 : 1] ?? "NULL";
  return {
    column: column(name, type, {
      notNull: flag(0),
      ...(flag(2) ? { default: value } : {}),
      ...(text === undefined ? {} : { comment: text }),
    }),
    constraints: [
      ...(flag(3)
        ? [check(`${table}_${name}_check`, spec.checks[flag(1) ? 0 : 1] ?? "true", name)]
        : []),
      ...(flag(4) && flag(5) ? [unique(`${table}_${name}_key`, [name], flag(1))] : []),
    ],
    indexes:
      flag(4) && !flag(5)
        ? [
            index(`${table}_${name}`, [name, "id"], {
              descending: flag(1),
              ...(flag(2) ? { where: `id > 3 and "${name}" is not null` } : {}),
            }),
          ]
        : [],
  };
}

/** The identity table, its sources and the tables that refer to it; none where there are no sources. */
const randomIdentity = (names: readonly string[]): fc.Arbitrary<Identity> =>
  fc.record({
    feeders: fc.oneof(fc.constant([]), fc.shuffledSubarray([...names])),
    referrers: fc.shuffledSubarray([...names]),
  });

interface Identity {
  readonly feeders: readonly string[];
  readonly referrers: readonly string[];
}

/** Of every database that has one. */
const IDENTITY = 'Any "thing"';

function addIdentity(tables: readonly Table[], { feeders, referrers }: Identity): Database {
  if (feeders.length === 0) return database(...tables);
  const referring = tables.map((each): Table => {
    if (!referrers.includes(each.name)) return each;
    const name = `${each.name}_who_fkey`;
    const key = reference(name, "who", IDENTITY, { onUpdate: "cascade", deferred: true });
    return {
      ...each,
      columns: [...each.columns, column("who", "bigint")],
      constraints: [...each.constraints, key],
    };
  });
  return withIdentity(database(...referring), IDENTITY, "bigint", feeders);
}

export const randomDatabase: fc.Arbitrary<Database> = fc
  .shuffledSubarray([...TABLES], { minLength: 1 })
  .chain((names) =>
    fc.tuple(fc.tuple(...names.map((name) => randomTable(name, names))), randomIdentity(names)),
  )
  .map(([tables, identity]) => addIdentity(tables, identity));
