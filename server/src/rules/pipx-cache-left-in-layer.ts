// pipx gives each program an environment of its own and has pip fill it; pip keeps its downloads as always. pipx has no flag
// for that: the variable PIP_NO_CACHE_DIR, a clean-up or a cache mount keep them out.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const pipxCacheLeftInLayer: Rule = {
  meta: {
    id: 'pipx-cache-left-in-layer',
    summary: 'pipx has pip leave its downloads in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://pip.pypa.io/en/stable/topics/caching/'],
  },
  ...leftCacheRule({
    ids: ['pip'],
    tools: ['pipx'],
    apart: true,
    keeps: 'pipx has pip keep its downloads',
    cleanTitle: "Empty pip's cache in the same layer",
    mountTitle: "Mount a cache at pip's cache folder",
  }),
};
