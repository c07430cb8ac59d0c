// Who enforces what: the whole list for one schema against enforcement.txt (UPDATE=1 writes it), and that every CHECK in it is one of its table.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { compile } from "../../src/compile.ts";
import type { Enforcement } from "../../src/lower/enforcement.ts";
import { renderDiagnostic } from "../../src/text/render.ts";

const EXPECTED = join(import.meta.dirname, "enforcement.txt");

const text = readFileSync(join(import.meta.dirname, "enforcement.yaml"), "utf8");
const { compiled, diagnostics } = compile({ root: "schema.yaml", files: { "schema.yaml": text } });
const said = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic));
const { enforcement, classes } = compiled?.lowered ?? { enforcement: [], classes: [] };

test("every metaslot of every slot has its line", () => {
  const found = [...enforcement.map(line), "", ...said].join("\n") + "\n";
  if (process.env["UPDATE"] === "1") {
    expect(process.env["CI"], "expectations are not rewritten in CI").toBeUndefined();
    writeFileSync(EXPECTED, found);
  }
  expect(found).toBe(readFileSync(EXPECTED, "utf8"));
});

test("what is named is there, and errors find the members it is about", () => {
  const entries = enforcement.flatMap((entry) =>
    entry.classes.map((owner) => ({ ...entry, owner })),
  );
  for (const { owner, slot, postgres } of entries) {
    const { table, constraints: known } = classes.find(({ name }) => name === owner)!;
    for (const mechanism of postgres) {
      const part = /^(?:CHECK|UNIQUE|FOREIGN KEY) (.*)$/.exec(mechanism)?.[1];
      if (part === undefined) continue;
      const name = slot === undefined ? part : `${table}_${part}`;
      const constraint = known.find((candidate) => candidate.name === name);
      expect(constraint, name).toBeDefined();
      if (slot !== undefined) expect(constraint!.slots, name).toContain(slot);
    }
  }
});

test("what is left to Zod is said, and nothing else", () => {
  const gaps = enforcement.filter(({ zod, reason }) => zod && reason !== undefined);
  const entries = gaps.flatMap((entry) => entry.classes.map((owner) => ({ ...entry, owner })));
  for (const { owner, slot, metaslot, reason } of entries) {
    const from = slot === undefined ? `class "${owner}"` : `slot "${slot}" of class "${owner}"`;
    const word = diagnostics.find(
      ({ code, message }) =>
        code === "not-enforced-in-database" &&
        message.includes(`of ${from} `) &&
        message.includes(metaslot.replace("rules", "rule")) &&
        message.includes(reason!),
    );
    expect(word, `${from}: ${metaslot}`).toBeDefined();
  }
});

function line({ classes: owners, slot, metaslot, zod, postgres, reason }: Enforcement): string {
  const owner = owners.join(" and ");
  const subject = slot === undefined ? owner : `${owner}.${slot}`;
  const by = [...(zod ? ["Zod"] : []), ...postgres].join(", ") || "nobody";
  return `${subject} ${metaslot}: ${by}${reason === undefined ? "" : ` (${reason})`}`;
}
