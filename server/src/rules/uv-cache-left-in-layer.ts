// uv keeps what it downloads, unpacked wheels and what it built below the user's cache folder. Wheels are linked into the
// environment where both lie on one file system, the rest is in the layer for nothing. Reported where it ships.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const uvCacheLeftInLayer: Rule = {
  meta: {
    id: 'uv-cache-left-in-layer',
    summary: 'uv leaves its cache in the layer',
    group: 'layer-size',
    severity: 'info',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://docs.astral.sh/uv/guides/integration/docker/#caching',
      'https://docs.astral.sh/uv/concepts/cache/',
    ],
  },
  ...leftCacheRule({
    ids: ['uv'],
    keeps: 'uv keeps its downloads',
    cleanTitle: 'Empty the cache of uv in the same layer',
    mountTitle: 'Mount a cache at the cache folder of uv',
    flag: { id: 'no-cache', title: 'Let uv keep no cache (--no-cache)' },
  }),
};
