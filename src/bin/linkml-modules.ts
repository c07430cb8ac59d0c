// node src/bin/linkml-modules.ts FOLDER: the modules of LinkML's metamodel (linkml-model's schema folder, CC0) →
// src/linkml/builtin/modules.ts. What they define is kept, what they say about it is not. To be run again for another version of LinkML.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { metaslotRole } from "../linkml/metaslot-roles.ts";
import type { ElementKind } from "../linkml/metaslots.ts";
import { fieldsOf, type Shape } from "../linkml/shape.ts";
import { CommandError, projectFolder, runCommand } from "./command.ts";

const MODULES = [
  "extended_types",
  "mappings",
  "extensions",
  "annotations",
  "units",
  "array",
  "datasets",
  "validation",
  "meta",
];

/** Statements about a module that its own text, or nobody, needs. */
const LEFT_OUT = new Set(["id", "name"]);

await runCommand(() => {
  const folder = process.argv[2];
  if (folder === undefined) throw new CommandError("usage: node src/bin/linkml-modules.ts FOLDER");
  const texts = MODULES.map((name) => {
    const path = join(folder, `${name}.yaml`);
    return `  ${name}: \`\n${moduleText(name, load(readFileSync(path, "utf8")) as Data)}\`,\n`;
  });
  const head = [
    "// Made by src/bin/linkml-modules.ts from linkml-model 1.11 (CC0): what the modules of LinkML's metamodel define, as YAML.",
    "// Built-in types are in types.ts.",
    "",
    "export const moduleTexts: Readonly<Record<string, string>> = {",
  ].join("\n");
  writeFileSync(
    join(projectFolder, "src/linkml/builtin/modules.ts"),
    `${head}\n${texts.join("")}};\n`,
  );
});

type Data = Record<string, unknown>;

/** One line for each element. */
function moduleText(name: string, schema: Data): string {
  const lines = [`id: https://w3id.org/linkml/${name}`, `name: ${name}`];
  for (const [metaslot, value] of Object.entries(facts("schema_definition", schema))) {
    if (LEFT_OUT.has(metaslot)) continue;
    const shape = fieldsOf("schema_definition").get(metaslot)?.shape;
    if (shape?.kind === "mapping") {
      const elements = Object.entries(value as Data);
      lines.push(`${metaslot}:`, ...elements.map(([key, body]) => `  ${key}: ${flow(body)}`));
    } else lines.push(`${metaslot}: ${flow(value)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Without what only documents. */
function facts(kind: ElementKind, element: Data): Data {
  const kept: Data = {};
  for (const [metaslot, value] of Object.entries(element)) {
    const shape = fieldsOf(kind).get(metaslot)?.shape;
    if (shape === undefined || metaslotRole(kind, metaslot)?.role === "documentation") continue;
    kept[metaslot] = factsOf(shape, value);
  }
  return kept;
}

function factsOf(shape: Shape, value: unknown): unknown {
  const inner = (kind: ElementKind, item: unknown): unknown =>
    typeof item === "object" && item !== null ? facts(kind, item as Data) : item;
  switch (shape.kind) {
    case "mapping": {
      const entries = Object.entries(value as Data).map(([key, item]) => [
        key,
        inner(shape.of, item),
      ]);
      return Object.fromEntries(entries);
    }
    case "list":
      return (value as unknown[]).map((item) => inner(shape.of, item));
    case "element":
      return inner(shape.of, value);
    default:
      return value;
  }
}

/** YAML in one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([key, inner]) => `${flow(key)}: ${flow(inner)}`)
      .join(", ")}}`;
  }
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return "";
  // YAML 1.1 takes `32_767` for a number.
  if (/^-?\d[\d_]*$/.test(value)) return value.replaceAll("_", "");
  const isPlain = /^[A-Za-z_][\w.:/#()-]*$/.test(value);
  return isPlain ? value : JSON.stringify(value).replaceAll("\\", "\\\\");
}
