// A unified diff of one file's text before and after. It reads and writes nothing.
import { createTwoFilesPatch } from 'diff';

/** The unified diff with three lines of context; empty where nothing changed. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, '', '', { context: 3 }).replace(/^={10,}\n/, '');
}
