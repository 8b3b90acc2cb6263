// Headers and static libraries are read by compilers only. In an image that compiles nothing they are dead weight: a
// development package that was not removed, or the include folder of a Python package. Reported after a measured build on
// the line that wrote them, with the bytes of each kind.
import type { Snapshot } from '../facts/snapshot.ts';
import type { LeftoverKind } from '../image/leftovers.ts';
import { foundKinds, listed } from './parts/found-in-layers.ts';
import type { FileFinding, Rule } from './rule.ts';

const kinds = new Map<LeftoverKind, string>([
  ['static-libraries', 'static libraries'],
  ['headers', 'headers'],
]);
const kindSet = new Set(kinds.keys());
const leastBytes = 1_000_000;

function* checkFiles(snapshot: Snapshot): Generator<FileFinding> {
  for (const { facts, found } of foundKinds(snapshot, kindSet, 0)) {
    // Why: what a later line deletes is told there, as dead bytes.
    const alive = found.map((each) => ({ ...each, bytes: each.fileBytes - each.deadBytes }));
    const bytes = alive.reduce((sum, each) => sum + each.bytes, 0);
    if (bytes < leastBytes) continue;
    const parts = alive.filter((each) => each.bytes > 0).map((each) => ({ ...each, what: kinds.get(each.kind) ?? '' }));
    yield {
      facts,
      span: facts.syntax.keywordSpan,
      message: `${listed(parts)} were found in this layer (${alive[0]?.folders[0] ?? '/'})`,
      saving: { bytes, unit: 'file', kind: 'measured' },
      proof: { folders: alive.flatMap(({ folders }) => folders) },
      insteadOf: ['site-packages-with-build-files'],
    };
  }
}

export const developmentFilesFoundInLayer: Rule = {
  meta: {
    id: 'development-files-found-in-layer',
    summary: 'Headers or static libraries were found in a layer of the built image',
    group: 'layer-size',
    severity: 'info',
    needs: 'image',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
  },
  checkFile: checkFiles,
};
