// npm ci --prefix test/lint-openapi && npm run --prefix test/lint-openapi lint [-- FILE …]
// Redocly (recommended-strict) and Spectral (spectral:oas) on OpenAPI documents, and Mermaid's own parser on diagrams: of the files named
// (openapi.json, *.mmd, or a root schema in YAML), else of the schema in schemas/ and of every schema of the corpus (CORPUS_DIR).

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import spectralCore from "@stoplight/spectral-core";
import parsers from "@stoplight/spectral-parsers";
import rulesets from "@stoplight/spectral-rulesets";
import { JSDOM } from "jsdom";
import { readSchemaFiles } from "../../src/bin/schema-files.ts";
import { compile, emitArtifacts } from "../../src/compile.ts";
import { corpusSchemas } from "../support/corpus.ts";

const redocly = await createConfig({ extends: ["recommended-strict"] });
const spectral = new spectralCore.Spectral();
spectral.setRuleset({ extends: [rulesets.oas] });

// Mermaid wants a page to be in.
const { window } = new JSDOM("");
Object.assign(globalThis, { window, document: window.document });
const { default: mermaid } = await import("mermaid");

/** What the linters say about a document, a line each. */
async function lintDocument(text, name) {
  const fromRedocly = await lintFromString({
    source: text,
    absoluteRef: `/${name}.json`,
    config: redocly,
  });
  const fromSpectral = [];
  for (const slice of slices(text)) {
    fromSpectral.push(
      ...(await spectral.run(new spectralCore.Document(slice, parsers.Json, name))),
    );
  }
  return [
    ...fromRedocly.map(
      ({ ruleId, message, location }) =>
        `redocly ${ruleId}: ${message} at ${location[0]?.pointer ?? location[0]?.start?.line}`,
    ),
    ...fromSpectral.map(
      ({ code, message, path }) => `spectral ${code}: ${message} at ${path.join("/")}`,
    ),
  ];
}

/** Paths that Spectral is shown at once: the time it takes grows with the square of the references. */
const pathsAtOnce = 60;

/** The document, or several of it with some of its paths each, and what these refer to. */
function* slices(text) {
  const document = JSON.parse(text);
  const paths = Object.entries(document.paths ?? {});
  if (paths.length <= pathsAtOnce) {
    yield text;
    return;
  }
  for (let start = 0; start < paths.length; start += pathsAtOnce) {
    const some = Object.fromEntries(paths.slice(start, start + pathsAtOnce));
    const components = reachable(some, document.components);
    yield JSON.stringify({ ...document, paths: some, components });
  }
}

function reachable(paths, components) {
  const found = { securitySchemes: components.securitySchemes };
  const open = [paths];
  while (open.length > 0) {
    for (const [, kind, name] of JSON.stringify(open.pop()).matchAll(
      /"#\/components\/(\w+)\/([^"/]+)"/g,
    )) {
      found[kind] ??= {};
      if (Object.hasOwn(found[kind], name)) continue;
      found[kind][name] = components[kind][name];
      open.push(found[kind][name]);
    }
  }
  return found;
}

async function parseDiagram(text) {
  try {
    await mermaid.parse(text);
    return [];
  } catch (error) {
    return [`mermaid: ${String(error)}`];
  }
}

/** Documents and diagrams of one root schema; undefined where it does not compile. */
function artifactsOf(root) {
  const { compiled } = compile(readSchemaFiles(root).bundle);
  return (
    compiled && emitArtifacts(compiled).filter(({ path }) => /^openapi\.json$|\.mmd$/.test(path))
  );
}

/** npm runs scripts in their own folder; files are named from where it was called. */
const caller = process.env.INIT_CWD ?? "";

function* sources(files) {
  const roots = files
    .filter((file) => /\.ya?ml$/.test(file))
    .map((root) => ({ name: root, root: resolve(caller, root) }));
  const ready = files.filter((file) => !/\.ya?ml$/.test(file));
  for (const file of ready)
    yield {
      name: file,
      artifacts: [{ path: file, text: readFileSync(resolve(caller, file), "utf8") }],
    };
  const app = {
    name: "schemas/app.yaml",
    root: join(import.meta.dirname, "../../schemas/app.yaml"),
  };
  const chosen = files.length > 0 ? roots : [app, ...corpusSchemas("linting the corpus")];
  for (const { name, root } of chosen) yield { name, artifacts: artifactsOf(root) };
}

let problems = 0;
for (const { name, artifacts } of sources(process.argv.slice(2))) {
  if (artifacts === undefined) {
    console.log(`${name}: does not compile`);
    continue;
  }
  const diagrams = artifacts.filter(({ path }) => path.endsWith(".mmd"));
  const documents = artifacts.filter(({ path }) => !path.endsWith(".mmd"));
  const found = [];
  for (const { text, path } of documents) found.push(...(await lintDocument(text, path)));
  for (const { text, path } of diagrams) {
    found.push(...(await parseDiagram(text)).map((problem) => `${path}: ${problem}`));
  }
  problems += found.length;
  console.log(
    `${name}: ${documents.length} documents, ${diagrams.length} diagrams, ${found.length} problems`,
  );
  for (const problem of found.slice(0, 10)) console.log(`  ${problem}`);
}
process.exitCode = problems === 0 ? 0 : 1;
