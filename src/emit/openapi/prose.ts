// What authors wrote → Markdown for the document's readers.

/** Without what a page could take for a script; the linters ask for this too. */
export function prose(text: string): string {
  const trimmed = text.trim();
  // Few texts have such a sign, and most are long.
  const marked = trimmed.includes("<")
    ? trimmed.replaceAll(/<(?=\s*\/?\s*script)/gi, "&lt;")
    : trimmed;
  return marked.replaceAll("eval(", "eval (");
}

/** The first that says something. */
export function firstProse(...texts: readonly (string | undefined)[]): string | undefined {
  for (const text of texts) {
    const shown = text && prose(text);
    if (shown) return shown;
  }
  return undefined;
}
