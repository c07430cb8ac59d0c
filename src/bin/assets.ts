// The static side of the Worker: our pages, Swagger UI and the OpenAPI documents → one folder that Cloudflare serves as it is.

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { adminDocument } from "../admin/document.ts";
import { writeFolder } from "./write-folder.ts";

const docsFolder = join(import.meta.dirname, "../docs");
const swaggerFolder = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));

const docsFiles = ["index.html", "filter-form.js", "init.js", "docs.css"];
const swaggerFiles = [
  "swagger-ui-bundle.js",
  "swagger-ui-standalone-preset.js",
  "swagger-ui.css",
  "favicon-32x32.png",
];

// Swagger UI sets style attributes, hence 'unsafe-inline' for styles alone.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

// Cloudflare's own file format: a path pattern, then its headers, indented.
const headers = `/*
  Content-Security-Policy: ${contentSecurityPolicy}
  Cross-Origin-Resource-Policy: same-origin
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
`;

/**
 * Fills `outDir` (made when missing) with everything that is served without the Worker's code: `/docs/`, `/openapi.json`
 * (copied from `generatedDir`), `/openapi-admin.json`, `/favicon.ico` and their headers. Files of an earlier build go away.
 */
export async function buildAssets(generatedDir: string, outDir: string): Promise<void> {
  const icon = await readFile(join(swaggerFolder, "favicon-32x32.png"));
  const files = new Map<string, Uint8Array | string>([
    ["_headers", headers],
    ["favicon.ico", icon],
    ["openapi.json", await readFile(join(generatedDir, "openapi.json"))],
    ["openapi-admin.json", `${JSON.stringify(adminDocument(), null, 2)}\n`],
  ]);
  for (const name of docsFiles) files.set(`docs/${name}`, await readFile(join(docsFolder, name)));
  for (const name of swaggerFiles)
    files.set(`docs/${name}`, await readFile(join(swaggerFolder, name)));
  await writeFolder(outDir, files);
}
