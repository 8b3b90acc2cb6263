// The texts of the rules' pages as a corpus, each in its own context and written in several ways: so every fix there is
// is tried among all the other rules. It knows no rule by name.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseDockerfile } from '../../server/src/dockerfile/parse-dockerfile.ts';
import { buildSnapshot } from '../../server/src/facts/build-snapshot.ts';
import { readSettings } from '../../server/src/settings/read-settings.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import type { SnapshotMaker } from '../robustness/soundness.ts';
import { fixtureContext } from './fixture-context.ts';
import { fixtureMeasured } from './fixture-layers.ts';
import { readFixturePage, type FixtureCase } from './fixture-page.ts';

export interface PageText {
  readonly name: string;
  readonly text: string;
  readonly snapshotOf: SnapshotMaker;
}

/** Keywords in lower case, all else as it is. */
function lowerCase(text: string): string {
  const { instructions } = parseDockerfile(text);
  const edits = instructions.map(({ range, syntax: { keywordSpan, keywordText } }) => ({
    range: { start: range.start + keywordSpan.from, end: range.start + keywordSpan.to },
    newText: keywordText.toLowerCase(),
  }));
  return applyEdits(text, edits);
}

const ways: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  crlf: (text) => text.replaceAll('\n', '\r\n'),
  'no final end': (text) => text.replace(/\n$/, ''),
  'lower case': lowerCase,
  'byte-order mark': (text) => `\uFEFF${text}`,
};

function snapshotsOf({ files, dockerignore, settings: given, layers }: FixtureCase, built: string): SnapshotMaker {
  const { settings } = readSettings([{ name: 'settings block', value: given, project: true }]);
  const target = settings.target === '' ? null : settings.target;
  return (text, written = []) => {
    const dockerfile = parseDockerfile(text);
    return buildSnapshot(dockerfile, {
      target,
      context: fixtureContext(files, dockerignore?.text ?? null, written),
      measured: layers === null ? null : fixtureMeasured(layers.text, built, dockerfile, target),
      buildArguments: settings.buildArguments,
    });
  };
}

/** Every subject of every page below `folder`, in every way; measured ones only in those that keep their instructions. */
export function pageTexts(folder = path.join('test', 'rules')): readonly PageText[] {
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return pages.sort().flatMap((page) =>
    readFixturePage(readFileSync(path.join(folder, page), 'utf8')).cases.flatMap((fixture, at) =>
      Object.entries(ways)
        .filter(([way]) => fixture.layers === null || way !== 'lower case')
        .map(([way, write]) => {
          const text = write(fixture.subject.text);
          return { name: `${page} ${String(at + 1)}, ${way}`, text, snapshotOf: snapshotsOf(fixture, text) };
        }),
    ),
  );
}
