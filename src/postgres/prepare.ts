// Live and desired → a plan that has been checked against everything but the caller's permissions: what every verb begins with.

import { probeBlockers, probesFor, probeStatement } from "../migration/probe.ts";
import { sizeBlocker, structuralBlockers } from "../migration/blockers.ts";
import { diff } from "../migration/diff.ts";
import type { Reset } from "../migration/change.ts";
import { historyNamespace } from "../migration/names.ts";
import {
  planHash,
  planSteps,
  type Blocker,
  type Plan,
  type PlannedChange,
} from "../migration/plan.ts";
import { emptied } from "../migration/reset.ts";
import type { LiveDatabase } from "../migration/live.ts";
import { adoptionQuestions, divide, foreignNames, type Ownership } from "../migration/three-way.ts";
import type { Database } from "../relational/database.ts";
import { combineFingerprints } from "../relational/fingerprint.ts";
import { normalize } from "../relational/normalize.ts";
import { canonicalize, type RefusedExpression } from "./canonical.ts";
import { readCatalog, type Catalog } from "./catalog.ts";
import { setTimeouts, SETTINGS } from "./catalog-sql.ts";
import { DatabaseError, type Session } from "./session.ts";

/** What is wanted, and what it hashes to. */
export interface Target {
  readonly desired: Database;
  readonly schemaHash: string;
  readonly databaseHash: string;
}

export interface Prepared {
  readonly catalog: Catalog;
  /** The desired database in Postgres's wording. */
  readonly desired: Database;
  readonly ownership: Ownership;
  readonly planned: readonly PlannedChange[];
  /** Names of the tables that the plan rests on: those applied and those desired. */
  readonly managed: readonly string[];
  readonly plan: Plan;
}

export interface PrepareOptions {
  readonly answers: Readonly<Record<string, string>>;
  /** Whether rows are counted; a status does without. */
  readonly probe: boolean;
  /** Milliseconds for counting rows. */
  readonly statementTimeoutMs: number;
  /** Everything, or everything of ours, is dropped first. */
  readonly reset?: Reset["scope"] | undefined;
  /** Milliseconds to wait for a table that someone else has locked exclusively. */
  readonly lockTimeoutMs: number;
}

/** Plans: one round trip to read, one for expressions not met before, one to count rows where a step depends on them. Rejects with DatabaseError. */
export async function prepare(
  session: Session,
  target: Target,
  options: PrepareOptions,
): Promise<Prepared> {
  const { namespace } = target.desired;
  const catalog = await readCatalog(session, namespace, { lockTimeoutMs: options.lockTimeoutMs });
  const last = catalog.history?.last ?? undefined;
  const known = last?.server_major === catalog.serverMajor ? last : undefined;
  const { database: desired, refused } = await canonicalize(
    session,
    normalize(target.desired),
    known,
  );
  const start = options.reset && emptied(catalog.live, last?.model, options.reset);
  const live = start?.live ?? catalog.live;
  const applied = start === undefined ? last?.model : undefined;
  const ownership = divide(live.database, applied, desired);
  const changes = [
    ...(start?.change === undefined ? [] : [start.change]),
    ...diff(ownership.managed, desired),
  ];
  const planned = planSteps(changes, {
    namespace,
    number: catalog.history?.next ?? 1,
    rows: new Map([...catalog.live.tables].map(([name, table]) => [name, table.rows])),
    retiredNamespaceExists: catalog.retiredNamespaceExists,
    others: start?.lost ?? [],
    downgrade:
      last !== undefined &&
      last.database_hash !== target.databaseHash &&
      catalog.history?.hashes.includes(target.databaseHash) === true,
  });
  const structural = [
    ...structuralBlockers(planned, catalog.live, ownership),
    ...refusedExpressions(refused, planned),
    ...sizeBlocker(planned, desired),
    ...historyBlocker(catalog, namespace),
  ];
  const blockers = options.probe
    ? [
        ...structural,
        ...(await probeRows(session, planned, structural, { live, desired, ownership }, options)),
      ]
    : structural;
  const managed = [
    ...new Set([
      ...[...(last?.model.tables ?? []), ...desired.tables].map((table) => table.name),
      ...(start?.change?.tables ?? []),
    ]),
  ];
  const baseFingerprint = combineFingerprints(catalog.fingerprints, managed);
  const steps = planned.map(({ step }) => step);
  const plan: Plan = {
    plan_hash: planHash(baseFingerprint, target.databaseHash, steps),
    base_fingerprint: baseFingerprint,
    schema_hash: target.schemaHash,
    database_hash: target.databaseHash,
    steps,
    blockers: blockers.toSorted((left, right) => left.step - right.step),
    questions: adoptionQuestions(changes, ownership.managed, applied, options.answers),
    foreign: foreignNames(ownership, live.relations),
    compatible_with_running_version: steps.every((step) => step.phase === "expand"),
  };
  return { catalog, desired, ownership, planned, managed, plan };
}

