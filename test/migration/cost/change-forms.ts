// Every kind of change as something that can be done to a filled table, and what others have measured of the same DDL.
import type { Change, ChangeKind } from "../../../src/migration/change.ts";
import type {
  Column,
  Constraint,
  Database,
  EnumType,
  Index,
  Table,
} from "../../../src/relational/database.ts";
import { IDENTITY_ROUTINE, identityTriggers } from "../../../src/relational/identity.ts";
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

export interface ChangeForm {
  readonly name: string;
  readonly change: Change;
  /** The name of the same DDL in the measurements; absent where they do not have it. */
  readonly measured?: string;
  /** What has to be done first. */
  readonly first?: readonly Change[];
  /** From this major version of Postgres on. */
  readonly since?: number;
}

/** What the changes set out from: `Item`, which refers to `Unit`; both fill `Thing`. */
export const start: Database = {
  ...withIdentity(
    database(
      table(
        "Item",
        primaryKey("Item_pkey", "id"),
        required("id", "text"),
        required("n", "integer", "0"),
        column("m", "integer", { notNull: true }),
        column("s", "text"),
        column("unit", "text"),
        column("other", "text"),
        column("twice", "integer", { generated: "n * 2" }),
        column("counted", "bigint", { notNull: true, identity: "by default" }),
        check("Item_n_check", "n >= 0", "n"),
        { ...check("Item_m_check", "m >= 0", "m"), notValid: true },
        { ...check("Item_s_present", "s IS NOT NULL", "s"), notValid: true },
        unique("Item_m_key", ["m"]),
        reference("Item_unit_fkey", "unit", "Unit"),
        { ...reference("Item_other_fkey", "other", "Unit"), notValid: true },
        index("Item_n", ["n"]),
        index("Item_s_key", ["s"], { unique: true }),
      ),
      table("Unit"),
      table("Loose"),
    ),
    "Thing",
    "text",
    ["Item"],
  ),
  types: [{ name: "mood", values: ["good", "bad"] }],
};

/** As many rows in `Item` and `Unit` as there are asked for. */
export const fill = (rows: number): string => `
INSERT INTO "Unit" SELECT 'u' || i FROM generate_series(1, ${rows}) i;
INSERT INTO "Item" (id, n, m, s, unit, other) SELECT 'i' || i, i, i, (i + 1000000)::text, 'u' || i, 'u' || i FROM generate_series(1, ${rows}) i;
INSERT INTO "Loose" SELECT 'l' || i FROM generate_series(1, ${rows}) i;
ANALYZE "Item"; ANALYZE "Unit"; ANALYZE "Loose"`;

function named(name: string): Table {
  return start.tables.find((each) => each.name === name)!;
}

const item = named("Item");
const [unit, loose] = [named("Unit"), named("Loose")];

const columnOf = (name: string): Column => item.columns.find((each) => each.name === name)!;
const indexOf = (name: string): Index => item.indexes.find((each) => each.name === name)!;

function constraintOf<Kind extends Constraint["kind"]>(
  name: string,
  kind: Kind,
): Extract<Constraint, { readonly kind: Kind }> {
  const found = item.constraints.find((each) => each.name === name);
  if (found?.kind !== kind) throw new Error(`no ${kind} ${name}`);
  return found as Extract<Constraint, { readonly kind: Kind }>;
}

const add = (name: string, added: Column, measured?: string, since?: number): ChangeForm => ({
  name,
  change: { kind: "add_column", table: "Item", column: added },
  ...(measured === undefined ? {} : { measured }),
  ...(since === undefined ? {} : { since }),
});

const alter = (from: Column, more: Partial<Column>): { from: Column; to: Column } => ({
  from,
  to: { ...from, ...more },
});

const addConstraint = (name: string, constraint: Constraint, measured: string): ChangeForm => ({
  name,
  change: { kind: "add_constraint", table: "Item", constraint },
  measured,
});

const dropConstraint = (name: string, constraint: Constraint, measured?: string): ChangeForm => ({
  name,
  change: { kind: "drop_constraint", table: "Item", constraint },
  ...(measured === undefined ? {} : { measured }),
});

