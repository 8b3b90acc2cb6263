// Every COPY lays its files into a layer of its own, also those that another COPY brought already. For weights that is the
// whole model twice. Reported where two COPYs that ship take the same weight file of the context, as it is measured there.
import type { ContextListing } from '../build-context/context.ts';
import { pathsOfCopy } from '../build-context/copy-paths.ts';
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { lineOf } from './parts/places.ts';
import { remembered, rememberedBeside } from './parts/remembered.ts';
import { shippingChain } from './parts/stage-chain.ts';
import { isWeightFile } from './parts/weights.ts';
import type { FileFinding, Rule } from './rule.ts';

/** Less than this is not worth a word. */
const smallBytes = 10_000_000;

/** The listing with its heavy weights alone. */
const heavyWeights: (listing: ContextListing) => ContextListing = remembered((listing) => ({
  ...listing,
  entries: listing.entries.filter(({ path, fileBytes }) => fileBytes >= smallBytes && isWeightFile(path)),
}));

const takenOf = rememberedBeside(({ copy }: InstructionFacts, weights: ContextListing): ContextListing['entries'] => {
  const sources = copy?.kind === 'context' ? copy.sources.flatMap(({ expanded }) => expanded ?? []) : [];
  return sources.length === 0 ? [] : pathsOfCopy(weights, sources).entries;
});

function* checkCopies(snapshot: Snapshot): Generator<FileFinding> {
  const listing = snapshot.context?.listing ?? null;
  const weights = listing === null ? null : heavyWeights(listing);
  if (weights === null || weights.entries.length === 0) return;
  const first = new Map<string, InstructionFacts>();
  for (const facts of shippingChain(snapshot)) {
    if (facts.copy?.kind !== 'context') continue;
    const taken = takenOf(facts, weights);
    const again = taken.filter(({ path }) => first.has(path));
    for (const { path } of taken) if (!first.has(path)) first.set(path, facts);
    const [one] = again;
    const [word] = facts.syntax.words;
    const earlier = one === undefined ? undefined : first.get(one.path);
    const line = earlier === undefined ? null : lineOf(snapshot, earlier);
    if (one === undefined || word === undefined || line === null) continue;
    const bytes = again.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
    yield {
      facts,
      span: word.span,
      message: `${one.path}${again.length > 1 ? ` and ${String(again.length - 1)} more` : ''} came with line ${String(line)} already: ${formatBytes(bytes)} are stored twice`,
      saving: { bytes, unit: 'file', kind: 'measured' },
      proof: { paths: again.map(({ path }) => path) },
    };
  }
}

export const weightsCopiedTwice: Rule = {
  meta: {
    id: 'weights-copied-twice',
    summary: 'Two COPYs take the same weights of a model into the image',
    group: 'layer-size',
    severity: 'warning',
    needs: 'context',
    fix: 'never',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  },
  checkFile: checkCopies,
};
