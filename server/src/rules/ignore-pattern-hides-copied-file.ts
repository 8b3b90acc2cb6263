// A pattern of the ignore file hides a file that the Dockerfile copies or mounts by name, which stops the build there. The
// same as copied-file-ignored, told where the pattern stands.
import type { Snapshot } from '../facts/snapshot.ts';
import { lineAt } from '../text/line-index.ts';
import { hiddenSources, type HiddenSource } from './parts/hidden-sources.ts';
import { ignoreFileOf, withoutHiding } from './parts/ignore-file-text.ts';
import { instructionOf } from './parts/triggers.ts';
import type { Finding, Fix, IgnoreFileFinding, Rule } from './rule.ts';

/** Hidden sources by the pattern that hides them. */
function byPattern(snapshot: Snapshot): ReadonlyMap<HiddenSource['pattern'], readonly HiddenSource[]> {
  const found = new Map<HiddenSource['pattern'], HiddenSource[]>();
  for (const hidden of hiddenSources(snapshot))
    found.set(hidden.pattern, [...(found.get(hidden.pattern) ?? []), hidden]);
  return found;
}

function* checkPatterns(snapshot: Snapshot): Generator<IgnoreFileFinding> {
  for (const [{ range }, hidden] of byPattern(snapshot)) {
    const [first] = hidden;
    if (first === undefined) continue;
    const { path, kind, facts } = first.source;
    const start = instructionOf(snapshot, facts)?.range.start ?? 0;
    const line = lineAt(snapshot.dockerfile.lines, start) + 1;
    const more = new Set(hidden.map(({ source }) => source.path)).size - 1;
    yield {
      range,
      message: `hides ${path}${more === 0 ? '' : ` and ${String(more)} more`}, which the Dockerfile ${kind === 'copy' ? 'copies' : 'mounts'} in line ${String(line)}`,
      proof: { paths: hidden.map(({ source }) => source.path) },
    };
  }
}

function fixPattern(snapshot: Snapshot, { range }: Finding): readonly Fix[] {
  const hidden = hiddenSources(snapshot).filter(({ pattern }) => pattern.range.start === range.start);
  const paths = [...new Set(hidden.map(({ source }) => source.path))];
  const [first] = hidden;
  if (first === undefined) return [];
  const { path, text } = ignoreFileOf(snapshot);
  return [
    {
      id: 'bring-back',
      title: `Let ${paths.length === 1 ? first.source.path : 'them'} through`,
      // Why: what was left out may be secret.
      applicability: 'unsafe',
      edits: [],
      files: [{ path, text: withoutHiding(text, first.pattern, paths) }],
      preferred: true,
    },
  ];
}

export const ignorePatternHidesCopiedFile: Rule = {
  meta: {
    id: 'ignore-pattern-hides-copied-file',
    summary: 'A pattern of the ignore file hides a file that the Dockerfile copies',
    group: 'context',
    severity: 'warning',
    needs: 'context',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  checkIgnoreFile: checkPatterns,
  fix: fixPattern,
};
