// Hex keeps the packed copy of every package that `mix deps.get` unpacks into deps/. A few megabytes that nothing reads
// again. Reported where they end up in a layer that ships.
import { findLeftCaches, fixLeftCache } from './parts/cache-findings.ts';
import type { Rule } from './rule.ts';

export const hexCacheLeftInLayer: Rule = {
  meta: {
    id: 'hex-cache-left-in-layer',
    summary: 'mix leaves the packages that Hex downloaded in the layer',
    group: 'layer-size',
    severity: 'hint',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://hexdocs.pm/hex/Mix.Tasks.Hex.Config.html'],
  },
  checkInstruction: (facts) =>
    findLeftCaches(facts, 'hex', /hex/, (_, folder) => `Hex keeps its downloads in this layer (${folder})`),
  fix: (snapshot, finding) =>
    fixLeftCache(snapshot, finding, 'hex', {
      cleanUp: "Remove Hex's packages in the same layer",
      mount: "Mount a cache at Hex's package folder",
    }),
};
