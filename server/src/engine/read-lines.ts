// Pieces of output into lines, as they come. Carriage returns redraw a line, so only what was drawn last counts.

/** Longer lines are cut; a builder's JSON line stays far below. */
const lineLimit = 4 * 1024 * 1024;

/** Calls `onLine` for each whole line without its end; `flush` gives the last one where it has no end. */
export function createLineReader(onLine: (line: string) => void): { feed(text: string): void; flush(): void } {
  let open = '';
  const tell = (line: string): void => {
    const trimmed = line.endsWith('\r') ? line.slice(0, -1) : line;
    onLine(trimmed.slice(trimmed.lastIndexOf('\r') + 1));
  };
  return {
    feed(text) {
      let from = 0;
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        tell(open + text.slice(from, at));
        open = '';
        from = at + 1;
      }
      open = (open + text.slice(from)).slice(-lineLimit);
    },
    flush() {
      if (open !== '') tell(open);
      open = '';
    },
  };
}
