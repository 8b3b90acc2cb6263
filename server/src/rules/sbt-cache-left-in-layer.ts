// sbt keeps itself, its plugins and every dependency in three folders of the user's home: only a build reads them. Reported
// where the layer ships; where sbt itself is what starts, they are wanted.
import { leftCacheRule } from './parts/left-cache-rule.ts';
import type { Rule } from './rule.ts';

export const sbtCacheLeftInLayer: Rule = {
  meta: {
    id: 'sbt-cache-left-in-layer',
    summary: 'sbt leaves its caches in the layer',
    group: 'layer-size',
    severity: 'warning',
    needs: 'source',
    fix: 'always',
    status: 'preview',
    since: '0.2.0',
    aliases: [],
    references: ['https://www.scala-sbt.org/1.x/docs/Setup-Notes.html'],
  },
  ...leftCacheRule({
    ids: ['sbt'],
    keeps: 'sbt keeps its caches',
    cleanTitle: "Empty sbt's caches in the same layer",
    mountTitle: "Mount caches at sbt's folders",
  }),
};
