// Bun keeps every package it downloads in a cache of the user and links or copies node_modules from it. What is linked
// weighs once; packages of other versions, manifests and copies weigh on top. Reported where the cache ships.
import { findLeftCaches, fixLeftCache } from './parts/cache-findings.ts';
import type { Rule } from './rule.ts';

export const bunCacheLeftInLayer: Rule = {
  meta: {
    id: 'bun-cache-left-in-layer',
    summary: 'bun leaves the packages it downloaded in the layer',
    group: 'layer-size',
    severity: 'info',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://bun.com/docs/pm/global-cache',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  checkInstruction: (facts) =>
    findLeftCaches(facts, 'bun', /bun/, (_, folder) => `bun keeps its downloads in this layer (${folder})`),
  fix: (snapshot, finding) =>
    fixLeftCache(snapshot, finding, 'bun', {
      cleanUp: "Remove Bun's cache in the same layer",
      mount: "Mount a cache at Bun's cache folder",
    }),
};
