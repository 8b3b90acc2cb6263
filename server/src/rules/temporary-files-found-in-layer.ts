// What a step leaves in /tmp or /var/log belongs to its layer like every other file: archives that were unpacked, build
// trees, logs of installers, the sparse log of a user with a high number. Nothing reads it again. Reported after a measured
// build on the line that wrote it.
import type { Snapshot } from '../facts/snapshot.ts';
import type { LeftoverKind } from '../image/leftovers.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { cleanUpFix } from './parts/cache-fixes.ts';
import { foundKinds } from './parts/found-in-layers.ts';
import { factsOf } from './parts/places.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const kinds = new Map<LeftoverKind, { readonly what: string; readonly rule: string }>([
  ['temporary', { what: 'temporary files', rule: 'temporary-files-left-in-layer' }],
  ['logs', { what: 'logs', rule: 'high-uid-without-no-log-init' }],
]);
const kindSet = new Set(kinds.keys());
const leastBytes = 1_000_000;

function* checkFiles(snapshot: Snapshot): Generator<FileFinding> {
  for (const { facts, found } of foundKinds(snapshot, kindSet, leastBytes)) {
    for (const { kind, fileBytes, deadBytes, folders } of found) {
      // Why: what a later line deletes is told there, as dead bytes.
      const known = kinds.get(kind);
      if (known === undefined || deadBytes === fileBytes) continue;
      yield {
        facts,
        span: facts.syntax.keywordSpan,
        message: `${formatBytes(fileBytes)} of ${known.what} were found in this layer (${folders[0] ?? '/'})`,
        saving: { bytes: fileBytes, unit: 'file', kind: 'measured' },
        proof: { kind, folders },
        insteadOf: [known.rule],
      };
    }
  }
}

function fixFiles(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  if (facts?.syntax.keyword !== 'RUN') return [];
  const isLog = finding.proof['kind'] === 'logs';
  // Why: programs expect their log folders and files to be there, with their owners; emptied they weigh nothing.
  const cleanup = isLog ? 'find /var/log -type f -exec truncate -s 0 {} +' : 'rm -rf /tmp/* /var/tmp/*';
  const title = isLog ? 'Empty the logs in the same layer' : 'Empty /tmp in the same layer';
  const fix = cleanUpFix(snapshot, facts, cleanup, { id: 'clean-up', title }, 'unsafe');
  return fix === null ? [] : [fix];
}

export const temporaryFilesFoundInLayer: Rule = {
  meta: {
    id: 'temporary-files-found-in-layer',
    summary: 'Temporary files or logs were found in a layer of the built image',
    group: 'layer-size',
    severity: 'info',
    needs: 'image',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://refspecs.linuxfoundation.org/FHS_3.0/fhs/ch03s18.html'],
  },
  checkFile: checkFiles,
  fix: fixFiles,
};
