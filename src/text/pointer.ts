// JSON pointers (RFC 6901): how a value inside a YAML document is named.

/** The pointer of a member or item of what `pointer` points at. */
export function childPointer(pointer: string, key: string | number): string {
  if (typeof key === "number") return `${pointer}/${key}`;
  const isPlain = !key.includes("/") && !key.includes("~");
  return `${pointer}/${isPlain ? key : key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The pointer of what is reached from the root by these keys. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (parent, key) => childPointer(parent, typeof key === "number" ? key : String(key)),
    "",
  );
}

/** The keys that a pointer passes through, outermost first. */
export function pointerKeys(pointer: string): readonly string[] {
  if (pointer === "") return [];
  const keys = pointer.slice(1).split("/");
  // Hardly any has one, and all places are found by their pointer.
  if (!pointer.includes("~")) return keys;
  return keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}
