// Without a .dockerignore, `COPY . .` takes everything in the folder: history, virtual environments, node_modules, caches,
// the Dockerfile itself. It all becomes part of a layer, and any change of any of it re-runs every line below. The bytes
// told are those on disk.
import { pathsOfCopy } from '../build-context/copy-paths.ts';
import type { ContextListing } from '../build-context/context.ts';
import { cleanPath } from '../build-context/ignore-file.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { needlessIn, type Needless } from './parts/needless-files.ts';
import type { FileFinding, Fix, Rule } from './rule.ts';

/** A context below this, with nothing in it that is known to be of no use, is not worth a word. */
const smallBytes = 1_000_000;

/** Takes the whole context: one of its sources is its root. */
function takesAll({ copy }: InstructionFacts): boolean {
  return copy?.kind === 'context' && copy.sources.some(({ expanded }) => /^(?:\/|\*)?$/.test(rootOf(expanded)));
}

/** Empty for the root of the context. */
function rootOf(source: string | null): string {
  return source === null ? '?' : cleanPath(`/${source}`).slice(1);
}

/** The first copy of the whole context that ships; else the first in a stage that the image is made from. */
function wholeCopy({ stages }: Snapshot): InstructionFacts | undefined {
  const copies = stages
    .filter(({ reachesFinalStage }) => reachesFinalStage)
    .flatMap(({ instructions }) => instructions.filter(takesAll));
  return copies.find(({ ships }) => ships) ?? copies[0];
}

function shown(needless: readonly Needless[]): string {
  const named = needless.slice(0, 3).map(({ name, fileBytes }) => `${name} (${formatBytes(fileBytes)})`);
  const [first = '', ...others] = named;
  const list = others.length === 0 ? first : `${named.slice(0, -1).join(', ')} and ${named.at(-1) ?? ''}`;
  return `, ${list} among them`;
}

function* checkContext(snapshot: Snapshot): Generator<FileFinding> {
  const { context } = snapshot;
  if (context?.listing == null || context.ignoreFile !== null) return;
  const facts = wholeCopy(snapshot);
  if (facts?.copy == null) return;
  const { fileBytes, fileCount, truncated } = context.listing;
  const needless = needlessFor(snapshot, context.listing);
  if (needless.length === 0 && !truncated && fileBytes < smallBytes) return;
  const most = `${truncated ? 'at least ' : ''}${formatBytes(fileBytes)} in ${String(fileCount)} ${fileCount === 1 ? 'file' : 'files'}`;
  const bytes = needless.reduce((sum, each) => sum + each.fileBytes, 0);
  const [from, to] = [facts.syntax.keywordSpan.from, facts.syntax.argumentSpan.to];
  yield {
    facts,
    span: { from, to },
    message: `without a .dockerignore this takes ${most}${needless.length === 0 ? '' : shown(needless)}`,
    ...(facts.ships && bytes > 0 ? { saving: { bytes, unit: 'file', kind: 'measured' } } : {}),
    proof: { fileBytes, fileCount, needless: needless.map(({ name, fileBytes: each }) => ({ name, fileBytes: each })) },
  };
}

/** What lies there for nothing, without anything that a COPY asks for by name. */
function needlessFor(snapshot: Snapshot, listing: ContextListing): readonly Needless[] {
  const sources = snapshot.facts.flatMap(({ copy, mounts }) => [
    ...(copy?.kind === 'context' ? copy.sources.flatMap(({ expanded }) => expanded ?? []) : []),
    ...mounts.flatMap((mount) => (mount.type === 'bind' && mount.from === null ? [mount.source] : [])),
  ]);
  const named = sources.filter((source) => !/^\*?$/.test(rootOf(source)));
  const wanted = new Set(named.flatMap((source) => pathsOfCopy(listing, [source]).entries.map(({ path }) => path)));
  return needlessIn(listing, snapshot.facts, (path) => wanted.has(path));
}

function fixContext(snapshot: Snapshot): readonly Fix[] {
  const listing = snapshot.context?.listing ?? null;
  if (listing === null) return [];
  const patterns = needlessFor(snapshot, listing).flatMap((each) => each.patterns);
  const basics = ['.git', '.dockerignore', 'Dockerfile*'].filter(
    (pattern) =>
      !snapshot.facts.some(
        ({ copy }) => copy?.sources.some(({ text }) => text.includes(pattern.replace('*', ''))) === true,
      ),
  );
  const text = `${[...new Set([...patterns, ...basics])].join('\n')}\n`;
  return [
    {
      id: 'write-dockerignore',
      title: 'Write a .dockerignore for what lies here',
      // Why: a build may read .git (a version), or take node_modules from the host; only its people know.
      applicability: 'unsafe',
      edits: [],
      files: [{ path: '.dockerignore', text }],
      preferred: true,
    },
  ];
}

export const contextWithoutDockerignore: Rule = {
  meta: {
    id: 'context-without-dockerignore',
    summary: 'The whole context is copied without a .dockerignore',
    group: 'context',
    severity: 'warning',
    needs: 'context',
    fix: 'always',
    status: 'stable',
    since: '0.1.0',
    aliases: [],
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  checkFile: checkContext,
  fix: fixContext,
};
