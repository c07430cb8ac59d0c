// Something only a person can decide → words for it, for refusals and terminals.

import type { Question } from "./plan.ts";

/** What it is about, without a full stop. */
export function questionWords({ question, candidates }: Question): string {
  switch (question) {
    case "adopt":
      return "already there, but not made by a migration of ours, and different";
    case "renamed_or_new":
      return `new, or what was called ${candidates.join(" or ")}`;
  }
}

/** What `answers` can say. */
export function possibleAnswers({ question, candidates }: Question): readonly string[] {
  return question === "adopt"
    ? candidates
    : [...candidates.map((candidate) => `renamed_from:${candidate}`), "new"];
}

/** What an answer does, as a sentence. */
export function answerWords(question: Question): string {
  const answers = possibleAnswers(question).map((answer) => `"${answer}"`);
  switch (question.question) {
    case "adopt":
      return `To make it ours and change it, answer ${answers.join(" or ")}.`;
    case "renamed_or_new":
      return `Answer ${answers.join(" or ")}: only a rename keeps the rows or values.`;
  }
}
