// Findings in the ignore files of checked Dockerfiles, each under its own file's path: Dockerfiles of one folder share one,
// so that it is told once. It runs no rule.
import path from 'node:path';
import type { JsonFile } from '../report/check-json.ts';
import type { CommandIo } from './command.ts';
import type { LoadedDockerfile } from './load-dockerfile.ts';

/** The ignore file's path as the user would write it; null where there is none. */
export function shownIgnoreFile(
  io: CommandIo,
  { path: shown, contextFolder, snapshot }: LoadedDockerfile,
): string | null {
  const inContext = snapshot.context?.ignoreFile?.path;
  if (inContext === undefined) return null;
  const absolute = path.resolve(contextFolder, inContext);
  return path.isAbsolute(shown) ? absolute : path.relative(io.folder, absolute);
}

/** The files with those of one path made one: a finding that several Dockerfiles have in common stands there once. */
export function mergeFiles(files: readonly JsonFile[]): readonly JsonFile[] {
  const merged = new Map<string, JsonFile>();
  const all: string[] = [];
  for (const file of files) {
    const before = merged.get(file.path);
    if (before === undefined) all.push(file.path);
    if (before === undefined || 'error' in before || 'error' in file) {
      merged.set(file.path, before ?? file);
      continue;
    }
    const known = new Set(before.findings.map(({ rule, range, message }) => JSON.stringify([rule, range, message])));
    const more = file.findings.filter(({ rule, range, message }) => !known.has(JSON.stringify([rule, range, message])));
    const findings = [...before.findings, ...more].sort(
      (a, b) => a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
    );
    merged.set(file.path, { path: file.path, findings });
  }
  return all.flatMap((each) => merged.get(each) ?? []);
}
