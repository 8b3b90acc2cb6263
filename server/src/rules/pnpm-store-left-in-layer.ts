// pnpm unpacks every package into a store of the user and links node_modules to it. Linked files weigh once, but where links
// cannot be (another disk, a copied node_modules) they weigh twice, and the store's index and what is not linked stay anyway.
// `pnpm fetch` fills the store on purpose and is left alone.
import { findLeftCaches, fixLeftCache } from './parts/cache-findings.ts';
import type { Rule } from './rule.ts';

export const pnpmStoreLeftInLayer: Rule = {
  meta: {
    id: 'pnpm-store-left-in-layer',
    summary: 'pnpm leaves its store in the layer',
    group: 'layer-size',
    severity: 'info',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://pnpm.io/docker', 'https://pnpm.io/settings#storedir'],
  },
  checkInstruction: (facts) =>
    findLeftCaches(facts, 'pnpm', /pnpm/, ({ command }, folder) =>
      command.effect.verb === 'fetch' ? null : `pnpm keeps its store in this layer (${folder})`,
    ),
  fix: (snapshot, finding) =>
    fixLeftCache(snapshot, finding, 'pnpm', {
      cleanUp: "Remove pnpm's store in the same layer",
      mount: "Mount a cache at pnpm's store",
    }),
};
