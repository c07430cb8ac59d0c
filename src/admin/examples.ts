// One small story for the OpenAPI document: the class User gets a slot `nickname`. The tests hold each example against its schema.

const built = `sha256:${"4f".repeat(32)}`;
const before = `sha256:${"1c".repeat(32)}`;
const database = `sha256:${"7b".repeat(32)}`;
const databaseBefore = `sha256:${"d2".repeat(32)}`;
const planHash = `sha256:${"a9".repeat(32)}`;
const fingerprint = `sha256:${"e0".repeat(32)}`;

const diagnostic = {
  severity: "warning",
  code: "optional-unique-slot",
  message:
    'The unique key "email" of class "User" has optional slots (email): two rows without a value collide.',
  hint: "make them required, or set consider_nulls_inequal: true",
  file: "models/user.yaml",
  line: 12,
  column: 7,
  pointer: "/classes/User/unique_keys/email",
};

const plan = {
  plan_hash: planHash,
  base_fingerprint: fingerprint,
  schema_hash: built,
  database_hash: database,
  steps: [
    {
      id: 1,
      phase: "expand",
      kind: "add_column",
      object: "User.nickname",
      sql: ['ALTER TABLE public."User" ADD COLUMN nickname text'],
      transactional: true,
      lock: "ACCESS EXCLUSIVE",
      rewrites_table: false,
      scans_table: false,
      rows_estimate: 1200,
      reversible: true,
      compatibility: "additive",
      hazards: [],
      source: { file: "models/user.yaml", line: 9, column: 7 },
    },
  ],
  blockers: [],
  questions: [],
  foreign: [],
  compatible_with_running_version: true,
};

const migration = { id: "2", applied_at: "2026-11-22T20:15:00.123456Z", duration_ms: 12 };

const summary = {
  ...migration,
  number: 2,
  kind: "migrate",
  reverts: null,
  outcome: "applied",
  actor: "ci",
  request_id: "0f6e1c1e-6a3c-4a53-9f0a-6f1d5d9c2b11",
  origin: "built",
  git_commit: null,
  plan_hash: planHash,
  schema_hash: built,
  database_hash: database,
  allow: [],
  steps: 1,
  error: null,
  progress: null,
};

const retired = {
  object: "User._retired_3_nickname",
  name: "User.nickname",
  kind: "column",
  rows: 310,
  bytes: 2790,
  migration: "3",
  since: "2026-11-22T20:15:00.123456Z",
};

/** A plan of one step for something retired. */
function retiredPlan(kind: string, object: string, sql: string, more: object): object {
  const [step] = plan.steps;
  return { ...plan, steps: [{ ...step, kind, object, sql: [sql], source: undefined, ...more }] };
}

const table = {
  name: "User",
  class: "User",
  estimated_rows: 1200,
  bytes: 180224,
  owned: true,
  comment: "Somebody who can sign in.",
};

