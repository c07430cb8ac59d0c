// What a file of generated/ is, whoever makes it.

import { joined, type Pieces } from "../text/pieces.ts";

export const artifactKinds = ["zod", "sql", "openapi", "diagram", "model"] as const;

export type ArtifactKind = (typeof artifactKinds)[number];

/** One file of `generated/`. */
export interface Artifact {
  /** Relative to `generated/`. */
  readonly path: string;
  readonly mediaType: string;
  readonly kind: ArtifactKind;
  /** Its text, from the beginning each time it is asked for. */
  readonly pieces: () => Pieces;
}

/** The text of an artifact as a whole. */
export function artifactText({ pieces }: Artifact): string {
  return joined(pieces());
}
