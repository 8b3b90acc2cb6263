// New texts of an ignore file: lines added at its end, lines changed or taken out. What a Dockerfile asks for by name is
// never hidden by a line that is added. All else of the file stays as it is.
import { isIgnored, parseIgnoreFile, type IgnorePattern } from '../../build-context/ignore-file.ts';
import type { IgnoreFile } from '../../build-context/context.ts';
import { copyMatcher } from '../../build-context/copy-paths.ts';
import type { Snapshot } from '../../facts/snapshot.ts';
import { contextSources } from './context-sources.ts';
import { remembered } from './remembered.ts';

export const patternsOf: (file: IgnoreFile) => readonly IgnorePattern[] = remembered(({ text }) =>
  parseIgnoreFile(text),
);

/** The ignore file's path as a fix writes it, and its text. */
export function ignoreFileOf({ context }: Snapshot): { readonly path: string; readonly text: string } {
  return context?.ignoreFile ?? { path: '.dockerignore', text: '' };
}

/** Paths that sources name: themselves, and the listed files that their wildcards meet. */
function askedPaths(snapshot: Snapshot): readonly string[] {
  const entries = snapshot.context?.listing?.entries ?? [];
  return contextSources(snapshot).flatMap(({ path, isGlob }) => {
    if (path === '.' || path === '*') return [];
    if (!isGlob) return [path];
    if (/\/\*{1,2}$/.test(path)) return [path.replace(/\/\*{1,2}$/, '')];
    const takes = copyMatcher(path);
    return entries.filter((entry) => takes(entry.path)).map((entry) => entry.path);
  });
}

/** Those of the lines that hide something new and nothing that the Dockerfile asks for. */
function soundLines(snapshot: Snapshot, text: string, lines: readonly string[]): readonly string[] {
  const before = parseIgnoreFile(text);
  const known = new Set(before.map((pattern) => pattern.text));
  const asked = askedPaths(snapshot).filter((path) => !isIgnored(before, path));
  return [...new Set(lines)].filter((line) => {
    if (known.has(line) || line.startsWith('#')) return !known.has(line);
    const after = parseIgnoreFile(`${text}\n${line}`);
    return !asked.some((path) => isIgnored(after, path));
  });
}

/** True where this text of the ignore file hides something asked for by name that is sent now. */
export function hidesAskedFor(snapshot: Snapshot, text: string): boolean {
  const before = parseIgnoreFile(ignoreFileOf(snapshot).text);
  const after = parseIgnoreFile(text);
  return askedPaths(snapshot).some((path) => !isIgnored(before, path) && isIgnored(after, path));
}

function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The text with lines added at its end, as far as they are sound; null where nothing is left to add. */
export function withLines(snapshot: Snapshot, lines: readonly string[]): string | null {
  const { text } = ignoreFileOf(snapshot);
  const sound = soundLines(snapshot, text, lines);
  if (!sound.some((line) => !line.startsWith('#'))) return null;
  const lineEnd = lineEndOf(text);
  const start = text === '' || text.endsWith('\n') ? text : `${text}${lineEnd}`;
  return `${start}${sound.map((line) => `${line}${lineEnd}`).join('')}`;
}

/** The text with exceptions for the paths at its end, as far as it hides them. */
function withExceptions(text: string, paths: readonly string[]): string {
  const lineEnd = lineEndOf(text);
  const hidden = paths.filter((path) => isIgnored(parseIgnoreFile(text), path));
  const start = text === '' || text.endsWith('\n') ? text : `${text}${lineEnd}`;
  return hidden.length === 0 ? text : `${start}${hidden.map((path) => `!${path}${lineEnd}`).join('')}`;
}

/** The text in which the pattern hides the paths no more: without its line where it says one of them, else with exceptions. */
export function withoutHiding(text: string, pattern: IgnorePattern, paths: readonly string[]): string {
  return withExceptions(paths.includes(pattern.pattern) ? withoutPattern(text, pattern) : text, paths);
}

/** The text with one pattern replaced. */
export function withPattern(text: string, pattern: IgnorePattern, written: string): string {
  return text.slice(0, pattern.range.start) + written + text.slice(pattern.range.end);
}

/** The text without the line of a pattern. */
export function withoutPattern(text: string, { range }: IgnorePattern): string {
  const start = text.lastIndexOf('\n', range.start - 1) + 1;
  const end = text.indexOf('\n', range.end);
  return end < 0 ? text.slice(0, start) : text.slice(0, start) + text.slice(end + 1);
}
