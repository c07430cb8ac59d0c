// What authors wrote → Markdown for the document's readers.

/** Without what a page could take for a script; the linters ask for this too. */
export function prose(text: string): string {
  return text
    .trim()
    .replaceAll(/<(?=\s*\/?\s*script)/gi, "&lt;")
    .replaceAll("eval(", "eval (");
}

/** The first that says something. */
export function firstProse(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.map((text) => prose(text ?? "")).find((text) => text !== "");
}
