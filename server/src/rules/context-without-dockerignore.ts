// Without a .dockerignore, `COPY . .` takes everything in the folder: history, virtual environments, node_modules, caches,
// the Dockerfile itself. It all becomes part of a layer, and any change of any of it re-runs every line below. The bytes
// told are those on disk.
import { parseIgnoreFile } from '../build-context/ignore-file.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { contextSources, sourcesOf } from './parts/context-sources.ts';
import { heavyUnknowns } from './parts/heavy-unknowns.ts';
import { withLines, ignoreFileOf } from './parts/ignore-file-text.ts';
import { listNeedless } from './parts/list-needless.ts';
import { needlessIn } from './parts/needless-files.ts';
import type { FileFinding, Fix, Rule } from './rule.ts';

/** A context below this is worth a word only for what is always told: history, or what nobody else may read. */
const smallBytes = 1_000_000;

/** Takes the whole context: one of its sources is its root. */
function takesAll(facts: InstructionFacts): boolean {
  return sourcesOf(facts).some(({ kind, path }) => kind === 'copy' && (path === '.' || path === '*'));
}

/** The first copy of the whole context that ships; else the first in a stage that the image is made from. */
function wholeCopy({ stages }: Snapshot): InstructionFacts | undefined {
  const copies = stages
    .filter(({ reachesFinalStage }) => reachesFinalStage)
    .flatMap(({ instructions }) => instructions.filter(takesAll));
  return copies.find(({ ships }) => ships) ?? copies[0];
}

function* checkContext(snapshot: Snapshot): Generator<FileFinding> {
  const { context } = snapshot;
  if (context?.listing == null) return;
  const { ignoreFile } = context;
  if (ignoreFile !== null && parseIgnoreFile(ignoreFile.text).length > 0) return;
  const facts = wholeCopy(snapshot);
  if (facts?.copy == null) return;
  const { fileBytes, fileCount, truncated } = context.listing;
  const needless = needlessIn(snapshot);
  if (!truncated && fileBytes < smallBytes && !needless.some(({ alwaysTold }) => alwaysTold)) return;
  const most = `${truncated ? 'at least ' : ''}${formatBytes(fileBytes)} in ${String(fileCount)} ${fileCount === 1 ? 'file' : 'files'}`;
  const bytes = needless.reduce((sum, each) => sum + each.fileBytes, 0);
  const [from, to] = [facts.syntax.keywordSpan.from, facts.syntax.argumentSpan.to];
  const why = ignoreFile === null ? 'without a .dockerignore' : `with nothing in ${nameOf(ignoreFile.path)}`;
  yield {
    facts,
    span: { from, to },
    message: `${why} this takes ${most}${needless.length === 0 ? '' : `, ${listNeedless(needless)} among them`}`,
    ...(facts.ships && bytes > 0 ? { saving: { bytes, unit: 'file', kind: 'measured' } } : {}),
    proof: { fileBytes, fileCount, needless: needless.map(({ name, fileBytes: each }) => ({ name, fileBytes: each })) },
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function fixContext(snapshot: Snapshot): readonly Fix[] {
  const patterns = needlessIn(snapshot).flatMap((each) => each.patterns);
  const asked = contextSources(snapshot).map(({ path }) => path);
  const basics = ['.git', '.dockerignore', 'Dockerfile*'].filter(
    (pattern) => !asked.some((path) => path.includes(pattern.replace('*', ''))),
  );
  const { path } = ignoreFileOf(snapshot);
  const text = withLines(snapshot, [...patterns, ...basics, ...heavyUnknowns(snapshot)]);
  if (text === null) return [];
  return [
    {
      id: 'write-dockerignore',
      title: `Write a ${nameOf(path)} for what lies here`,
      // Why: a build may read .git (a version), or take node_modules from the host; only its people know.
      applicability: 'unsafe',
      edits: [],
      files: [{ path, text }],
      preferred: true,
    },
  ];
}

export const contextWithoutDockerignore: Rule = {
  meta: {
    id: 'context-without-dockerignore',
    summary: 'The whole context is copied without a .dockerignore, or with an empty one',
    group: 'context',
    severity: 'warning',
    needs: 'context',
    fix: 'sometimes',
    status: 'stable',
    since: '0.1.0',
    aliases: [],
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  checkFile: checkContext,
  fix: fixContext,
};
