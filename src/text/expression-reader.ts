// A text in a small language of expressions → tokens, one after the other: what every parser of such a language begins with. LinkML's
// expressions (constraint/expression-syntax) and the SQL that authors write (lower/authored-sql-syntax) are read by it.

/** Why a text is no expression of the language, for its author: a clause without a full stop. */
export class ExpressionError extends Error {}

/** What tells the languages apart. */
export interface Lexicon<Kind extends string> {
  /** Sticky; takes the white space before a token, and has a group for each kind. */
  readonly token: RegExp;
  /** Of the groups, in their order; `sign` and `word` are what operators are made of. */
  readonly kinds: readonly Kind[];
  /** Whether a word means the same in capitals. */
  readonly ignoresCase: boolean;
  /** Characters; more than any author writes. */
  readonly maxLength: number;
  /** What is nested more deeply could exhaust the stack. */
  readonly maxDepth: number;
}

interface Token<Kind> {
  readonly kind: Kind | "end";
  readonly text: string;
}

/** Stands before one token of a text; a parser is made of it. All of its methods throw ExpressionError. */
export class ExpressionReader<Kind extends string> {
  readonly #lexicon: Lexicon<Kind>;
  readonly #tokens: readonly Token<Kind>[];
  #at = 0;
  #depth = 0;

  constructor(text: string, lexicon: Lexicon<Kind>) {
    if (text.length > lexicon.maxLength) throw new ExpressionError("it is too long");
    this.#lexicon = lexicon;
    this.#tokens = tokens(text, lexicon);
  }

  protected get token(): Token<Kind> {
    return this.#tokens[this.#at] ?? { kind: "end", text: "its end" };
  }

  protected skip(): void {
    this.#at++;
  }

  /** Goes on where the next token is one of these signs or words. */
  protected take<Text extends string>(...texts: readonly Text[]): Text | undefined {
    const { kind, text } = this.token;
    if (kind !== "sign" && kind !== "word") return undefined;
    const wanted = kind === "word" && this.#lexicon.ignoresCase ? text.toUpperCase() : text;
    const taken = texts.find((candidate) => candidate === wanted);
    if (taken !== undefined) this.#at++;
    return taken;
  }

  protected expect(text: string): void {
    if (this.take(text) === undefined) throw this.unexpected();
  }

  protected unexpected(): ExpressionError {
    return new ExpressionError(`${this.token.text} stands where nothing like it can`);
  }

  /** The result, or back to where it began where there is none. */
  protected attempt<Result>(parse: () => Result | undefined): Result | undefined {
    const start = this.#at;
    const result = parse();
    if (result === undefined) this.#at = start;
    return result;
  }

  /** Parses something one level further in. */
  protected deeper<Result>(parse: () => Result): Result {
    if (++this.#depth > this.#lexicon.maxDepth)
      throw new ExpressionError("it is nested too deeply");
    const result = parse();
    this.#depth--;
    return result;
  }
}

function tokens<Kind extends string>(
  text: string,
  { token, kinds }: Lexicon<Kind>,
): readonly Token<Kind>[] {
  const found: Token<Kind>[] = [];
  const pattern = new RegExp(token);
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const groups = pattern.exec(text)?.slice(1);
    const place = groups?.findIndex((group) => group !== undefined) ?? -1;
    const kind = kinds[place];
    if (groups === undefined || kind === undefined)
      throw new ExpressionError(`"${text.slice(at, at + 20).trim()}" cannot be read`);
    found.push({ kind, text: groups[place] ?? "" });
  }
  return found;
}
