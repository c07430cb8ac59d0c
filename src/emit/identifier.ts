// Names of LinkML elements → names that TypeScript, URLs and file systems accept.

const TYPE_NAME = /^[A-Z][A-Za-z0-9$]*$/;

/** `order item` → `OrderItem`: a TypeScript identifier. */
export function typeName(name: string): string {
  // Most are ones already, and a large document asks for thousands.
  if (TYPE_NAME.test(name)) return name;
  const joined = words(name)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("");
  return /^[A-Za-z_$]/.test(joined) ? joined : `_${joined}`;
}

/** `OrderItem` → `order-item`: a file name. */
export function kebabCase(name: string): string {
  return kebab(words(name));
}

/** `OrderItem` → `order-items`, `Café` → `cafés`, `日本` → `日本`: a segment of a path, in which other letters than ASCII's are kept. */
export function pluralSegment(name: string): string {
  const parts = plural(name.normalize("NFC")).split(
    /(?:[^A-Za-z0-9$\P{ASCII}]|[\p{P}\p{Z}\p{C}])+/u,
  );
  return kebab(parts) || "s";
}

/** -s, -x, -z, -ch, -sh + es; consonant + y → ies; else + s. -series and -species stay. No irregular forms: they surprise. */
export function plural(name: string): string {
  // Scripts other than Latin have no -s.
  if (/[^\p{ASCII}\p{Script=Latin}]$/u.test(name)) return name;
  if (/(series|species)$/i.test(name)) return name;
  if (/(s|x|z|ch|sh)$/i.test(name)) return `${name}es`;
  if (/[^aeiou]y$/i.test(name)) return `${name.slice(0, -1)}ies`;
  return `${name}s`;
}

const KEBAB_WORD = /^[a-z\d]+$/;

function kebab(parts: readonly string[]): string {
  // Most are one word already.
  if (parts.every((part) => KEBAB_WORD.test(part))) return parts.join("-");
  return parts
    .flatMap((part) => part.split(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u))
    .filter((part) => part !== "")
    .map((part) => part.toLowerCase())
    .join("-");
}

function words(name: string): readonly string[] {
  return name.match(/[A-Za-z0-9$]+/g) ?? [];
}
