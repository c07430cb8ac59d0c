// Rows → an aligned table like psql's, for people with curl.

/** A column: its heading, and where its cells stand. */
export interface TextColumn {
  readonly heading: string;
  readonly align?: "left" | "right";
}

/** Title (centred), headings, a rule, one line per row; every line ends with a line feed. A line feed in a cell becomes a blank. */
export function textTable(
  title: string | undefined,
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll(/\s*\n\s*/g, " ")));
  const widths = columns.map(({ heading }, index) =>
    Math.max(widthOf(heading), ...cells.map((row) => widthOf(row[index] ?? ""))),
  );
  const total = widths.reduce((sum, width) => sum + width + 3, -1);
  const line = (parts: readonly string[]) =>
    parts
      .map((part) => ` ${part} `)
      .join("|")
      .trimEnd();
  return [
    ...(title === undefined ? [] : [centre(title, total).trimEnd()]),
    line(columns.map(({ heading }, index) => centre(heading, widths[index] ?? 0))),
    widths.map((width) => "-".repeat(width + 2)).join("+"),
    ...cells.map((row) =>
      line(columns.map(({ align }, index) => pad(row[index] ?? "", widths[index] ?? 0, align))),
    ),
    "",
  ].join("\n");
}

/** `(1 row)`, `(2 rows)`. */
export function rowCount(count: number): string {
  return `(${count} ${count === 1 ? "row" : "rows"})\n`;
}

function pad(text: string, width: number, align: TextColumn["align"]): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "right" ? space + text : text + space;
}

function centre(text: string, width: number): string {
  const space = Math.max(0, width - widthOf(text));
  return " ".repeat(Math.floor(space / 2)) + text + " ".repeat(Math.ceil(space / 2));
}

/** In code points: enough for names; wide scripts come out a little crooked. */
function widthOf(text: string): number {
  return [...text].length;
}