export const examples = {
  generate: {
    schema: { name: "app", version: "0.1.0", hash: built },
    artifacts: [
      {
        path: "sql/schema.sql",
        media_type: "application/sql",
        sha256: "9c".repeat(32),
        text: 'CREATE TABLE public."User" …',
      },
    ],
    diagnostics: [diagnostic],
  },
  validate: {
    valid: false,
    diagnostics: [diagnostic],
    target_class: "User",
    instances: [
      { index: 0, valid: true, errors: [] },
      {
        index: 1,
        valid: false,
        errors: [
          { pointer: "#/name", code: "required", detail: "This member is required." },
          {
            pointer: "#/nicname",
            code: "unknown_property",
            detail: 'There is no member "nicname"; did you mean "nickname"?',
          },
        ],
      },
    ],
  },
  planned: { outcome: "planned", plan },
  applied: { outcome: "applied", plan, migration },
  rolledBack: {
    outcome: "applied",
    plan: retiredPlan(
      "retire_column",
      "User.nickname",
      'ALTER TABLE public."User" RENAME COLUMN nickname TO _retired_3_nickname',
      {
        phase: "contract",
        hazards: [
          {
            code: "drop_column",
            message:
              "Column User.nickname is renamed to _retired_3_nickname; the application no longer sees its values.",
            allow: "drop_column:User.nickname",
          },
        ],
      },
    ),
    migration: { ...migration, id: "3" },
  },
  retired: { items: [retired] },
  restored: {
    outcome: "applied",
    plan: retiredPlan(
      "restore_column",
      "User.nickname",
      'ALTER TABLE public."User" RENAME COLUMN _retired_3_nickname TO nickname',
      {},
    ),
    objects: [retired],
    migration: { ...migration, id: "4" },
  },
  purged: {
    outcome: "planned",
    plan: retiredPlan(
      "purge_column",
      "User._retired_3_nickname",
      'ALTER TABLE public."User" DROP COLUMN _retired_3_nickname',
      { reversible: false },
    ),
    objects: [retired],
  },
  progress: { seq: 1, ts: "2026-11-22T20:15:00.101Z", event: "planned", plan },
  status: {
    worker: { version: "6f1d5d9c-2b11-4a53-9f0a-0f6e1c1e6a3c" },
    schema: {
      name: "app",
      version: "0.1.0",
      built_hash: built,
      applied_hash: before,
      standing: "behind",
      words: "The database is behind this Worker: apply its schema (POST /admin/migrate).",
    },
    database: {
      name: "neondb",
      namespace: "public",
      built_hash: database,
      applied_hash: databaseBefore,
      catalog_fingerprint: fingerprint,
      postgres_version: "18.4",
      connection: "pooled",
    },
    in_sync: false,
    drift: false,
    pending_steps: 1,
    pending_phase: "expand",
    unfinished: null,
    last_migration: { ...migration, id: "1", schema_hash: before, database_hash: databaseBefore },
  },
  migrations: { items: [summary], next_cursor: null },
  migration: { ...summary, plan, sql: plan.steps.flatMap(({ sql }) => sql) },
  tables: { items: [table] },
  // Without their defaults: beside `type`, linters of OpenAPI take one for the default of a schema.
  table: {
    ...table,
    columns: [
      {
        name: "id",
        type: "uuid",
        nullable: false,
        comment: null,
      },
      {
        name: "nickname",
        type: "text",
        nullable: true,
        comment: null,
      },
    ],
    indexes: [{ name: "User_pkey", definition: "PRIMARY KEY (id)", primary: true, unique: true }],
    checks: [],
    foreign_keys: [],
    referenced_by: [
      {
        name: "Task_assignee_fkey",
        table: "Task",
        definition: 'FOREIGN KEY (assignee) REFERENCES public."User"(id)',
      },
    ],
    triggers: [],
  },
  tablesText: `                         List of relations
 Schema | Name | Class | Rows (est.) |  Size  | Ours
--------+------+-------+-------------+--------+------
 public | User | User  |        1200 | 176 kB | yes
(1 row)
`,
  tableText: `                    Table "public.User"
  Column  | Type | Collation | Nullable |      Default
----------+------+-----------+----------+-------------------
 id       | uuid |           | not null | gen_random_uuid()
 nickname | text |           |          |
Indexes:
    "User_pkey" PRIMARY KEY, btree (id)
`,
  schema: {
    id: "https://example.org/app",
    name: "app",
    classes: { User: { attributes: { id: { identifier: true } } } },
  },
  drift: {
    in_sync: false,
    changes: [
      {
        object: "User.nickname",
        change: "altered",
        detail: "User.nickname: it no longer takes NULL.",
      },
    ],
    foreign: ["User.legacy_id", "view recent_users"],
    last_migration: "2",
  },
  diagram: 'erDiagram\n  "User" ||--o{ "Task" : "assignee"\n',
} as const;
