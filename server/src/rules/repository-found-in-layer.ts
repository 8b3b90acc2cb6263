// The folder of a version control system holds the whole history of a project, often more than the project itself; nothing
// at run time reads it, and who has the image has the history. Reported after a measured build on the line that brought it:
// a COPY of the whole context, or a clone.
import type { Snapshot } from '../facts/snapshot.ts';
import type { LeftoverKind } from '../image/leftovers.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { cleanUpFix } from './parts/cache-fixes.ts';
import { foundKinds } from './parts/found-in-layers.ts';
import { factsOf } from './parts/places.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const kinds: ReadonlySet<LeftoverKind> = new Set(['version-control']);
const leastBytes = 100_000;

function* checkRepositories(snapshot: Snapshot): Generator<FileFinding> {
  for (const { facts, found } of foundKinds(snapshot, kinds, leastBytes)) {
    for (const { fileBytes, files, folders } of found) {
      if (facts.copy?.kind === 'context' && isIgnoredNow(snapshot, folders)) continue;
      const [folder = '/.git'] = folders;
      const more = folders.length > 1 ? ' and more' : '';
      yield {
        facts,
        span: facts.syntax.keywordSpan,
        message: `${formatBytes(fileBytes)} of history were found in this layer (${folder}${more}, ${String(files)} ${files === 1 ? 'file' : 'files'})`,
        saving: { bytes: fileBytes, unit: 'file', kind: 'measured' },
        proof: { folders },
        insteadOf: ['git-history-left-in-layer'],
      };
    }
  }
}

function nameOf(folder: string): string {
  return folder.slice(folder.lastIndexOf('/') + 1);
}

/** The context has no such folder any more, or its ignore file hides it: the next build will not bring it. */
function isIgnoredNow({ context }: Snapshot, folders: readonly string[]): boolean {
  const listing = context?.listing ?? null;
  if (listing === null || listing.truncated) return false;
  const names = new Set(folders.map(nameOf));
  return !listing.entries.some(({ path }) => path.split('/').some((segment) => names.has(segment)));
}

function fixRepositories(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const folders = finding.proof['folders'] as readonly string[];
  if (facts === undefined) return [];
  if (facts.syntax.keyword === 'RUN' && folders.every((folder) => /^\/[\w./+-]+$/.test(folder))) {
    const fix = cleanUpFix(
      snapshot,
      facts,
      `rm -rf ${folders.join(' ')}`,
      { id: 'remove-history', title: 'Delete the history in the same layer' },
      // Why: a later step may ask git for a version.
      'unsafe',
    );
    return fix === null ? [] : [fix];
  }
  return facts.copy?.kind === 'context' ? ignoreFix(snapshot, folders) : [];
}

/** Adds the folder's name to the ignore file, or writes one. */
function ignoreFix({ context, facts }: Snapshot, folders: readonly string[]): readonly Fix[] {
  if (context === null) return [];
  const names = [...new Set(folders.map(nameOf))];
  // Why: a mount or a COPY that names the folder wants it there.
  if (facts.some(({ syntax }) => names.some((name) => syntax.text.includes(name)))) return [];
  const { ignoreFile } = context;
  const before = ignoreFile?.text ?? '';
  const patterns = names.map((name) => `**/${name}\n`).join('');
  const text = before === '' || before.endsWith('\n') ? before + patterns : `${before}\n${patterns}`;
  return [
    {
      id: 'ignore-history',
      title: 'Keep the history out of the build context',
      applicability: 'unsafe',
      edits: [],
      files: [{ path: ignoreFile?.path ?? '.dockerignore', text }],
      preferred: true,
    },
  ];
}

export const repositoryFoundInLayer: Rule = {
  meta: {
    id: 'repository-found-in-layer',
    summary: 'The history of a version control system was found in a layer of the built image',
    group: 'layer-size',
    severity: 'warning',
    needs: 'image',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  checkFile: checkRepositories,
  fix: fixRepositories,
};