/** The same without what is in the way of changing its type. */
const freed: readonly Change[] = [
  { kind: "drop_index", table: "Item", index: indexOf("Item_s_key") },
  {
    kind: "drop_constraint",
    table: "Item",
    constraint: constraintOf("Item_s_present", "check"),
  },
  { kind: "drop_constraint", table: "Item", constraint: constraintOf("Item_n_check", "check") },
  { kind: "drop_derived_column", table: "Item", column: columnOf("twice") },
];

const retyped = (
  name: string,
  column: string,
  type: string,
  measured: string,
  first: readonly Change[] = freed,
): ChangeForm => {
  const { default: _, ...from } = columnOf(column);
  const drop: readonly Change[] =
    columnOf(column).default === undefined
      ? []
      : [{ kind: "drop_default", table: "Item", ...alter(columnOf(column), {}) }];
  return {
    name,
    change: { kind: "change_type", table: "Item", ...alter(from, { type }) },
    measured,
    first: [...first, ...drop],
  };
};

const widened = {
  table: "Item",
  from: columnOf("n"),
  column: { ...columnOf("n"), type: "bigint" },
  shadow: "_new_2_n",
  conversion: { how: "exact" },
} as const;
const present = check("_new_2_n", "_new_2_n IS NOT NULL", "_new_2_n");
const addShadow: Change = { kind: "add_shadow", ...widened, proof: present };
const [shadowed, tried, reverted] = [
  { table: "Item", from: columnOf("n"), to: widened.column, shadow: "_new_2_n" },
  { conversion: { how: "tried" } },
  { conversion: { how: "back", restores: "s" } },
] as const;

/** A new column beside `n`, with a value in each row. */
const shadowFilled = (more: Partial<typeof tried | typeof reverted>): readonly Change[] => [
  ...freed,
  { ...addShadow, ...more },
  { kind: "fill_shadow", ...widened, ...more },
  { kind: "validate_constraint", table: "Item", constraint: present, proves: true },
];

const source = { identity: "Thing", column: "id", type: "a Loose" };
const others = [{ table: "Item", source: { identity: "Thing", column: "id", type: "a Item" } }];
const mood: EnumType = { name: "mood", values: ["good", "bad"] };
const fresh = table("Fresh", column("n", "integer"), check("Fresh_n_check", "n > 0", "n"));
const lists: Table = {
  ...table(
    "Item_units",
    required("Item_id", "text"),
    required("unit_id", "text"),
    required("position", "integer"),
    primaryKey("Item_units_pkey", "Item_id", "position"),
  ),
  partOf: { table: "Item", role: "unit" },
};
const token = unique("Item_token", ["s"]);

