// Poetry keeps every archive it installed from (artifacts) and the index pages it read (cache) below the user's cache folder,
// beside the environment that holds the same packages unpacked. Nothing in the image reads them again.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const poetryCacheLeftInLayer: Rule = {
  meta: {
    id: 'poetry-cache-left-in-layer',
    summary: 'Poetry leaves its downloads in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://python-poetry.org/docs/configuration/#cache-dir'],
  },
  ...leftCacheRule({
    ids: ['poetry'],
    keeps: 'Poetry keeps its downloads',
    cleanTitle: "Empty Poetry's cache in the same layer",
    mountTitle: "Mount caches at Poetry's cache folders",
    flag: { id: 'no-cache', title: 'Let Poetry keep no cache (--no-cache)' },
  }),
};
