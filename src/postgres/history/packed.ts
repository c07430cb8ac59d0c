// Large JSON of the history ↔ the same in a tenth of the space: what a request and an answer may hold would otherwise be the limit of what
// can be migrated. Small JSON stays as it is, for people to read.

/** What stands for a value: gzip of its JSON, in base64; `count` are the elements of a list. */
interface Packed {
  readonly gzip: string;
  readonly count?: number;
}

/** Characters of JSON from which on it is packed. */
const LARGE = 256 * 1024;

/** JSON of a value, packed where it is large. */
export async function packedJson(value: unknown): Promise<string> {
  const json = JSON.stringify(value);
  return json.length < LARGE ? json : JSON.stringify(await pack(json, value));
}

/** JSON of an object, of which one member is packed where it is large. */
export async function withPackedMember<Value extends object>(
  value: Value,
  member: keyof Value & string,
): Promise<string> {
  const json = JSON.stringify(value[member]);
  if (json.length < LARGE) return JSON.stringify(value);
  return JSON.stringify({ ...value, [member]: await pack(json, value[member]) });
}

async function pack(json: string, value: unknown): Promise<Packed> {
  const bytes = new Uint8Array(
    await new Response(
      new Blob([json]).stream().pipeThrough(new CompressionStream("gzip")),
    ).arrayBuffer(),
  );
  return { gzip: base64(bytes), ...(Array.isArray(value) && { count: value.length }) };
}

/** A value read from JSON, with what is packed in it unpacked, a few members deep. */
export async function unpacked(value: unknown, depth = 3): Promise<unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value) || depth === 0)
    return value;
  if (isPacked(value)) return unpack(value);
  const members = Object.entries(value).map(async ([name, member]) => [
    name,
    await unpacked(member, depth - 1),
  ]);
  return Object.fromEntries(await Promise.all(members)) as unknown;
}

function isPacked(value: object): value is Packed {
  return "gzip" in value && typeof value.gzip === "string";
}

async function unpack({ gzip }: Packed): Promise<unknown> {
  const bytes = Uint8Array.from(atob(gzip), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000)
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(text);
}
