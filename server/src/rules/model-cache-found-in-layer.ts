// Libraries for machine learning keep what they download below the user's cache folder, and a build that loads a model
// once leaves it there: gigabytes in the layer of a RUN, loaded again whenever that line changes. Reported on the line that
// wrote the layer. Whether the model is wanted in the image is for people to say; the place for it is a layer of its own.
import type { Snapshot } from '../facts/snapshot.ts';
import type { LeftoverKind } from '../image/leftovers.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { blameSpan, foundKinds } from './parts/found-in-layers.ts';
import type { FileFinding, Rule } from './rule.ts';

const kinds = new Map<LeftoverKind, string>([
  ['huggingface', 'Hugging Face'],
  ['torch', 'PyTorch'],
]);
const kindSet = new Set(kinds.keys());
const leastBytes = 10_000_000;

function* checkModels(snapshot: Snapshot): Generator<FileFinding> {
  for (const { facts, found } of foundKinds(snapshot, kindSet, leastBytes)) {
    for (const { kind, fileBytes, folders } of found) {
      yield {
        facts,
        span: blameSpan(facts, [kind]),
        message: `${formatBytes(fileBytes)} lie in the cache of ${kinds.get(kind) ?? kind} in this layer (${folders[0] ?? '/'})`,
        saving: { bytes: fileBytes, unit: 'file', kind: 'measured' },
        proof: { kind, folders },
        insteadOf: ['model-cache-left-in-layer'],
      };
    }
  }
}

export const modelCacheFoundInLayer: Rule = {
  meta: {
    id: 'model-cache-found-in-layer',
    summary: 'The download cache of a machine learning library was found in a layer of the built image',
    group: 'layer-size',
    severity: 'info',
    needs: 'image',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://huggingface.co/docs/huggingface_hub/guides/manage-cache'],
  },
  checkFile: checkModels,
};
