// Row versions as entity tags: `"<xmin>-<schema>"`, or `"<xmin>.<hash>-<schema>"` where rows of others are nested in it. The schema is part of it, because a new one shows the same row differently.

import type { EntityTags } from "./request.ts";

/** The ETag header of a row version. */
export function entityTag(version: string, schemaHash: string): string {
  return `"${version}-${schemaMark(schemaHash)}"`;
}

/** The row versions that an If-Match header allows; undefined where it allows all. Weak tags never match (RFC 9110, 13.1.1). */
export function matchedVersions(
  tags: EntityTags | undefined,
  schemaHash: string,
): readonly string[] | undefined {
  if (tags === undefined || tags === "*") return undefined;
  const mark = schemaMark(schemaHash);
  return tags.flatMap(({ weak, value }) => {
    const [, version, schema] = /^(\d+(?:\.[\da-f]+)?)-(\w+)$/.exec(value) ?? [];
    return !weak && version !== undefined && schema === mark ? [version] : [];
  });
}

/** Whether an If-None-Match header names this version. Weak comparison (RFC 9110, 13.1.2). */
export function namesVersion(tags: EntityTags | undefined, tag: string): boolean {
  if (tags === undefined) return false;
  return tags === "*" || tags.some(({ value }) => `"${value}"` === tag);
}

function schemaMark(schemaHash: string): string {
  return schemaHash.replace(/^sha256:/, "").slice(0, 8);
}
