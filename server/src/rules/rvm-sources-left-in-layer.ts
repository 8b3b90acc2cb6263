// rvm keeps the archive and the unpacked, compiled source of every Ruby it installs; the Ruby itself lies elsewhere. Reported
// where they end up in a layer that ships.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const rvmSourcesLeftInLayer: Rule = {
  meta: {
    id: 'rvm-sources-left-in-layer',
    summary: "rvm leaves a Ruby's archive and sources in the layer",
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://rvm.io/rvm/cleanup'],
  },
  ...leftCacheRule({
    ids: ['rvm'],
    keeps: 'rvm keeps archives and sources',
    cleanTitle: "Remove rvm's archives and sources in the same layer",
    mountTitle: "Mount caches at rvm's folders",
  }),
};
