// Texts of several lines, told line by line.

/** The lines with `\n` between them. */
export function lines(...all: readonly string[]): string {
  return all.join('\n');
}
