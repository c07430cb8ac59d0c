// The problems of migrations and of the rest of the admin API; part of the table in problem-codes.ts.

import type { ProblemKind } from "./problem-codes.ts";

export const adminProblemCodes = {
  schema_invalid: {
    status: 422,
    title: "Schema has errors",
    description:
      "The LinkML schema does not compile. `diagnostics` lists the problems by file and line.",
  },
  not_supported_yet: {
    status: 422,
    title: "Not supported yet",
    description:
      "The request is sound, but this version cannot do it. The detail says what can be done instead.",
  },
  schema_too_large: {
    status: 413,
    title: "Schema too large",
    description:
      "A schema bundle has at most 4 MiB, 500 files, a YAML depth of 64 and 100 aliases.",
  },
  stale_plan: {
    status: 409,
    title: "Plan is stale",
    description:
      "The database or the schema changed since this plan was made. `plan` is the new one; look at it and send its hash.",
  },
  plan_hash_required: {
    status: 422,
    title: "Plan hash required",
    description: "A plan with hazards is applied only with its `plan_hash`. Make a dry run first.",
  },
  question_open: {
    status: 422,
    title: "Question open",
    description: "The plan asks something only you can decide. Put the answers into `answers`.",
  },
  hazard_not_allowed: {
    status: 422,
    title: "Hazard not allowed",
    description:
      "A step has a risk that was not allowed by name. `allow` holds the exact entries to add.",
  },
  allow_unused: {
    status: 422,
    title: "Unused allow entry",
    description: "An entry of `allow` fits no step; probably a typo.",
  },
  answer_unused: {
    status: 422,
    title: "Unused answer",
    description:
      "An entry of `answers` fits no question of the plan; probably a typo, or a name that is not there.",
  },
  rows_violate: {
    status: 422,
    title: "Rows are in the way",
    description: "Existing rows break a rule that the migration adds. `plan.blockers` counts them.",
  },
  blocked: {
    status: 409,
    title: "Migration blocked",
    description:
      "Something is in the way: what is not ours depends on what must change, or something has to be done first. The detail names it.",
  },
  migration_in_progress: {
    status: 409,
    title: "Migration in progress",
    description: "Another migration holds the lock. Wait for it.",
  },
  migration_failed: {
    status: 422,
    title: "Migration failed",
    description:
      "Postgres refused a step; everything was rolled back. The detail names the step and the SQLSTATE.",
  },
  migration_in_doubt: {
    status: 503,
    title: "Outcome unknown",
    description:
      "The connection was lost while applying. GET /admin/status tells whether the migration is in.",
  },
  downgrade_not_allowed: {
    status: 409,
    title: "Older schema",
    description:
      'The Worker\'s schema is older than the database\'s. Allow it with `"allow": ["downgrade"]`.',
  },
  history_damaged: {
    status: 409,
    title: "History damaged",
    description:
      "The history of migrations was altered by hand, or the database role may not read it, so that nobody can say what was done. The detail says how to mend it; data routes go on.",
  },
  not_newest: {
    status: 409,
    title: "Not the newest migration",
    description: "Only the newest migration can be rolled back.",
  },
  purged: {
    status: 409,
    title: "Purged",
    description: "What the rollback needs was really dropped.",
  },
  rolled_back: {
    status: 409,
    title: "Rolled back",
    description: 'This schema was rolled back. Apply it again with `"reapply": true`.',
  },
  confirmation_mismatch: {
    status: 422,
    title: "Confirmation differs",
    description: "`confirm` must be the exact name that the detail asks for.",
  },
} as const satisfies Record<string, ProblemKind>;
