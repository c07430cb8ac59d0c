// Names as LinkML compares them: `related to` and `related_to` are one.

/** The form in which names are compared, and written in JSON. */
export function underscore(name: string): string {
  return /\s/.test(name) ? name.trim().replaceAll(/\s+/g, "_") : name;
}

/** JSON member and Zod property of a slot: its alias, else its name underscored. */
export function slotName(slot: { readonly name: string; readonly alias?: string }): string {
  return underscore(slot.alias ?? slot.name);
}

/** How messages name a slot of a class. */
export function slotLabel({ name }: { readonly name: string }, className: string): string {
  return `slot "${name}" of class "${className}"`;
}

/** `order item` → `OrderItem`, as generated code names a class or enum. */
export function camelCase(name: string): string {
  if (!/[\s_-]/.test(name)) return name.charAt(0).toUpperCase() + name.slice(1);
  return name.replaceAll(/(?:^|[\s_-]+)(\S)/g, (_, letter: string) => letter.toUpperCase());
}

/** A look-up by any spelling of a name that gives the name as defined. */
export function nameFinder(
  elements: ReadonlyMap<string, unknown>,
): (name: string) => string | undefined {
  let folded: Map<string, string> | undefined;
  return (name) => {
    if (elements.has(name)) return name;
    folded ??= new Map([...elements.keys()].map((key) => [underscore(key), key]));
    return folded.get(underscore(name));
  };
}
