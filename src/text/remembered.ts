// A function → the same function, which works out each answer once.

/** Answers are kept for as long as the function is. */
export function remembered<Of, Answer>(answer: (of: Of) => Answer): (of: Of) => Answer {
  const answers = new Map<Of, Answer>();
  return (of) => {
    let known = answers.get(of);
    if (known === undefined && !answers.has(of)) answers.set(of, (known = answer(of)));
    return known as Answer;
  };
}

/** The same for objects: an answer is kept for as long as the object that it is about. */
export function rememberedOf<Of extends WeakKey, Answer>(
  answer: (of: Of) => Answer,
): (of: Of) => Answer {
  const answers = new WeakMap<Of, Answer>();
  return (of) => {
    let known = answers.get(of);
    if (known === undefined && !answers.has(of)) answers.set(of, (known = answer(of)));
    return known as Answer;
  };
}

/** The same for an answer that depends on nothing. */
export function once<Answer>(make: () => Answer): () => Answer {
  let made: { readonly answer: Answer } | undefined;
  return () => (made ??= { answer: make() }).answer;
}
