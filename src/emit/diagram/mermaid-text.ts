// Names and comments → what Mermaid's grammar of entity-relationship diagrams takes. It has no escapes, so what it trips over is replaced.

/** Types as they are commonly written short; Mermaid takes a single word. */
const shortTypes: Readonly<Record<string, string>> = {
  "timestamp with time zone": "timestamptz",
  "timestamp without time zone": "timestamp",
  "time without time zone": "time",
  "double precision": "float8",
  "character varying": "varchar",
};

/** A comment of more than 60 signs; what is shown of it leaves room for one. */
const LONG = /^.{59}(?=..)/su;

/** The name of an entity, or the label of a line, in quotes. */
export function quoted(text: string): string {
  if (/^\w+$/.test(text)) return `"${text}"`;
  const shown = visible(text)
    .replaceAll('"', "'")
    .replaceAll(/[%\\;#<>]/g, "_")
    // Mermaid looks for these words before it looks for quotes.
    .replaceAll(/(direction)\s+(?=TB|BT|RL|LR)/gi, "$1_");
  return `"${shown === "" ? "_" : shown}"`;
}

const PLAIN_WORD = /^[a-z]\w\w+$/;

/** The name of an attribute: a word that does not begin like a key mark. */
export function attributeName(name: string): string {
  if (PLAIN_WORD.test(name)) return name;
  const word = visible(name).replaceAll(/[^\w\u00C0-\uFFFF-]/g, "_");
  return /^(?![\w\u00C0-\uFFFF])|^[\d-]|^(?:PK|FK|UK)(?!\w)/i.test(word) ? `_${word}` : word;
}

export function attributeType(type: string): string {
  const [element = "", brackets = ""] = type.endsWith("[]") ? [type.slice(0, -2), "[]"] : [type];
  const word = (shortTypes[element] ?? element).replaceAll(/[^\w(),.]/g, "_");
  return word + brackets;
}

/** The first sentence, cut where it is long; empty where there is nothing to say. */
export function comment(text: string | undefined): string {
  const words = firstSentence(visible(text ?? ""))
    .replaceAll('"', "'")
    .replaceAll(/[%~\\;#<>]/g, " ")
    // Whatever is not one space already.
    .replaceAll(/\s{2,}|[^\S ]/g, " ")
    .replace(/\.$/, "")
    .trim();
  return words === "" ? "" : `"${shortened(words)}"`;
}

function firstSentence(text: string): string {
  const end = text.search(/[.!?]\s/);
  return end === -1 ? text : text.slice(0, end + 1);
}

function shortened(words: string): string {
  const start = LONG.exec(words)?.[0];
  return start === undefined ? words : `${start}…`;
}

const plain = /^[\w -]*$/;

/** Without line breaks and what has no width or turns the line round. */
function visible(text: string): string {
  return plain.test(text) ? text : text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();
}
