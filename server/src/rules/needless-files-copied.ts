// A COPY takes what the image has no use for: history, environments and outputs of another machine, caches, logs, secrets.
// It all ships, and whatever changes in it re-runs this line and all below. Where nothing at all is ignored and everything
// is copied, context-without-dockerignore speaks instead. The bytes told are those on disk.
import { parseIgnoreFile } from '../build-context/ignore-file.ts';
import type { Snapshot } from '../facts/snapshot.ts';
import { contextSources, type ContextSource } from './parts/context-sources.ts';
import { heavyUnknowns } from './parts/heavy-unknowns.ts';
import { ignoreFileOf, withLines } from './parts/ignore-file-text.ts';
import { listNeedless } from './parts/list-needless.ts';
import { groupNeedless, holdsNeedless, needlessAt, type Needless, type NeedlessPlace } from './parts/needless-files.ts';
import { remembered } from './parts/remembered.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

/** What changes seldom and holds no secret is worth a word from here on. */
const smallBytes = 1_000_000;

interface Taken {
  readonly source: ContextSource;
  readonly needless: readonly Needless[];
}

/** What each source that ships is the first to take. */
const takenBySource: (snapshot: Snapshot) => readonly Taken[] = remembered((snapshot) => {
  if (!holdsNeedless(snapshot)) return [];
  const ignoreFile = snapshot.context?.ignoreFile ?? null;
  const nothingIgnored = ignoreFile === null || parseIgnoreFile(ignoreFile.text).length === 0;
  const told = new Set<NeedlessPlace>();
  return contextSources(snapshot).flatMap((source): Taken[] => {
    if (!source.facts.ships || source.kind !== 'copy') return [];
    const places = needlessAt(snapshot, source).filter((place) => !told.has(place));
    for (const place of places) told.add(place);
    // Why: of a whole context without any pattern the other rule tells.
    if (nothingIgnored && (source.path === '.' || source.path === '*')) return [];
    const needless = groupNeedless(places).filter(({ fileBytes, alwaysTold }) => alwaysTold || fileBytes >= smallBytes);
    return needless.length === 0 ? [] : [{ source, needless }];
  });
});

function* checkCopies(snapshot: Snapshot): Generator<FileFinding> {
  for (const { source, needless } of takenBySource(snapshot)) {
    const bytes = needless.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
    yield {
      facts: source.facts,
      span: source.span,
      message: `takes ${listNeedless(needless)} along${needless.length > 3 ? `, and ${String(needless.length - 3)} more` : ''}`,
      saving: { bytes, unit: 'file', kind: 'measured' },
      proof: { source: source.path, needless: needless.map(({ name, fileBytes }) => ({ name, fileBytes })) },
    };
  }
}

function fixCopy(snapshot: Snapshot, { proof }: Finding): readonly Fix[] {
  const taken = takenBySource(snapshot).find(({ source }) => source.path === proof['source']);
  if (taken === undefined) return [];
  const { path } = ignoreFileOf(snapshot);
  const text = withLines(snapshot, [...taken.needless.flatMap(({ patterns }) => patterns), ...heavyUnknowns(snapshot)]);
  if (text === null) return [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  return [
    {
      id: 'extend-dockerignore',
      title: `Leave ${taken.needless.length === 1 ? (taken.needless[0]?.name ?? 'it') : 'them'} out in ${name}`,
      // Why: whether something reads them at run time only their people know.
      applicability: 'unsafe',
      edits: [],
      files: [{ path, text }],
      preferred: true,
    },
  ];
}

export const needlessFilesCopied: Rule = {
  meta: {
    id: 'needless-files-copied',
    summary: 'A COPY takes files that the image has no use for',
    group: 'context',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  checkFile: checkCopies,
  fix: fixCopy,
};
