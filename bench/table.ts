// Rows of cells → lines of text with aligned columns: the first column to the left, figures to the right.

export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((row) => row[column]!.length)));
  for (const row of lines) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    );
    console.log(`  ${cells.join("  ")}`.trimEnd());
  }
}

/** Milliseconds, with a digit more where they are few. */
export function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
