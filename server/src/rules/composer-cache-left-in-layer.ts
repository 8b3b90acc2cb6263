// Composer keeps the archive of every package and the lists of all their versions in a cache of the user; the image reads
// only vendor/. Reported where that cache ends up in a layer that ships.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const composerCacheLeftInLayer: Rule = {
  meta: {
    id: 'composer-cache-left-in-layer',
    summary: 'composer leaves archives and package lists in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://getcomposer.org/doc/03-cli.md#composer-cache-dir'],
  },
  ...leftCacheRule({
    ids: ['composer'],
    keeps: 'composer keeps its downloads',
    cleanTitle: "Empty Composer's cache in the same layer",
    mountTitle: "Mount a cache at Composer's cache folder",
    flag: { id: 'no-cache', title: 'Let Composer keep no cache (--no-cache)' },
  }),
};
