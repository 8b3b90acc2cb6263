// cargo keeps the index, the archive and the unpacked source of every crate below CARGO_HOME. Only the compiler reads them.
// What it builds is another matter (cargo-target-left-in-layer).
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const cargoCacheLeftInLayer: Rule = {
  meta: {
    id: 'cargo-cache-left-in-layer',
    summary: 'cargo leaves its registry in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://doc.rust-lang.org/cargo/guide/cargo-home.html'],
  },
  ...leftCacheRule({
    ids: ['cargo'],
    keeps: 'cargo keeps its registry',
    cleanTitle: "Empty cargo's registry in the same layer",
    mountTitle: "Mount caches at cargo's registry",
  }),
};
