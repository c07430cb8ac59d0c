// LinkML's own compliance suite: every schema is compiled, every object judged by the live validator; the verdicts must be the suite's.

import { describe, expect, test } from "vitest";

import { compile, type SchemaBundle } from "../../src/compile.ts";
import { liveValidators, type LiveValidators } from "../../src/emit/live-zod.ts";
import { complianceCases, type ComplianceCase } from "../support/compliance.ts";
import { exceptions } from "./exceptions.ts";

/** A schema that is refused accepts nothing; what is said about it is the reason. */
type Judge = LiveValidators | { readonly refused: string };

interface Verdict {
  readonly valid: boolean;
  readonly reason: string;
}

const cases = complianceCases("verdicts on LinkML's compliance suite");
const judges = new Map<string, Judge>();

function judgeOf(bundle: SchemaBundle): Judge {
  const key = JSON.stringify(bundle);
  let judge = judges.get(key);
  if (judge === undefined) {
    const { compiled, diagnostics } = compile(bundle);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    judge =
      compiled === undefined
        ? { refused: errors.map(({ code, message }) => `${code}: ${message}`).join("\n") }
        : liveValidators(compiled.model.classes);
    judges.set(key, judge);
  }
  return judge;
}

function verdictOn({ bundle, targetClass, object }: ComplianceCase): Verdict {
  const judge = judgeOf(bundle);
  if ("refused" in judge) return { valid: false, reason: judge.refused };
  try {
    const result = judge.validator(targetClass, "document").safeParse(object);
    return { valid: result.success, reason: result.error?.message ?? "" };
  } catch (error) {
    // A class without objects of its own.
    if (error instanceof RangeError) return { valid: false, reason: error.message };
    throw error;
  }
}

describe.skipIf(cases.length === 0)("compliance", () => {
  const wrong = new Map<string, Verdict>();
  for (const one of cases) {
    const verdict = verdictOn(one);
    if (verdict.valid !== one.valid) wrong.set(one.id, verdict);
  }

  test("cases have ids of their own", () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  test.each(cases.filter(({ id }) => exceptions[id] === undefined))(
    "$id",
    ({ id, valid, object }) => {
      const verdict = wrong.get(id) ?? { valid, reason: "" };
      expect(verdict.valid, `${JSON.stringify(object)}\n${verdict.reason}`).toBe(valid);
    },
  );

  test("no exception is idle", () => {
    const idle = Object.keys(exceptions).filter((id) => !wrong.has(id));
    expect(idle, "these verdicts are right; take them off the list").toEqual([]);
  });

  const right = cases.length - wrong.size;
  console.info(`compliance: ${right} of ${cases.length} verdicts as upstream has them`);
});