/** What was applied before is not known then, so nobody could say what is ours. */
function historyBlocker({ history }: Catalog, namespace: string): Blocker[] {
  if (history?.damage === undefined) return [];
  const name = `${historyNamespace(namespace)}.migration`;
  const isForbidden = history.damage === "forbidden";
  return [
    {
      step: 0,
      code: "history_damaged",
      message: isForbidden
        ? `The database role may not use the history of migrations, ${name}.`
        : `The history of migrations, ${name}, has been altered by hand and cannot be read.`,
      fix: isForbidden
        ? "Connect as the role that migrated before, or grant it USAGE on the namespace and SELECT and INSERT on the table."
        : "Restore it from a backup, or drop it: the tables are then taken as they are, and you are asked before one is changed.",
    },
  ];
}

/** Step 0 where no step carries the expression: the table does not change otherwise. */
function refusedExpressions(
  refused: readonly RefusedExpression[],
  planned: readonly PlannedChange[],
): Blocker[] {
  return refused.map(({ table, object, sqlstate }) => {
    const step =
      planned.find((item) => item.step.object === object) ??
      planned.find((item) => item.step.object === table);
    return {
      step: step?.step.id ?? 0,
      code: "invalid_expression",
      message: `Postgres does not accept the definition of ${object} (SQLSTATE ${sqlstate}).`,
      fix: "Correct the slot's type, default or rule in the schema.",
    };
  });
}

async function probeRows(
  session: Session,
  planned: readonly PlannedChange[],
  structural: readonly Blocker[],
  {
    live,
    desired,
    ownership,
  }: Pick<Prepared, "desired" | "ownership"> & { readonly live: LiveDatabase },
  { statementTimeoutMs, lockTimeoutMs }: PrepareOptions,
): Promise<readonly Blocker[]> {
  // With these the rows to come cannot be computed.
  if (
    structural.some(
      ({ code }) => code === "unsupported_type_change" || code === "invalid_expression",
    )
  )
    return [];
  const probes = probesFor(planned, ownership.managed, desired, live);
  if (probes.length === 0) return [];
  try {
    const results = await session.transaction(
      [
        { text: SETTINGS },
        {
          text: setTimeouts({ statement_timeout: statementTimeoutMs, lock_timeout: lockTimeoutMs }),
        },
        { text: probeStatement(probes) },
      ],
      { timeoutMs: statementTimeoutMs + 10_000 },
    );
    return probeBlockers(probes, results.at(-1) ?? []);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.fields === undefined) throw error;
    if (error.fields.sqlstate === "55P03") throw error;
    return [
      {
        step: probes[0]?.step ?? 0,
        code: "probe_failed",
        message: `The rows in the way could not be counted (SQLSTATE ${error.fields.sqlstate}), so nothing is applied.`,
        fix:
          error.fields.sqlstate === "57014"
            ? "Allow more time (statement_timeout_ms)."
            : "A new rule cannot be computed for every row there is; correct the rows or the rule.",
      },
    ];
  }
}
