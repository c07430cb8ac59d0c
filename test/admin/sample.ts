// A small application for the admin tests: a schema, what the compiler makes of it on disk, and the Worker around it.

import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { compile, type SchemaBundle } from "../../src/compile.ts";
import type { GeneratedModule } from "../../src/emit/generated.ts";
import { scopes, type Scope } from "../../src/admin/auth.ts";
import type { Env } from "../../src/env.ts";
import { artifactTexts } from "../support/artifacts.ts";
import type { TestDatabase } from "../support/postgres.ts";

export const sampleBundle: SchemaBundle = {
  root: "shop.yaml",
  files: {
    "shop.yaml": `id: https://example.org/shop
name: shop
version: 1.2.3
prefixes:
  linkml: https://w3id.org/linkml/
  shop: https://example.org/shop/
default_prefix: shop
default_range: string
imports:
  - linkml:types
  - models/customer
classes:
  Invoice:
    description: What a customer owes.
    attributes:
      id: {identifier: true}
      customer: {range: Customer, required: true}
      amount: {range: decimal, minimum_value: 0}
`,
    "models/customer.yaml": `classes:
  Customer:
    description: Somebody who buys.
    attributes:
      id: {identifier: true}
      name: {required: true}
      email: {pattern: "^\\\\S+@\\\\S+$"}
    unique_keys:
      email:
        unique_key_slots: [email]
        consider_nulls_inequal: true
`,
  },
};

/** The sample with one file replaced. */
export function sampleWith(path: string, edit: (text: string) => string): SchemaBundle {
  return {
    ...sampleBundle,
    files: { ...sampleBundle.files, [path]: edit(sampleBundle.files[path] ?? "") },
  };
}

export interface Generated {
  readonly folder: string;
  readonly module: GeneratedModule;
  remove(): Promise<void>;
}

/** Writes what `npm run generate` would, into a new folder from which packages can be imported. */
export async function generateSample(bundle: SchemaBundle = sampleBundle): Promise<Generated> {
  const { compiled, diagnostics } = compile(bundle);
  if (compiled === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  await mkdir(".wrangler", { recursive: true });
  const folder = await mkdtemp(resolve(".wrangler", "sample-"));
  for (const { path, text } of artifactTexts(compiled)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const module = (await import(pathToFileURL(join(folder, "worker.ts")).href)) as GeneratedModule;
  return { folder, module, remove: () => rm(folder, { recursive: true }) };
}

/** What the Worker is given: the database, and the token `t`, which may do everything. */
export function envOf(database: TestDatabase, more: Env = {}): Env {
  return {
    DATABASE_URL: database.databaseUrl,
    NEON_HTTP_ENDPOINT: database.neonEndpoint,
    AUTH_TOKEN_CI: tokenSecret("t"),
    ...more,
  };
}

/** The value of an AUTH_TOKEN_<ID> secret. */
export function tokenSecret(token: string, granted: readonly Scope[] = scopes): string {
  return JSON.stringify({
    sha256: createHash("sha256").update(token).digest("hex"),
    scopes: granted,
  });
}
