// Two CHECKs in Postgres's wording → whether every row that keeps the one keeps the other too: a longer list of values, a looser bound, fewer
// conditions. What is not recognised is no widening.

/** Whether the rule `to` lets through whatever `from` does. Both are what pg_get_expr prints; a rule is broken only where it is false. */
export function isWidening(from: string, to: string): boolean {
  return implies(parseRule(from), parseRule(to));
}

type Rule =
  | { readonly kind: "and" | "or"; readonly rules: readonly Rule[] }
  | { readonly kind: "plain"; readonly text: string };

/** Postgres puts every part of a condition in parentheses, so that what stands between them says how they are joined. */
function parseRule(text: string): Rule {
  const inner = withoutParentheses(text.trim());
  for (const [kind, word] of [
    ["and", " AND "],
    ["or", " OR "],
  ] as const) {
    const parts = splitOutside(inner, word);
    if (parts.length > 1 && parts.every((part) => part.startsWith("(")))
      return { kind, rules: parts.map(parseRule) };
  }
  return { kind: "plain", text: inner };
}

function implies(from: Rule, to: Rule): boolean {
  if (to.kind === "and") return to.rules.every((rule) => implies(from, rule));
  if (from.kind === "or") return from.rules.every((rule) => implies(rule, to));
  if (from.kind === "and" && from.rules.some((rule) => implies(rule, to))) return true;
  if (to.kind === "or") return to.rules.some((rule) => implies(from, rule));
  return from.kind === "plain" && to.kind === "plain" && impliesPlain(from.text, to.text);
}

function impliesPlain(from: string, to: string): boolean {
  if (from === to) return true;
  const [oldList, newList] = [parseList(from), parseList(to)];
  if (oldList !== undefined && newList !== undefined) {
    return (
      oldList.subject === newList.subject &&
      oldList.values.every((value) => newList.values.includes(value))
    );
  }
  const [oldBound, newBound] = [parseBound(from), parseBound(to)];
  return oldBound !== undefined && newBound !== undefined && isLooser(oldBound, newBound);
}

/** A value, or the values of an array, is one of these. */
interface ValueList {
  /** What is one of them, and how that is asked. */
  readonly subject: string;
  readonly values: readonly string[];
}

function parseList(text: string): ValueList | undefined {
  const single = splitOutside(text, " = ");
  const [subject = "", value = ""] = single;
  if (single.length === 2 && LITERAL.test(value)) return { subject, values: [value] };
  const [, element, any, array] =
    /^(.+?) (= ANY \(+|<@ )ARRAY\[(.+?)\]\)*(?:::text\[\]\))?$/su.exec(text) ?? [];
  if (element === undefined || any === undefined || array === undefined) return undefined;
  // Else it stands inside of something, such as NOT (…).
  if (!isBalanced(element)) return undefined;
  const values = splitOutside(array, ", ");
  if (!values.every((item) => LITERAL.test(item))) return undefined;
  return { subject: any === "<@ " ? `${element} <@` : element, values };
}

/** A number, or a text with its type. */
const LITERAL = /^(?:-?[\d.]+|\(-?[\d.]+\)::[a-z ]+|'(?:[^']|'')*'::[a-z ]+)$/u;

/** Something is at most, or at least, a value. */
interface Bound {
  readonly subject: string;
  readonly isUpper: boolean;
  readonly isStrict: boolean;
  readonly value: string;
}

function parseBound(text: string): Bound | undefined {
  const [, subject, operator, value] = /^(.+) (<=|<|>=|>) (\S.*)$/su.exec(text) ?? [];
  if (subject === undefined || operator === undefined || value === undefined) return undefined;
  if (!LITERAL.test(value) || splitOutside(text, ` ${operator} `).length !== 2) return undefined;
  return {
    subject,
    isUpper: operator.startsWith("<"),
    isStrict: !operator.endsWith("="),
    value,
  };
}

function isLooser(from: Bound, to: Bound): boolean {
  if (from.subject !== to.subject || from.isUpper !== to.isUpper) return false;
  const order = compareLiterals(from.value, to.value);
  if (order === undefined) return false;
  if (order === 0) return from.isStrict || !to.isStrict;
  return from.isUpper ? order < 0 : order > 0;
}

/** Negative, zero or positive; undefined where it is not known how the two compare. */
function compareLiterals(left: string, right: string): number | undefined {
  const [a, b] = [parseNumber(left), parseNumber(right)];
  if (a !== undefined && b !== undefined) return compareNumbers(a, b);
  const date = /^'(\d{4}-[^'a-zA-Z]+)'(::(?:date|timestamp[a-z ]*))$/u;
  const [, x, xType] = date.exec(left) ?? [];
  const [, y, yType] = date.exec(right) ?? [];
  if (x === undefined || y === undefined || xType !== yType || x.length !== y.length)
    return undefined;
  // Written alike, from the year on: the order of texts is the order of times.
  return x < y ? -1 : Number(x > y);
}

/** A decimal number as an integer and a power of ten; infinities as themselves. */
type Decimal = number | { readonly digits: bigint; readonly scale: number };

function parseNumber(literal: string): Decimal | undefined {
  const text = literal
    .replace(/::(?:smallint|integer|bigint|numeric|real|double precision)$/u, "")
    .replaceAll(/[()']/gu, "");
  if (/^-?Infinity$/u.test(text)) return Number(text);
  const [, whole, fraction = ""] = /^(-?\d+)(?:\.(\d+))?$/u.exec(text) ?? [];
  return whole === undefined
    ? undefined
    : { digits: BigInt(whole + fraction), scale: fraction.length };
}

function compareNumbers(left: Decimal, right: Decimal): number {
  if (typeof left === "number" || typeof right === "number") {
    const [a, b] = [left, right].map((value) => (typeof value === "number" ? value : 0)) as [
      number,
      number,
    ];
    return a < b ? -1 : Number(a > b);
  }
  const scale = Math.max(left.scale, right.scale);
  const [a, b] = [left, right].map(
    (value) => value.digits * 10n ** BigInt(scale - value.scale),
  ) as [bigint, bigint];
  return a < b ? -1 : Number(a > b);
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const { token } of tokensOf(text)) {
    if (token === "(") depth++;
    if (token === ")") depth--;
  }
  return depth === 0;
}

/** Without the pair of parentheses around the whole, if there is one. */
function withoutParentheses(text: string): string {
  if (!text.startsWith("(")) return text;
  let depth = 0;
  for (const { token, index } of tokensOf(text)) {
    if (token === "(") depth++;
    if (token === ")" && --depth === 0)
      return index === text.length - 1 ? withoutParentheses(text.slice(1, -1)) : text;
  }
  return text;
}

/** Splits at a separator that stands outside of parentheses, brackets and quotes. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { token, index } of tokensOf(text)) {
    if (token === "(" || token === "[") depth++;
    else if (token === ")" || token === "]") depth--;
    else if (depth === 0 && text.startsWith(separator, index) && index >= start) {
      parts.push(text.slice(start, index));
      start = index + separator.length;
    }
  }
  return [...parts, text.slice(start)];
}

/** Brackets, quoted texts as wholes, and the places between. */
function* tokensOf(text: string): Generator<{ readonly token: string; readonly index: number }> {
  for (const match of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[^'"]/gsu))
    yield { token: match[0], index: match.index };
}
