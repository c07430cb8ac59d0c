// A type as format_type prints it, taken apart: `character varying(10)[]` → its name, its modifiers, whether it is an array.

/** The parts of a type. */
export interface ParsedType {
  /** Without modifiers and brackets: `character varying`, `timestamp with time zone`, `interval day to second`. */
  readonly name: string;
  /** `numeric(10,2)` → [10, 2]. */
  readonly modifiers: readonly number[];
  readonly isArray: boolean;
  /** Of an array the type of its elements, else the type itself, as it was printed. */
  readonly element: string;
}

/** Takes a type apart; any text has a name. */
export function parseType(type: string): ParsedType {
  const element = type.replace(/(?:\[\])+$/, "");
  const modifiers = /\(([-\d,\s]+)\)/.exec(element)?.[1];
  return {
    name: element
      .replace(/\([-\d,\s]+\)/, "")
      .replaceAll(/\s+/g, " ")
      .trim(),
    modifiers: modifiers === undefined ? [] : modifiers.split(",").map(Number),
    isArray: element !== type,
    element,
  };
}

/** Types that hold any text. */
export function isText(name: string): boolean {
  return name === "text" || name === "character varying";
}

/** Types whose values are read from and written as text without loss of meaning; blanks at the end mean nothing to `character`. */
export function isTextual(name: string): boolean {
  return isText(name) || name === "character" || name === "bpchar";
}