/** By kind, so that a new kind cannot be forgotten. */
export const changeForms: Readonly<Record<ChangeKind, readonly ChangeForm[]>> = {
  reset: [
    {
      name: "ours",
      change: {
        kind: "reset",
        scope: "owned",
        namespace: "public",
        tables: ["Item", "Loose", "Thing", "Unit"],
        routines: [],
        types: [],
      },
      measured: "DROP TABLE",
    },
  ],
  create_table: [{ name: "with a check", change: { kind: "create_table", table: fresh } }],
  retire_table: [{ name: "", change: { kind: "retire_table", table: loose } }],
  drop_derived_table: [
    { name: "", change: { kind: "drop_derived_table", table: loose }, measured: "DROP TABLE" },
  ],
  add_column: [
    add("optional", column("z", "text"), "ADD COLUMN nullable, no default"),
    add("constant default", required("z", "integer", "1"), "ADD COLUMN constant default"),
    add(
      "stable default",
      required("z", "timestamp with time zone", "now()"),
      "ADD COLUMN DEFAULT now() (stable)",
    ),
    add(
      "volatile default",
      required("z", "uuid", "gen_random_uuid()"),
      "ADD COLUMN DEFAULT gen_random_uuid()",
    ),
    add(
      "another volatile default",
      required("z", "timestamp with time zone", "clock_timestamp()"),
      "ADD COLUMN DEFAULT clock_timestamp() (volatile)",
    ),
    add(
      "volatile only in a literal",
      required("z", "text", "'random()'"),
      "ADD COLUMN constant default",
    ),
    add(
      "identity",
      column("z", "bigint", { notNull: true, identity: "by default" }),
      "ADD COLUMN identity",
    ),
    add(
      "serial",
      { ...column("z", "bigint", { notNull: true }), serial: "Item_z_seq" },
      "ADD COLUMN serial",
    ),
    {
      name: "serial, for new rows only",
      change: {
        kind: "add_column",
        table: "Item",
        column: { ...column("z", "bigint"), serial: "Item_z_numbers" },
        unfilled: true,
      },
      measured: "ADD COLUMN then SET DEFAULT volatile (2 stmts)",
    },
    add("computed", column("z", "integer", { generated: "m + 1" }), "ADD COLUMN generated stored"),
    add(
      "computed when read",
      { ...column("z", "integer", { generated: "m + 1" }), virtual: true },
      "ADD COLUMN generated virtual (18)",
      18,
    ),
    {
      name: "volatile default for new rows only",
      change: {
        kind: "add_column",
        table: "Item",
        column: column("z", "uuid", { default: "gen_random_uuid()" }),
        unfilled: true,
      },
      measured: "ADD COLUMN then SET DEFAULT volatile (2 stmts)",
    },
  ],
  rename_table: [
    {
      name: "",
      change: {
        kind: "rename_table",
        table: { ...item, name: "Thingy" },
        from: "Item",
        as: "Thingy",
        turn: 0,
        numbered: ["counted"],
      },
      measured: "RENAME TABLE",
    },
  ],
  rename_column: [
    {
      name: "",
      change: {
        kind: "rename_column",
        table: "Item",
        column: { ...columnOf("n"), name: "number" },
        from: "n",
        as: "number",
        isNumbered: false,
      },
      measured: "RENAME COLUMN",
    },
  ],
  rename_value: [
    {
      name: "",
      change: {
        kind: "rename_value",
        table: "Item",
        column: columnOf("other"),
        values: { u1: "u2" },
      },
    },
    {
      name: "each to the other",
      change: {
        kind: "rename_value",
        table: "Item",
        column: columnOf("other"),
        values: { u1: "u2", u2: "u1" },
      },
    },
  ],
  rename_late_values: [
    {
      name: "",
      change: {
        kind: "rename_late_values",
        table: "Item",
        renames: ["unit", "other"].map((name) => ({
          column: columnOf(name),
          values: { u1: "u2" },
        })),
      },
    },
  ],
  swap_check: [
    {
      name: "",
      change: {
        kind: "swap_check",
        table: "Item",
        constraint: { ...check("Item_n_check", "n > 0", "n"), notValid: true },
      },
      measured: "ADD CHECK NOT VALID",
    },
  ],
  fill_column: [
    {
      name: "",
      change: {
        kind: "fill_column",
        table: "Item",
        column: column("z", "text"),
        value: { sql: `"s"`, columns: ["s"] },
        isNew: true,
      },
      first: [{ kind: "add_column", table: "Item", column: column("z", "text") }],
    },
  ],
  fill_list: [
    {
      name: "",
      change: {
        kind: "fill_list",
        table: lists,
        from: { table: "Item", key: "id", column: "unit", type: "text" },
      },
      first: [{ kind: "create_table", table: lists }],
    },
  ],
  retire_column: [
    {
      name: "",
      change: { kind: "retire_column", table: "Item", column: columnOf("other") },
      measured: "RENAME COLUMN",
    },
    {
      name: "required, with a default",
      change: { kind: "retire_column", table: "Item", column: columnOf("n") },
      measured: "DROP NOT NULL",
    },
  ],
  restore_table: [
    {
      name: "",
      first: [{ kind: "retire_table", table: loose }],
      change: { kind: "restore_table", table: loose, from: "_retired_2_Loose" },
    },
  ],
  restore_column: [
    {
      name: "",
      first: [{ kind: "retire_column", table: "Item", column: columnOf("other") }],
      change: {
        kind: "restore_column",
        table: "Item",
        column: columnOf("other"),
        from: "_retired_2_other",
      },
      measured: "RENAME COLUMN",
    },
  ],
  purge_table: [
    {
      name: "",
      first: [{ kind: "retire_table", table: loose }],
      change: { kind: "purge_table", table: { ...loose, name: "_retired_2_Loose" } },
      measured: "DROP TABLE",
    },
  ],
  purge_column: [
    {
      name: "",
      change: { kind: "purge_column", table: "Item", column: columnOf("n") },
      first: freed,
      measured: "DROP COLUMN",
    },
  ],
  drop_derived_column: [
    {
      name: "",
      change: { kind: "drop_derived_column", table: "Item", column: columnOf("twice") },
      measured: "DROP COLUMN",
    },
  ],
  drop_expression: [
    {
      name: "",
      change: {
        kind: "drop_expression",
        table: "Item",
        from: columnOf("twice"),
        to: column("twice", "integer"),
      },
      measured: "DROP EXPRESSION",
    },
  ],
  change_type: [
    retyped("wider number", "n", "bigint", "TYPE int -> bigint"),
    retyped("number to text", "n", "text", "TYPE int -> text"),
    retyped("text to varchar", "s", "character varying", "TYPE text -> varchar"),
    retyped("text to json", "s", "jsonb", "TYPE text -> jsonb USING to_jsonb(s)"),
    {
      name: "by a column that was filled beside it",
      change: { kind: "change_type", ...shadowed, required: present },
      first: shadowFilled({}),
    },
  ],
  convert_column: [
    {
      name: "text to a number",
      change: {
        kind: "convert_column",
        table: "Item",
        ...alter(columnOf("s"), { type: "integer" }),
      },
      first: freed,
      measured: "TYPE text(int) -> int USING txtint::int",
    },
    {
      name: "by a column that was filled beside it",
      change: { kind: "convert_column", ...shadowed, required: present },
      first: shadowFilled(tried),
    },
  ],
  revert_column: [
    {
      name: "by a column that was filled beside it",
      change: { kind: "revert_column", ...shadowed, required: present, restores: "s" },
      first: shadowFilled(reverted),
    },
    {
      name: "text that had become a number",
      change: {
        kind: "revert_column",
        table: "Item",
        from: { ...columnOf("s"), type: "integer" },
        to: columnOf("s"),
        restores: "_retired_1_s",
      },
      first: [
        ...freed,
        { kind: "retire_column", table: "Item", column: columnOf("s"), as: "_retired_1_s" },
        { kind: "add_column", table: "Item", column: { ...columnOf("s"), type: "integer" } },
      ],
      measured: "TYPE text(int) -> int USING txtint::int",
    },
  ],
  add_shadow: [{ name: "with its proof", change: addShadow }],
  fill_shadow: [{ name: "", change: { kind: "fill_shadow", ...widened }, first: [addShadow] }],
  drop_shadow: [
    {
      name: "",
      change: {
        kind: "drop_shadow",
        table: "Item",
        column: { ...column("_new_2_n", "bigint"), routine: "_new_2_Item_n" },
      },
      first: [addShadow],
    },
  ],
  set_not_null: [
    {
      name: "",
      change: {
        kind: "set_not_null",
        table: "Item",
        ...alter(columnOf("other"), { notNull: true }),
      },
      measured: "SET NOT NULL (no proof)",
    },
    {
      name: "proved by a check",
      first: [
        {
          kind: "validate_constraint",
          table: "Item",
          constraint: constraintOf("Item_s_present", "check"),
        },
      ],
      change: {
        kind: "set_not_null",
        table: "Item",
        ...alter(columnOf("s"), { notNull: true }),
        proof: constraintOf("Item_s_present", "check"),
      },
      measured: "SET NOT NULL with validated CHECK",
    },
  ],
  drop_not_null: [
    {
      name: "",
      change: { kind: "drop_not_null", table: "Item", ...alter(columnOf("m"), { notNull: false }) },
      measured: "DROP NOT NULL",
    },
  ],
  set_default: [
    {
      name: "volatile",
      change: {
        kind: "set_default",
        table: "Item",
        ...alter(columnOf("s"), { default: { sql: "gen_random_uuid()::text" } }),
      },
      measured: "SET DEFAULT",
    },
  ],
  drop_default: [
    {
      name: "",
      change: {
        kind: "drop_default",
        table: "Item",
        from: columnOf("n"),
        to: column("n", "integer", { notNull: true }),
      },
      measured: "DROP DEFAULT",
    },
  ],
  change_identity: [
    {
      name: "added to a column with an index",
      change: {
        kind: "change_identity",
        table: "Item",
        ...alter(columnOf("m"), { identity: "by default" }),
      },
      measured: "ADD GENERATED BY DEFAULT AS IDENTITY on existing NOT NULL",
    },
    {
      name: "counting anew, without an index",
      change: {
        kind: "change_identity",
        table: "Item",
        ...alter(columnOf("counted"), {
          counter: { increment: "2", start: "7", maximum: "9000000" },
        }),
        scans: true,
      },
    },
    {
      name: "carried on from a serial",
      first: [
        {
          kind: "change_identity",
          table: "Item",
          ...alter(columnOf("m"), { serial: "Item_m_numbers" }),
        },
      ],
      change: {
        kind: "change_identity",
        table: "Item",
        from: { ...columnOf("m"), serial: "Item_m_numbers" },
        to: { ...columnOf("m"), identity: "always" },
        carries: true,
      },
    },
    {
      name: "always",
      change: {
        kind: "change_identity",
        table: "Item",
        ...alter(columnOf("counted"), { identity: "always" }),
      },
    },
    {
      name: "removed",
      change: {
        kind: "change_identity",
        table: "Item",
        from: columnOf("counted"),
        to: column("counted", "bigint", { notNull: true }),
      },
    },
  ],
  add_constraint: [
    addConstraint("check", check("Item_s_check", "s > '0'", "s"), "ADD CHECK"),
    addConstraint(
      "check, not valid",
      { ...check("Item_s_check", "s > '0'", "s"), notValid: true },
      "ADD CHECK NOT VALID",
    ),
    addConstraint("foreign key", reference("Item_s_fkey", "other", "Unit"), "ADD FK"),
    addConstraint(
      "foreign key, not valid",
      { ...reference("Item_s_fkey", "other", "Unit"), notValid: true },
      "ADD FK NOT VALID",
    ),
    addConstraint("unique key", token, "ADD UNIQUE (builds index)"),
  ],
  validate_constraint: [
    {
      name: "check",
      change: {
        kind: "validate_constraint",
        table: "Item",
        constraint: constraintOf("Item_m_check", "check"),
      },
      measured: "VALIDATE CHECK",
    },
    {
      name: "foreign key",
      change: {
        kind: "validate_constraint",
        table: "Item",
        constraint: constraintOf("Item_other_fkey", "foreign_key"),
      },
      measured: "VALIDATE FK",
    },
  ],
  attach_index: [
    {
      name: "unique key",
      change: {
        kind: "attach_index",
        table: "Item",
        constraint: unique("Item_s_key", ["s"], false),
      },
      measured: "ADD UNIQUE USING INDEX",
    },
  ],
  drop_constraint: [
    dropConstraint("check", constraintOf("Item_n_check", "check"), "DROP CONSTRAINT check"),
    dropConstraint(
      "foreign key",
      constraintOf("Item_unit_fkey", "foreign_key"),
      "DROP CONSTRAINT fk",
    ),
    dropConstraint("unique key", constraintOf("Item_m_key", "unique")),
    dropConstraint("primary key", constraintOf("Item_pkey", "primary_key")),
  ],
  create_index: [
    {
      name: "",
      change: { kind: "create_index", table: "Item", index: index("Item_other", ["other"]) },
      measured: "CREATE INDEX",
    },
    {
      name: "unique",
      change: {
        kind: "create_index",
        table: "Item",
        index: index("Item_other", ["other"], { unique: true }),
      },
      measured: "CREATE UNIQUE INDEX",
    },
    {
      name: "concurrently",
      change: {
        kind: "create_index",
        table: "Item",
        index: index("Item_other", ["other"]),
        online: true,
      },
    },
  ],
  drop_index: [
    {
      name: "",
      change: { kind: "drop_index", table: "Item", index: indexOf("Item_n") },
      measured: "DROP INDEX",
    },
    {
      name: "concurrently",
      change: { kind: "drop_index", table: "Item", index: indexOf("Item_n"), online: true },
    },
  ],
  rename_constraint: [
    {
      name: "",
      change: {
        kind: "rename_constraint",
        table: "Item",
        from: constraintOf("Item_n_check", "check"),
        to: check("Item_number_check", "n >= 0", "n"),
      },
      measured: "RENAME CONSTRAINT",
    },
  ],
  rename_index: [
    {
      name: "",
      change: {
        kind: "rename_index",
        table: "Item",
        from: indexOf("Item_n"),
        to: { ...indexOf("Item_n"), name: "Item_number" },
      },
      measured: "RENAME INDEX",
    },
  ],
  create_trigger: [
    {
      name: "",
      change: { kind: "create_trigger", table: "Loose", trigger: identityTriggers(source)[0]! },
      measured: "CREATE TRIGGER",
    },
  ],
  drop_trigger: [
    { name: "", change: { kind: "drop_trigger", table: "Item", trigger: item.triggers![0]! } },
  ],
  create_routine: [
    {
      name: "",
      change: { kind: "create_routine", routine: { ...IDENTITY_ROUTINE, name: "other_sync" } },
    },
  ],
  replace_routine: [{ name: "", change: { kind: "replace_routine", routine: IDENTITY_ROUTINE } }],
  drop_routine: [
    {
      name: "",
      first: [{ kind: "create_routine", routine: { ...IDENTITY_ROUTINE, name: "other_sync" } }],
      change: { kind: "drop_routine", routine: { ...IDENTITY_ROUTINE, name: "other_sync" } },
    },
  ],
  fill_identity: [
    { name: "", change: { kind: "fill_identity", table: "Loose", source, others } },
    {
      name: "in part there already",
      change: {
        kind: "fill_identity",
        table: "Loose",
        source,
        formerTypes: ["a thing"],
        others,
      },
    },
  ],
  prune_identity: [
    {
      name: "",
      change: { kind: "prune_identity", table: "Loose", source, formerTypes: ["a thing"], others },
    },
  ],
  empty_identity: [{ name: "", change: { kind: "empty_identity", table: "Loose", source } }],
  create_type: [
    { name: "", change: { kind: "create_type", type: { name: "size", values: ["S"] } } },
  ],
  rename_type: [
    { name: "", change: { kind: "rename_type", type: { ...mood, name: "temper" }, from: "mood" } },
  ],
  drop_type: [{ name: "", change: { kind: "drop_type", type: mood, used: false } }],
  add_values: [
    {
      name: "",
      change: {
        kind: "add_values",
        type: { ...mood, values: ["good", "fair", "bad"] },
        from: mood,
      },
      measured: "ALTER TYPE ADD VALUE (in tx)",
    },
  ],
  comment_type: [{ name: "", change: { kind: "comment_type", type: { ...mood, comment: "c" } } }],
  comment_table: [
    {
      name: "",
      change: { kind: "comment_table", table: { ...unit, comment: "c" } },
      measured: "COMMENT ON TABLE",
    },
  ],
  comment_column: [
    {
      name: "",
      change: { kind: "comment_column", table: "Item", column: { ...columnOf("n"), comment: "c" } },
      measured: "COMMENT ON COLUMN",
    },
  ],
  comment_constraint: [
    {
      name: "",
      change: {
        kind: "comment_constraint",
        table: "Item",
        constraint: { ...constraintOf("Item_n_check", "check"), comment: "c" },
      },
    },
  ],
  comment_index: [
    {
      name: "",
      change: {
        kind: "comment_index",
        table: "Item",
        index: { ...indexOf("Item_n"), comment: "c" },
      },
    },
  ],
};
