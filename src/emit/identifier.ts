// Names of LinkML elements → names that TypeScript, URLs and file systems accept.

/** `order item` → `OrderItem`: a TypeScript identifier. */
export function typeName(name: string): string {
  const joined = words(name)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join("");
  return /^[A-Za-z_$]/.test(joined) ? joined : `_${joined}`;
}

/** `OrderItem` → `order-item`: a file name or a path segment. */
export function kebabCase(name: string): string {
  return words(name)
    .flatMap((word) => word.split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/))
    .map((word) => word.toLowerCase())
    .join("-");
}

/** -s, -x, -z, -ch, -sh + es; consonant + y → ies; else + s. -series and -species stay. No irregular forms: they surprise. */
export function plural(name: string): string {
  if (/(series|species)$/i.test(name)) return name;
  if (/(s|x|z|ch|sh)$/i.test(name)) return `${name}es`;
  if (/[^aeiou]y$/i.test(name)) return `${name.slice(0, -1)}ies`;
  return `${name}s`;
}

function words(name: string): string[] {
  return name.split(/[^A-Za-z0-9$]+/).filter((word) => word !== "");
}
