// Schemas for tests: files written in place.

import { expect } from "vitest";
import { loadSchema } from "../../src/linkml/load.ts";
import type { SchemaView } from "../../src/linkml/schema-view.ts";
import { renderDiagnostic } from "../../src/text/render.ts";

/** The view of one file, which must load without a word. `body` follows id, name and default_range. */
export function viewOf(body: string): SchemaView {
  const header = "id: https://example.org/test\nname: test\ndefault_range: string\n";
  return viewOfFiles({ "schema.yaml": header + body });
}

/** The view of several files, which must load without a word but that something has no effect; the root is the first. */
export function viewOfFiles(files: Readonly<Record<string, string>>): SchemaView {
  const { view, diagnostics } = loadSchema({ root: Object.keys(files)[0] ?? "", files });
  const said = diagnostics.filter(({ code }) => code !== "not-enforced");
  expect(said.map((diagnostic) => renderDiagnostic(diagnostic))).toEqual([]);
  if (view === undefined) throw new Error("no view");
  return view;
}
