// After a measured build nothing has to be guessed: the caches and lists of package managers lie in the layers that were
// read, with their bytes, also those that a script filled which the text does not show. Reported on the line that wrote
// the layer, in place of what the rules on the text say there.
import type { InstructionFacts, Snapshot } from '../facts/snapshot.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { cleanUpFix } from './parts/cache-fixes.ts';
import { blameSpan, foundKinds } from './parts/found-in-layers.ts';
import { cacheKinds, leastCache, type CacheKind } from './parts/measured-twins.ts';
import { factsOf } from './parts/places.ts';
import type { FileFinding, Finding, Fix, Rule } from './rule.ts';

const byKind = new Map(cacheKinds.map((each) => [each.kind, each]));
const kinds = new Set(byKind.keys());

function* checkCaches(snapshot: Snapshot): Generator<FileFinding> {
  for (const { facts, found } of foundKinds(snapshot, kinds, leastCache)) {
    for (const { kind, fileBytes, deadBytes, folders } of found) {
      const cache = byKind.get(kind);
      if (cache === undefined) continue;
      const late = deadBytes === fileBytes ? ', though a later line deletes them' : '';
      yield {
        facts,
        span: blameSpan(facts, cache.caches),
        message: `${formatBytes(fileBytes)} of ${cache.what} were found in this layer (${folders[0] ?? '/'})${late}`,
        saving: { bytes: fileBytes, unit: 'file', kind: 'measured' },
        proof: { kind, folders },
        insteadOf: cache.rules,
      };
    }
  }
}

/** The text shows who fills the cache: then the rules on the text know the better fix. */
function isForeseen(facts: InstructionFacts, { caches, rules }: CacheKind): boolean {
  return rules.length > 0 && facts.commands.some(({ effect }) => effect.caches.some(({ id }) => caches.includes(id)));
}

/** Deletes the folders at the end of the RUN; where the tool counts on a folder, what is in it. */
function fixCaches(snapshot: Snapshot, finding: Finding): readonly Fix[] {
  const facts = factsOf(snapshot, finding);
  const cache = cacheKinds.find(({ kind }) => kind === finding.proof['kind']);
  if (facts === undefined || cache === undefined || isForeseen(facts, cache)) return [];
  const folders = finding.proof['folders'] as readonly string[];
  if (folders.length === 0 || !folders.every((folder) => /^\/[\w./+-]+$/.test(folder))) return [];
  const paths = folders.map((folder) => (cache.keepsFolder === true ? `${folder}/*` : folder));
  const fix = cleanUpFix(
    snapshot,
    facts,
    `rm -rf ${paths.join(' ')}`,
    { id: 'clean-up', title: `Delete ${cache.what} in the same layer` },
    // Why: the text does not say who filled it, so a later step may count on it.
    cache.keepsFolder === true ? 'safe' : 'unsafe',
  );
  return fix === null ? [] : [fix];
}

export const cacheFoundInLayer: Rule = {
  meta: {
    id: 'cache-found-in-layer',
    summary: "A package manager's cache or lists were found in a layer of the built image",
    group: 'layer-size',
    severity: 'warning',
    needs: 'image',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://docs.docker.com/build/building/best-practices/#sort-multi-line-arguments'],
  },
  checkFile: checkCaches,
  fix: fixCaches,
};
