// A compiled schema → the texts of generated/, as a whole.

import { emitArtifacts } from "../../src/artifacts.ts";
import type { CompiledSchema } from "../../src/compile.ts";
import { artifactText, type ArtifactKind } from "../../src/emit/artifact.ts";

export interface ArtifactText {
  readonly path: string;
  readonly mediaType: string;
  readonly kind: ArtifactKind;
  readonly text: string;
}

/** Every file that `npm run generate` writes, or those of some kinds. */
export function artifactTexts(
  compiled: CompiledSchema,
  kinds?: readonly ArtifactKind[],
): readonly ArtifactText[] {
  return Array.from(emitArtifacts(compiled, kinds), (artifact) => {
    const { path, mediaType, kind } = artifact;
    return { path, mediaType, kind, text: artifactText(artifact) };
  });
}
