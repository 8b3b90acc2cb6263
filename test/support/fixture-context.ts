// The build context that a fixture's `files` and `dockerignore` blocks describe, sifted as the real
// one is, by the product's own patterns.
import { applyIgnoreFile } from '../../server/src/build-context/apply-ignore-file.ts';
import type { ContextFacts } from '../../server/src/facts/snapshot.ts';
import type { FixtureFile } from './fixture-page.ts';

interface WrittenFile {
  readonly path: string;
  readonly text: string;
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
    files: new Map([...texts, ...written.map(({ path, text }) => [path, { text }] as const)]),
    ...applyIgnoreFile(files, ignoreText === null ? null : { path: '.dockerignore', text: ignoreText }),
  };
}
