// Patterns of an ignore file count from the root of the context, unlike those of a .gitignore: `node_modules` is the one at
// the top, and `web/node_modules` is sent. With two stars and a slash in front a pattern holds at any depth.
import type { Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { matchesPattern, type IgnorePattern } from '../build-context/ignore-file.ts';
import { contextSources } from './parts/context-sources.ts';
import { ignoreFileOf, patternsOf, hidesAskedFor, withPattern } from './parts/ignore-file-text.ts';
import { needlessAt, type NeedlessPlace } from './parts/needless-files.ts';
import { remembered } from './parts/remembered.ts';
import type { Finding, Fix, IgnoreFileFinding, Rule } from './rule.ts';

/** Fewer bytes than these in fewer files than these are not worth a word. */
const smallBytes = 100_000;
const fewFiles = 10;

interface Missed {
  readonly pattern: IgnorePattern;
  /** Heaviest first. */
  readonly places: readonly NeedlessPlace[];
}

const missedBy: (snapshot: Snapshot) => readonly Missed[] = remembered((snapshot) => {
  const file = snapshot.context?.ignoreFile ?? null;
  if (file === null) return [];
  const taken = new Set(contextSources(snapshot).flatMap((source) => needlessAt(snapshot, source)));
  const deep = [...taken].filter(({ path }) => path.includes('/'));
  if (deep.length === 0) return [];
  return patternsOf(file).flatMap((pattern): Missed[] => {
    if (pattern.exception || pattern.glob === null || pattern.pattern.includes('/') || /^\*+$/.test(pattern.pattern))
      return [];
    const places = deep
      .filter(({ path }) => matchesPattern(pattern, path.slice(path.lastIndexOf('/') + 1)))
      .sort((a, b) => b.fileBytes - a.fileBytes);
    const bytes = places.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
    const files = places.reduce((sum, { fileCount }) => sum + fileCount, 0);
    return bytes < smallBytes && files < fewFiles ? [] : [{ pattern, places }];
  });
});

function* checkPatterns(snapshot: Snapshot): Generator<IgnoreFileFinding> {
  for (const { pattern, places } of missedBy(snapshot)) {
    const bytes = places.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
    const more = places.length === 1 ? '' : ` and ${String(places.length - 1)} more`;
    yield {
      range: pattern.range,
      message: `means the top folder only: ${places[0]?.path ?? ''}${more} (${formatBytes(bytes)}) ${places.length === 1 ? 'is' : 'are'} sent`,
      proof: { places: places.map(({ path }) => path) },
    };
  }
}

function fixPattern(snapshot: Snapshot, { range }: Finding): readonly Fix[] {
  const missed = missedBy(snapshot).find(({ pattern }) => pattern.range.start === range.start);
  if (missed === undefined) return [];
  const { path, text } = ignoreFileOf(snapshot);
  const deep = withPattern(text, missed.pattern, `**/${missed.pattern.pattern}`);
  if (hidesAskedFor(snapshot, deep)) return [];
  return [
    {
      id: 'any-depth',
      title: 'Leave it out at any depth',
      // Why: one of the folders may be meant to be sent.
      applicability: 'unsafe',
      edits: [],
      files: [{ path, text: deep }],
      preferred: true,
    },
  ];
}

export const ignorePatternMissesNestedFolders: Rule = {
  meta: {
    id: 'ignore-pattern-misses-nested-folders',
    summary: 'A pattern of the ignore file holds for the top folder only, and what it means lies deeper too',
    group: 'context',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  checkIgnoreFile: checkPatterns,
  fix: fixPattern,
};
