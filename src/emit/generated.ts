// The shape of generated/worker.ts: what the build step leaves for the Worker.
// The bulky parts are JSON texts, parsed on first use, so that start-up does not grow with the schema.

/** Zod schemas of one class; loaded when a request first needs them. */
export interface ClassValidators {
  readonly read: Validator;
  readonly create: Validator;
  readonly update: Validator;
}

/** The part of a Zod schema that the servers use (so that this stage does not depend on Zod). */
export interface Validator {
  safeParse(value: unknown): ValidationResult;
}

export type ValidationResult =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly error: { readonly issues: readonly ValidationIssue[] } };

/** As Zod reports it; `keys` is there on `unrecognized_keys`. */
export interface ValidationIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

export interface GeneratedModule {
  /** Name, version and hashes of the schema the Worker was built with (`sha256:…`). */
  readonly schemaInfo: SchemaInfo;
  /** JSON of PackedResources. */
  readonly resourcesJson: string;
  /** JSON of PackedContainers. */
  readonly containersJson: string;
  /** JSON of SchemaBundle: the author's files, for compiling inside the Worker; the relational model is made of them there. */
  readonly bundleJson: string;
  /** Mermaid text. */
  readonly diagram: string;
  /** Class name → its validators, evaluated on first use. */
  readonly validators: Readonly<Record<string, () => Promise<ClassValidators>>>;
  /** Name of a container → the validator of its documents, evaluated on first use. */
  readonly documents: Readonly<Record<string, () => Promise<Validator>>>;
}

export interface SchemaInfo {
  readonly name: string;
  readonly version: string | null;
  /** Of everything in the schema, descriptions included. */
  readonly schemaHash: string;
  /** Of what the database holds. */
  readonly databaseHash: string;
}
