// The build context that a fixture's `files` and `dockerignore` blocks describe, measured as the real one is: by the
// product's own walk over a host, here one in memory.
import type { ContextFacts } from '../../server/src/facts/snapshot.ts';
import type { FixtureFile } from './fixture-page.ts';

interface WrittenFile {
  readonly path: string;
  readonly text: string;
}

function topLevelOf(files: readonly FixtureFile[]): NonNullable<ContextFacts['listing']>['topLevel'] {
  const names = new Map<string, { fileBytes: number; fileCount: number }>();
  for (const { path, fileBytes } of files) {
    const name = path.split('/')[0] ?? path;
    const before = names.get(name) ?? { fileBytes: 0, fileCount: 0 };
    names.set(name, { fileBytes: before.fileBytes + fileBytes, fileCount: before.fileCount + 1 });
  }
  return [...names].map(([name, sums]) => ({ name, ...sums })).sort((a, b) => b.fileBytes - a.fileBytes);
}

/** Null where the case says nothing of files. */
export function fixtureContext(
  files: readonly FixtureFile[] | null,
  dockerignore: string | null,
  written: readonly WrittenFile[],
): ContextFacts | null {
  if (files === null) return null;
  const ignoreText = written.find(({ path }) => path === '.dockerignore')?.text ?? dockerignore;
  const texts = new Map(files.flatMap(({ path, text }) => (text === null ? [] : [[path, { text }] as const])));
  return {
    ignoreFile: ignoreText === null ? null : { path: '.dockerignore', text: ignoreText },
    files: new Map([...texts, ...written.map(({ path, text }) => [path, { text }] as const)]),
    listing: {
      entries: files.map(({ path, fileBytes }) => ({ path, fileBytes })),
      fileBytes: files.reduce((sum, { fileBytes }) => sum + fileBytes, 0),
      fileCount: files.length,
      topLevel: topLevelOf(files),
      truncated: false,
    },
  };
}
