// Debian's and Ubuntu's images carry a hook that deletes package archives after every install
// (/etc/apt/apt.conf.d/docker-clean). Whether a file has taken it out, which people do for the sake of cache mounts.
import { remembered } from './remembered.ts';
import { mayMatch } from '../../effects/path-set.ts';
import type { InstructionFacts, Snapshot } from '../../facts/snapshot.ts';
import { shippingChainBefore } from './stage-chain.ts';

const hook = '/etc/apt/apt.conf.d/docker-clean';

/** The instruction deletes the hook, or tells apt to keep archives. */
export const switchesHookOff: (facts: InstructionFacts) => boolean = remembered(
  ({ commands, syntax }) =>
    commands.some(({ effect }) => effect.deletes.some(({ path }) => path.kind !== 'unknown' && mayMatch(path, hook))) ||
    /Keep-Downloaded-Packages\W{1,8}(?:1|true|yes|on)\b/i.test(syntax.text),
);

/** apt keeps the archives it downloads in this instruction: the hook is gone, here or further up. */
export function keepsArchives(snapshot: Snapshot, facts: InstructionFacts): boolean {
  return switchesHookOff(facts) || shippingChainBefore(snapshot, facts).some(switchesHookOff);
}
