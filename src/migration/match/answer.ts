// The answers of a request → what they say about tables and columns that may be called otherwise.

/** `new`, or `renamed_from:` and the live name; undefined where nothing is said, or something else (`adopt`). */
export function renameAnswer(
  answers: Readonly<Record<string, string>>,
  object: string,
): { readonly from?: string } | undefined {
  const text = Object.hasOwn(answers, object) ? answers[object] : undefined;
  if (text === "new") return {};
  const from = /^renamed_from:(.+)$/s.exec(text ?? "")?.[1];
  return from === undefined ? undefined : { from };
}
