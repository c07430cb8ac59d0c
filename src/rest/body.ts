// The body of a request as text: its media type, encoding and bytes settled, its meaning not.

import type { Context } from "hono";
import { Problem } from "./problem.ts";

/** Which media types a body may have, and the header that tells a client so (RFC 9110 `Accept-Post`, RFC 5789 `Accept-Patch`). */
export interface BodyForm {
  readonly mediaTypes: readonly string[];
  readonly header: "Accept-Post" | "Accept-Patch";
}

export const jsonBody: BodyForm = { mediaTypes: ["application/json"], header: "Accept-Post" };

/** Refuses with 415 what is not one of the media types in UTF-8. */
export function requireMediaType(c: Context, form: BodyForm): void {
  const accepted = form.mediaTypes.join(" or ");
  const [type = "", ...parameters] = (c.req.header("Content-Type") ?? "")
    .split(";")
    .map((part) => part.trim().toLowerCase());
  if (!form.mediaTypes.includes(type)) {
    const given = type === "" ? "; it has no Content-Type" : "";
    throw unsupported(`The body must be ${accepted}${given}.`, form);
  }
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset))
    throw unsupported("JSON must be in UTF-8.", form);
}

/** Reads the body. Throws a Problem: 415 for a compressed one, 400 for bytes that are not UTF-8. Its size is for `limitBody` to check. */
export async function readText(c: Context, form: BodyForm): Promise<string> {
  const encoding = c.req.header("Content-Encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity")
    throw unsupported("A compressed body (Content-Encoding) is not read.", form);
  const bytes = await c.req.raw.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Problem(400, "malformed_json", "The body is not valid UTF-8.");
  }
}

function unsupported(detail: string, { mediaTypes, header }: BodyForm): Problem {
  return new Problem(415, "unsupported_media_type", detail, {
    headers: { [header]: mediaTypes.join(", ") },
  });
}
