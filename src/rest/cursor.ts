// Cursors: the sort values of the last row and a mark of the query, as opaque text.
// Nothing secret is in them, and a forged one only moves the window: its values are bound like any other.

import { Problem } from "./problem.ts";

/** A short hash of everything that must not change from page to page. */
export async function queryFingerprint(query: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(query));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return toBase64Url(digest.subarray(0, 9));
}

/** `values` is the JSON array of sort values, as Postgres wrote it. */
export function encodeCursor(values: string, fingerprint: string): string {
  return fingerprint + toBase64Url(new TextEncoder().encode(values));
}

/** The sort values of a cursor of this query. Throws a Problem: 400 `cursor_mismatch` or `invalid_parameter`. */
export function decodeCursor(
  cursor: string,
  fingerprint: string,
  length: number,
): readonly (string | null)[] {
  const values = cursorValues(cursor.slice(fingerprint.length));
  if (values === undefined || !/^[\w-]{12}/.test(cursor)) {
    throw new Problem(
      400,
      "invalid_parameter",
      "This is no cursor; take it from `next_cursor` of a page.",
      {
        errors: [{ parameter: "cursor", code: "invalid_parameter", detail: "It cannot be read." }],
      },
    );
  }
  if (!cursor.startsWith(fingerprint) || values.length !== length) {
    throw new Problem(
      400,
      "cursor_mismatch",
      "The cursor belongs to a query with other filters, another order or an older schema.",
      {
        errors: [
          {
            parameter: "cursor",
            code: "cursor_mismatch",
            detail: "Repeat the query that it came from, or leave it out.",
          },
        ],
      },
    );
  }
  return values;
}

function cursorValues(text: string): readonly (string | null)[] | undefined {
  try {
    const bytes = Uint8Array.from(
      atob(text.replaceAll("-", "+").replaceAll("_", "/")),
      (character) => character.charCodeAt(0),
    );
    const values: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes),
    );
    const isCursor =
      Array.isArray(values) &&
      values.every(
        (value) => value === null || (typeof value === "string" && !value.includes("\0")),
      );
    return isCursor ? values : undefined;
  } catch {
    return undefined;
  }
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
