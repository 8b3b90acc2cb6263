// `rm -rf /var/cache/apk/*` behind `apk add` leaves as little as --no-cache does, as long as nobody forgets it, and the path
// is right. The flag says it where it belongs. A matter of taste: no byte depends on it, so it is off unless asked for.
import type { InstructionFacts } from '../facts/snapshot.ts';
import { apkAdds, noCacheFix } from './parts/apk-adds.ts';
import { factsOf, headSpan } from './parts/places.ts';
import type { LocalFinding, Rule } from './rule.ts';

function* checkAdds(facts: InstructionFacts): Generator<LocalFinding> {
  for (const command of apkAdds(facts).removed)
    yield {
      span: headSpan(command),
      message: 'the package index is kept, then removed by hand: --no-cache keeps none',
    };
}

export const apkCacheRemovedByHand: Rule = {
  meta: {
    id: 'apk-cache-removed-by-hand',
    summary: 'apk keeps a package index that a later command of the RUN removes',
    group: 'layer-size',
    severity: 'off',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3019', 'trivy:DS-0025'],
    references: ['https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper'],
  },
  checkInstruction: checkAdds,
  fix: (snapshot, finding) => {
    const facts = factsOf(snapshot, finding);
    const fix = facts === undefined ? null : noCacheFix(snapshot, facts);
    return fix === null ? [] : [fix];
  },
};
