// `dotnet restore`, build and publish unpack every NuGet package into the user's folder and keep the raw downloads too;
// publish copies into its output what the program needs. Reported where these folders ship, unless the SDK is what starts.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import { factsOf } from './parts/places.ts';
import { shippingChainAfter } from './parts/stage-chain.ts';
import type { InstructionFacts } from '../facts/snapshot.ts';
import type { Rule } from './rule.ts';

const { checkFile, fix } = leftCacheRule({
  ids: ['nuget', 'nuget-http'],
  keeps: 'dotnet keeps the packages it restored',
  cleanTitle: "Empty NuGet's folders in the same layer",
  mountTitle: "Mount caches at NuGet's folders",
});

/** It compiles from packages that an earlier RUN restored: what that one removed or mounted would be missing. */
function needsRestored({ commands }: InstructionFacts): boolean {
  return commands.some(
    ({ effect }) => effect.tool === 'dotnet' && effect.role === 'compile' && effect.caches.length === 0,
  );
}

export const nugetPackagesLeftInLayer: Rule = {
  meta: {
    id: 'nuget-packages-left-in-layer',
    summary: 'dotnet leaves the packages it restored in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'sometimes',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://learn.microsoft.com/en-us/nuget/consume-packages/managing-the-global-packages-and-cache-folders',
    ],
  },
  checkFile,
  fix(snapshot, finding) {
    const facts = factsOf(snapshot, finding);
    if (facts === undefined || shippingChainAfter(snapshot, facts).some(needsRestored)) return [];
    return fix(snapshot, finding);
  },
};
