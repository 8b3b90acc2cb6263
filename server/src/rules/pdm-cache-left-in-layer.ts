// PDM keeps downloads and wheels it built below the user's cache folder. Nothing in the image reads them again, and a later
// removal frees nothing.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const pdmCacheLeftInLayer: Rule = {
  meta: {
    id: 'pdm-cache-left-in-layer',
    summary: 'PDM leaves its downloads in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://pdm-project.org/latest/usage/advanced/#use-pdm-in-a-multi-stage-dockerfile'],
  },
  ...leftCacheRule({
    ids: ['pdm'],
    apart: true,
    keeps: 'PDM keeps its downloads',
    cleanTitle: "Empty PDM's cache in the same layer",
    mountTitle: "Mount a cache at PDM's cache folder",
  }),
};
