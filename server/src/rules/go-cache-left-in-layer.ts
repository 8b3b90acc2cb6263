// go keeps every module's source and every compiled package in caches of its own, often hundreds of megabytes for a program
// of ten. Only the compiler reads them. Reported where such a layer ships; where go itself is what starts they are wanted.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const goCacheLeftInLayer: Rule = {
  meta: {
    id: 'go-cache-left-in-layer',
    summary: 'go leaves modules and its build cache in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://go.dev/ref/mod#module-cache',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  ...leftCacheRule({
    ids: ['go-build', 'go-mod'],
    keeps: 'go keeps its caches',
    cleanTitle: "Empty go's caches in the same layer",
    mountTitle: "Mount caches at go's cache folders",
  }),
};
