// Values on their way into a statement: each gets a number and a cast, never a place in the SQL text.

import { withoutModifiers } from "../emit/filter.ts";
import type { Statement } from "../postgres/session.ts";

export class ParameterList {
  readonly #values: (string | null)[] = [];

  /** SQL for a value: `$1::type`. A limit of the type would make another value of one that is beyond it. */
  bind(value: string | null, type: string): string {
    this.#values.push(value);
    return `$${this.#values.length}::${withoutModifiers(type)}`;
  }

  /** SQL for a list of texts: `$1::text[]`. */
  bindTexts(values: readonly string[]): string {
    // Inside its quotes, an element of an array literal needs care with quotes and backslashes only.
    const quoted = values.map((value) => `"${value.replaceAll(/[\\"]/g, "\\$&")}"`);
    return this.bind(`{${quoted.join(",")}}`, "text[]");
  }

  statement(text: string): Statement {
    return { text, params: this.#values };
  }
}
