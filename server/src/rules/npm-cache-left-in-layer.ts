// npm keeps every package it downloads, still packed, in a cache of the user; node_modules holds the same bytes unpacked, and
// the image reads only those. A later `RUN rm` frees nothing. Reported where that cache ends up in a layer that ships.
import { findLeftCaches, fixLeftCache } from './parts/cache-findings.ts';
import type { Rule } from './rule.ts';

export const npmCacheLeftInLayer: Rule = {
  meta: {
    id: 'npm-cache-left-in-layer',
    summary: 'npm leaves the packages it downloaded in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: [
      'https://docs.npmjs.com/cli/v11/commands/npm-cache',
      'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    ],
  },
  checkInstruction: (facts) =>
    findLeftCaches(facts, 'npm', /npm|_cacache/, (_, folder) => `npm keeps its downloads in this layer (${folder})`),
  fix: (snapshot, finding) =>
    fixLeftCache(snapshot, finding, 'npm', {
      cleanUp: "Empty npm's cache in the same layer",
      mount: "Mount a cache at npm's cache folder",
    }),
};
