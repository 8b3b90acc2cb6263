// Pipenv keeps hashes and what it built in a cache of its own, and has pip install, whose cache keeps every download. Both lie
// below the user's home; nothing in the image reads them again.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const pipenvCacheLeftInLayer: Rule = {
  meta: {
    id: 'pipenv-cache-left-in-layer',
    summary: 'Pipenv leaves its caches in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://pipenv.pypa.io/en/latest/configuration.html'],
  },
  ...leftCacheRule({
    ids: ['pipenv', 'pip'],
    tools: ['pipenv'],
    apart: true,
    keeps: 'Pipenv keeps its downloads',
    cleanTitle: 'Empty the caches of Pipenv and pip in the same layer',
    mountTitle: 'Mount caches at the cache folders of Pipenv and pip',
  }),
};
