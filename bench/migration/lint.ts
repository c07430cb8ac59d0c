// Plans for large tables → what squawk, a linter of migrations, finds in their SQL. It knows hazards by itself, as does our plan.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { batchesOf, type Batch } from "../../src/migration/execute/batches.ts";
import { diff } from "../../src/migration/diff/diff.ts";
import { planSteps } from "../../src/migration/plan.ts";
import { onlineChanges } from "../../src/migration/execute/recipe.ts";
import type { Database } from "../../src/relational/database.ts";
import { cases } from "../../test/migration/cases.ts";
import { onlineCases } from "../../test/migration/online/online-cases.ts";
import { planContext } from "../../test/migration/plan-context.ts";
import { printTable } from "../table.ts";

interface Finding {
  readonly file: string;
  readonly line: number;
  readonly rule_name: string;
}

/** The cases that the tests apply, as if every table were large. */
const plans: readonly { readonly name: string; readonly from: Database; readonly to: Database }[] =
  [...onlineCases, ...cases.map(({ name, before, after }) => ({ name, from: before, to: after }))];

export function lintPlans(): void {
  const squawk = join(import.meta.dirname, "../node_modules/.bin/squawk");
  const folder = mkdtempSync(join(tmpdir(), "linkml-neon-lint-"));
  try {
    const lines = new Map<string, readonly string[]>();
    for (const [number, { from, to }] of plans.entries()) {
      for (const [part, batch] of batchesFor(from, to).entries()) {
        const file = join(folder, `${number}-${part}.sql`);
        const text = script(batch);
        lines.set(file, text.split("\n"));
        writeFileSync(file, text);
      }
    }
    const { stdout, stderr, error } = spawnSync(
      squawk,
      ["--pg-version=15", "--reporter=json", ...lines.keys()],
      { encoding: "utf8", maxBuffer: 2 ** 28 },
    );
    if (error !== undefined || !stdout.startsWith("["))
      throw new Error(`squawk: ${error?.message ?? stderr}`);
    report(JSON.parse(stdout) as readonly Finding[], lines);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function batchesFor(from: Database, to: Database): readonly Batch[] {
  const there = new Set(from.tables.map(({ name }) => name));
  const isLarge = (table: string): boolean => there.has(table);
  const changes = onlineChanges(diff(from, to), { isLarge, managed: from });
  return batchesOf(planSteps(changes, planContext), { locks: 3_000, bytes: 8 * 2 ** 20 });
}

/** As it is executed, but for our locks and assertions. */
function script({ mode, items }: Batch): string {
  const statements = items.flatMap(({ step }) => step.sql);
  const settings = ["SET lock_timeout = '500ms'", "SET statement_timeout = '60s'"];
  const all =
    mode === "batch"
      ? [...settings, "BEGIN", ...statements, "COMMIT"]
      : [...settings, ...statements];
  // One line for each, so that a finding shows it.
  return all.map((statement) => `${statement.replaceAll("\n", " ")};\n`).join("");
}

function report(findings: readonly Finding[], lines: ReadonlyMap<string, readonly string[]>): void {
  const byRule = Map.groupBy(findings, ({ rule_name: rule }) => rule);
  console.log(`squawk on ${plans.length} plans for large tables, ${lines.size} transactions:`);
  const rows = [...byRule].map(([rule, found]) => {
    const [{ file, line }] = found as [Finding];
    return [rule, String(found.length), lines.get(file)?.[line]?.slice(0, 120) ?? ""];
  });
  printTable(["rule", "findings", "such as"], rows);
}
