// Planned steps → what the rows there are say to them: one statement counts.

import type { LiveDatabase } from "../../migration/live.ts";
import type { Blocker, PlannedChange } from "../../migration/plan.ts";
import { probesFor } from "../../migration/probe/probe.ts";
import {
  estimates,
  notCounted,
  probedSteps,
  probeStatement,
  readFindings,
  type ProbeAnswer,
} from "../../migration/probe/answer.ts";
import { presentTypes } from "../../migration/types/present-types.ts";
import { probeFunctions } from "../../migration/probe/settle.ts";
import type { Database } from "../../relational/database.ts";
import { setTimeouts, SETTINGS } from "../catalog/sql.ts";
import { DatabaseError, type Session } from "../session.ts";

/** `estimate`: of large tables only a part is looked at; what that says is told, but nothing may rest on it. */
export type ProbeMode = "exact" | "estimate" | "none";

/** Whose rows are counted, and how. */
export interface ProbeRequest {
  readonly planned: readonly PlannedChange[];
  /** What is in the way already. */
  readonly structural: readonly Blocker[];
  /** The live side as it is, what of it is ours, and the other side. */
  readonly live: LiveDatabase;
  readonly managed: Database;
  readonly desired: Database;
  readonly probe: ProbeMode;
  /** Milliseconds for counting rows. */
  readonly statementTimeoutMs: number;
  /** Milliseconds to wait for a table that someone else has locked exclusively. */
  readonly lockTimeoutMs: number;
}

/** One round trip, none where no step depends on rows. Rejects with DatabaseError where the database does not answer. */
export async function probeRows(
  session: Session,
  {
    planned,
    structural,
    live,
    managed,
    desired,
    probe,
    statementTimeoutMs,
    lockTimeoutMs,
  }: ProbeRequest,
): Promise<ProbeAnswer> {
  // With these the rows to come cannot be computed.
  if (
    structural.some(
      ({ code }) => code === "unsupported_type_change" || code === "invalid_expression",
    )
  )
    return { findings: undefined, blockers: [] };
  const probes = probesFor(planned, managed, desired, live, probe === "estimate");
  if (probes.length === 0) return { findings: [], blockers: [] };
  const steps = probedSteps(probes, planned);
  if (probe === "none") return { findings: undefined, blockers: notCounted(steps) };
  const { create, drop } = probeFunctions(planned);
  const types = presentTypes(
    desired.namespace,
    planned.map(({ change }) => change),
  );
  const timeouts = { statement_timeout: statementTimeoutMs, lock_timeout: lockTimeoutMs };
  const before = [SETTINGS, setTimeouts(timeouts), ...types.create, ...create.map(types.word)];
  try {
    const results = await session.transaction(
      [...before, types.word(probeStatement(probes)), ...drop.map(types.word), ...types.drop].map(
        (text) => ({ text }),
      ),
      { timeoutMs: statementTimeoutMs + 10_000 },
    );
    const found = readFindings(probes, results[before.length] ?? []);
    return {
      findings: found.filter(({ probe: { sample } }) => sample === undefined),
      blockers: estimates(found, planned),
    };
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.fields === undefined) throw error;
    if (error.fields.sqlstate === "55P03") throw error;
    return { findings: undefined, blockers: [probeFailed(steps, error.fields.sqlstate)] };
  }
}

function probeFailed([first]: readonly PlannedChange[], sqlstate: string): Blocker {
  return {
    step: first?.step.id ?? 0,
    code: "probe_failed",
    message: `The rows in the way could not be counted (SQLSTATE ${sqlstate}), so nothing is applied.`,
    fix:
      sqlstate === "57014"
        ? "Allow more time (statement_timeout_ms)."
        : "A new rule cannot be computed for every row there is; correct the rows or the rule.",
  };
}
