// Yarn keeps every package it downloads in a cache folder of the user, next to node_modules, which holds the same bytes
// again. A later `RUN yarn cache clean` frees nothing. Reported where the cache ends up in a layer that ships.
import { findLeftCaches, fixLeftCache } from './parts/cache-findings.ts';
import type { Rule } from './rule.ts';

export const yarnCacheLeftInLayer: Rule = {
  meta: {
    id: 'yarn-cache-left-in-layer',
    summary: 'yarn leaves the packages it downloaded in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: ['hadolint:DL3060'],
    references: [
      'https://classic.yarnpkg.com/en/docs/cli/cache',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  checkInstruction: (facts) =>
    findLeftCaches(facts, 'yarn', /yarn/, (_, folder) => `yarn keeps its downloads in this layer (${folder})`),
  fix: (snapshot, finding) =>
    fixLeftCache(snapshot, finding, 'yarn', {
      cleanUp: "Empty Yarn's cache in the same layer",
      mount: "Mount a cache at Yarn's cache folder",
    }),
};
