// What authors say of a class or slot → the comment that Postgres shows with it.

/** As a member of a table or column, which has none where there is nothing to say. */
export function withComment(comment: string | undefined): { readonly comment?: string } {
  return comment === undefined ? {} : { comment };
}

/** The description, else the title, and whether it is deprecated; undefined where there is nothing to say, as Postgres keeps no empty comment. */
export function commentOf(element: {
  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: string;
}): string | undefined {
  const { title = "", description = "", deprecated } = element;
  const text = description.trim() || title.trim();
  if (deprecated === undefined) return text === "" ? undefined : text;
  const word = deprecation(deprecated.trim());
  return text === "" ? word : `${text}\n\n${word}`;
}

/** `deprecated` says why, or just that it is so. */
function deprecation(reason: string): string {
  return reason === "" || reason === "true" ? "Deprecated." : `Deprecated: ${reason}`;
}
