// SHA-256 by Node, which stands in for our own wherever Node runs (see the imports of package.json): compiling a large schema hashes
// megabytes.

import { createHash } from "node:crypto";

/** Lower-case hexadecimal SHA-256 of the UTF-8 form of `text`. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The same of bytes. */
export function sha256Bytes(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
