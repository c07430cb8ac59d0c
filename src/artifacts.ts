// A compiled schema → the files of generated/. Each is made when its turn comes, piece by piece: those of a large schema come to tens of
// megabytes, which nobody needs at once.

import type { CompiledSchema } from "./compile.ts";
import { artifactKinds, type Artifact, type ArtifactKind } from "./emit/artifact.ts";
import { mermaidDiagrams } from "./emit/diagram.ts";
import { enforcementTable } from "./emit/enforcement-table.ts";
import { openApiText } from "./emit/openapi.ts";
import { workerModule } from "./emit/worker-module.ts";
import { zodModule } from "./emit/zod.ts";
import { resolvedSchema } from "./linkml/write.ts";
import { schemaSql } from "./migration/schema-sql.ts";
import { joined, type Pieces } from "./text/pieces.ts";
import { once } from "./text/remembered.ts";
import { printYaml } from "./text/yaml-print.ts";

/** The merged, resolved schema: what is in `schema.yaml`. */
export function resolvedYaml({ view }: CompiledSchema): Pieces {
  return printYaml(resolvedSchema(view));
}

/** Every file that `npm run generate` writes, or those of some kinds; for the same schema in the same order and with the same bytes. */
export function* emitArtifacts(
  compiled: CompiledSchema,
  kinds: readonly ArtifactKind[] = artifactKinds,
): IterableIterator<Artifact> {
  const emitter = new ArtifactEmitter(compiled);
  for (const kind of artifactKinds) {
    if (!kinds.includes(kind)) continue;
    for (const [path, pieces] of emitter[kind]()) {
      yield { path, mediaType: mediaTypeOf(path), kind, pieces };
    }
  }
}

const mediaTypes: Readonly<Record<string, string>> = {
  json: "application/json",
  md: "text/markdown",
  mmd: "text/vnd.mermaid",
  sql: "application/sql",
  ts: "text/typescript",
  yaml: "application/yaml",
};

function mediaTypeOf(path: string): string {
  return mediaTypes[path.slice(path.lastIndexOf(".") + 1)]!;
}

type File = readonly [path: string, pieces: () => Pieces];

/** The files of each kind. */
class ArtifactEmitter implements Readonly<Record<ArtifactKind, () => Iterable<File>>> {
  readonly #compiled: CompiledSchema;
  readonly #diagrams = once(() => {
    const { database, lowered, model } = this.#compiled;
    return mermaidDiagrams({ database, classes: lowered.classes, shapes: model.classes });
  });
  readonly #zod = once(() => {
    const { lowered, model } = this.#compiled;
    return zodModule(model.classes, new Set(lowered.classes.map(({ name }) => name)));
  });

  constructor(compiled: CompiledSchema) {
    this.#compiled = compiled;
  }

  *diagram(): Iterable<File> {
    const { whole, parts } = this.#diagrams();
    yield [whole.path, () => whole.pieces];
    for (const { path, pieces } of parts()) yield [path, () => pieces];
  }

  model(): Iterable<File> {
    const { lowered, model } = this.#compiled;
    return [
      ["enforcement.md", () => [enforcementTable(lowered.enforcement, model.classes)]],
      ["schema.yaml", () => resolvedYaml(this.#compiled)],
      ["worker.ts", () => this.#worker()],
    ];
  }

  #worker(): Pieces {
    const diagram = joined(this.#diagrams().whole.pieces);
    return workerModule({ ...this.#compiled, diagram, zod: this.#zod() });
  }

  openapi(): Iterable<File> {
    const { view, resources, model, containers } = this.#compiled;
    return [
      ["openapi.json", () => openApiText(view, resources, model.classes, containers.containers)],
    ];
  }

  sql(): Iterable<File> {
    return [["sql/schema.sql", () => schemaSql(this.#compiled.database)]];
  }

  *zod(): Iterable<File> {
    for (const { path, pieces } of this.#zod().files()) yield [`schemas/${path}`, () => pieces];
  }
}
