// Packages bring more than what runs: their own tests, manual pages, translations, and the bytecode that Python writes at
// install time. Most images never read the first three, and the fourth buys a faster first start. Opinions, so a hint:
// after a measured build the bytes are told on the line that wrote them.
import type { Snapshot } from '../facts/snapshot.ts';
import type { LeftoverKind } from '../image/leftovers.ts';
import { foundKinds, listed } from './parts/found-in-layers.ts';
import type { FileFinding, Rule } from './rule.ts';

const kinds = new Map<LeftoverKind, string>([
  ['package-tests', "packages' own tests"],
  ['documentation', 'documentation and translations'],
  ['bytecode', 'Python bytecode'],
]);
const kindSet = new Set(kinds.keys());
const leastBytes = 1_000_000;

function* checkExtras(snapshot: Snapshot): Generator<FileFinding> {
  for (const { facts, found } of foundKinds(snapshot, kindSet, leastBytes)) {
    const alive = found
      .map(({ kind, fileBytes, deadBytes }) => ({ bytes: fileBytes - deadBytes, what: kinds.get(kind) ?? '' }))
      .filter(({ bytes }) => bytes >= leastBytes);
    if (alive.length === 0) continue;
    const bytes = alive.reduce((sum, each) => sum + each.bytes, 0);
    yield {
      facts,
      span: facts.syntax.keywordSpan,
      message: `${listed(alive)} were found in this layer`,
      saving: { bytes, unit: 'file', kind: 'measured' },
      proof: { folders: found.flatMap(({ folders }) => folders) },
    };
  }
}

export const packageExtrasFoundInLayer: Rule = {
  meta: {
    id: 'package-extras-found-in-layer',
    summary: 'Tests, documentation or bytecode of packages were found in a layer of the built image',
    group: 'layer-size',
    severity: 'hint',
    needs: 'image',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.python.org/3/using/cmdline.html#envvar-PYTHONDONTWRITEBYTECODE'],
  },
  checkFile: checkExtras,
};
