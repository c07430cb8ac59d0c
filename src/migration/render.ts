// A plan → text for a terminal: one line a step, then what is risky, in the way, or to be decided.

import type { Plan, Step } from "./plan.ts";
import { possibleAnswers, questionWords } from "./question.ts";

/** Plain text without colours, ending without a newline. */
export function renderPlan(plan: Plan): string {
  const sections = [
    plan.steps.length === 0
      ? ["Nothing to do: the database is as the schema says."]
      : stepTable(plan.steps),
    section("Hazards", plan.steps.flatMap(hazardLines)),
    section("In the way", plan.blockers.flatMap(blockerLines)),
    section(
      "Questions",
      plan.questions.flatMap((question) => [
        `  ${question.object}: ${questionWords(question)}`,
        ...possibleAnswers(question).map((answer) => `    answer: ${question.object}=${answer}`),
      ]),
    ),
    section(
      "Not ours, left alone",
      plan.foreign.length === 0 ? [] : [`  ${plan.foreign.join(", ")}`],
    ),
    plan.steps.length === 0 ? [] : [summary(plan)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines];
}

const COLUMNS = ["#", "step", "object", "lock", "effect"];

function stepTable(steps: readonly Step[]): readonly string[] {
  const rows = [
    COLUMNS,
    ...steps.map((step) => [String(step.id), step.kind, step.object, lock(step), effect(step)]),
  ];
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((row) => width(row[column] ?? ""))),
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}

const lock = (step: Step): string => (step.lock === "none" ? "-" : step.lock.toLowerCase());

function effect(step: Step): string {
  const size = step.rows_estimate > 0 ? ` ~${step.rows_estimate} rows` : "";
  const parts = [
    step.rewrites_table ? `rewrites${size}` : step.scans_table ? `reads${size}` : undefined,
    step.phase === "contract" ? "breaks the running version" : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

function hazardLines(step: Step): string[] {
  return step.hazards.flatMap(({ message, allow, sample_keys: keys }) => [
    `  ${step.id}: ${message}`,
    ...examples(keys),
    ...(allow === undefined ? [] : [`     allow: ${allow}`]),
  ]);
}

function blockerLines({
  step,
  message,
  fix,
  sample_keys: keys,
}: Plan["blockers"][number]): string[] {
  return [`  ${step}: ${message}`, ...examples(keys), `     ${fix}`];
}

/** Primary keys of some of the rows concerned. */
function examples(keys: readonly string[] = []): string[] {
  return keys.length === 0 ? [] : [`     for example: ${keys.join(", ")}`];
}

function summary(plan: Plan): string {
  const count = plan.steps.length === 1 ? "1 step" : `${plan.steps.length} steps`;
  const reach = plan.compatible_with_running_version
    ? "the running version keeps working"
    : "the running version may not keep working";
  return `${count}; ${reach}.\nplan ${plan.plan_hash}`;
}

/** In characters, which is near enough for names. */
const width = (text: string): number => Array.from(text).length;
const pad = (text: string, size: number): string => text + " ".repeat(size - width(text));
